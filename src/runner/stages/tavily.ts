import { findSearch, readCorpora, saveCorpus } from "../leads/corpus-store.ts";
import { findFeatures } from "../leads/feature-store.ts";
import { hashText } from "../leads/hash-text.ts";
import { reusesSearch } from "../leads/reuses-search.ts";
import { skipForVendor } from "../stage-work/skip-for-vendor.ts";
import type { CompanyWork, Precondition } from "../stage-work/stage-work.ts";

/** With at least this much crawled text, no search is needed. */
const ENOUGH_CHARS = 500;
const MAX_RESULTS = 5;
/** A basic search costs a credit. */
const ONE_SEARCH = { units: 1, charge: { unit: "credit", quantity: 1 } } as const;
/** How long an answer is reused. */
const FRESH_MS = 7 * 86_400_000;

export const tavilyHasKey: Precondition = async ({ vendors }) =>
  vendors.clients.tavily === null ? "TAVILY_API_KEY is not set" : null;

/** Searches the web for companies whose own site gave too little text. Results are reused for a week. */
export const tavily: CompanyWork = async (run, company, { database, clock }) => {
  const client = run.vendors.clients.tavily;
  if (client === null) return { outcome: "skipped", code: "vendor_down" };
  const { companyId } = company;
  const key = { ...run, companyId };
  const since = new Date(clock().getTime() - FRESH_MS);
  const [corpora, earlier, features] = await database.batch(run.tenantId, (batch) =>
    Promise.all([
      readCorpora(batch, key),
      findSearch(batch, companyId, since),
      findFeatures(batch, companyId),
    ]),
  );
  const crawled = corpora.find(({ source }) => source === "crawl") ?? null;
  if ((crawled?.body?.length ?? 0) >= ENOUGH_CHARS) return { outcome: "skipped", code: "not_needed" };
  if (earlier !== null && reusesSearch(crawled, earlier, features)) {
    return {
      outcome: "skipped",
      code: "cached",
      save: (batch) => saveCorpus(batch, key, earlier),
    };
  }
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
    // An empty answer is stored as well: asking again would cost the same.
    return {
      outcome: "success",
      save: (batch) => saveCorpus(batch, key, { source: "tavily", contentHash: hashText(body), body }),
    };
  });
};
