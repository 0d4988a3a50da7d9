import { hashText } from "../hash-text.ts";
import { readCorpora, saveCorpus } from "../lead-store.ts";
import type { CompanyWork, Precondition } from "../stage-work.ts";
import { skipForVendor } from "./skip-for-vendor.ts";

/** A crawl that brought at least this much text needs no search. */
const ENOUGH_CHARS = 500;
const MAX_RESULTS = 5;
/** A basic search costs a credit. */
const ONE_SEARCH = { units: 1, charge: { unit: "credit", quantity: 1 } } as const;

export const tavilyHasKey: Precondition = async ({ vendors }) =>
  vendors.clients.tavily === null ? "TAVILY_API_KEY is not set" : null;

/** Searches the web for companies whose own site gave too little. */
export const tavily: CompanyWork = async (run, company, { database }) => {
  const client = run.vendors.clients.tavily;
  if (client === null) return { outcome: "skipped", code: "vendor_down" };
  const { companyId } = company;
  const key = { ...run, companyId };
  const [crawled] = await database.withTenant(run.tenantId, (transaction) => readCorpora(transaction, key));
  if (crawled !== undefined && crawled.body.length >= ENOUGH_CHARS)
    return { outcome: "skipped", code: "not_needed" };
  return skipForVendor(async () => {
    const query = [company.name, company.domain, company.industry].filter((part) => part !== null).join(" ");
    const { value: results } = await run.vendors.call(
      "tavily",
      "search",
      { stage: "tavily", companyId, estimate: ONE_SEARCH },
      (context) => client.search({ query, maxResults: MAX_RESULTS, searchDepth: "basic" }, context),
    );
    const body = results
      .map(({ title, content }) => `${title}\n${content}`.trim())
      .filter(Boolean)
      .join("\n\n");
    if (body === "") return { outcome: "success" };
    return {
      outcome: "success",
      save: (transaction) =>
        saveCorpus(transaction, key, { source: "tavily", contentHash: hashText(body), body }),
    };
  });
};
