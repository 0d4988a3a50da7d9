import type { Queryable } from "../../database/batch.ts";
import { keyAddress } from "../../exclusions/key-address.ts";
import { saveAnsweredDomain, saveCorpus } from "../leads/corpus-store.ts";
import { saveEmails } from "../leads/email-store.ts";
import { countTargets } from "../record/selection-store.ts";
import type { CompanyWork, Preparation } from "../stage-work/stage-work.ts";

/** The home page and the page that says most about the company. */
const PAGES_WHEN_SHORT = 2;
/** The average token use of a company's texts and the answer, as a share of the maximum. */
const TYPICAL_SHARE = 0.25;

/** Before the first company: checks whether the budget suffices to have all the texts read; if not, fewer are gathered. */
export const planPages: Preparation = async (run, { database, environment }) => {
  if (run.vendors.clients.openai === null || run.manifest.skip.includes("extract")) return;
  const targets = await database.withTenant(run.tenantId, (transaction) =>
    countTargets(transaction, run.runId),
  );
  const wanted = Math.ceil(targets * environment.EXTRACT_CORPUS_CHAR_LIMIT * TYPICAL_SHARE);
  const left = await run.budget.remaining("openai_tokens");
  if (wanted > left) {
    const reason = `about ${wanted} tokens to read, a budget for ${left}`;
    await run.degradations.note("fewer_pages", { stage: "crawl", reason });
  }
};

/** Reads a company's web site: its text for the extraction, and the addresses it gives. */
export const crawl: CompanyWork = async (run, company, { crawler, recorder, secrets }) => {
  const { website, companyId } = company;
  if (website === null) return { outcome: "skipped", code: "no_website" };
  const isShort = await run.degradations.has("fewer_pages");
  const result = await crawler.crawl(website, {
    signal: run.signal,
    traceId: run.traceId,
    ...(isShort && { maxPages: PAGES_WHEN_SHORT }),
  });
  for (const { url, errorCode, status } of result.failedPages) {
    recorder.logEvent(run, {
      event: "page_failed",
      status: "error",
      stage: "crawl",
      companyId,
      errorCode,
      extra: { url, ...(status !== undefined && { http_status: status }) },
    });
  }
  const key = { ...run, companyId };
  const save = (batch: Queryable) => saveAnsweredDomain(batch, key, null);
  if (result.outcome === "blocked") return { outcome: "blocked", code: "robots_disallowed", save };
  if (result.outcome === "parked") return { outcome: "skipped", code: "parked", save };
  if (result.outcome === "error") {
    run.signal.throwIfAborted();
    return { outcome: "error", code: result.errorCode, save };
  }
  return {
    outcome: "success",
    save: (batch) =>
      Promise.all([
        saveCorpus(batch, key, { source: "crawl", contentHash: result.corpusHash, body: result.corpus }),
        saveAnsweredDomain(batch, key, result.finalDomain),
        saveEmails(
          batch,
          key,
          "site",
          result.emails.map((email) => keyAddress(secrets, email)),
        ),
      ]),
  };
};
