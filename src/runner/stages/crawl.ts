import { isCompanyEmail } from "company-email-validator";
import type { Transaction } from "../../database/database.ts";
import { saveAnsweredDomain, saveCorpus, saveEmails } from "../lead-store.ts";
import type { CompanyWork } from "../stage-work.ts";

/** Reads a company's web site: its text for the extraction, and the addresses it gives. */
export const crawl: CompanyWork = async (run, company, { crawler, recorder }) => {
  const { website, companyId } = company;
  if (website === null) return { outcome: "skipped", code: "no_website" };
  const result = await crawler.crawl(website, { signal: run.signal, traceId: run.traceId });
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
  const save = (transaction: Transaction) => saveAnsweredDomain(transaction, key, null);
  if (result.outcome === "blocked") return { outcome: "blocked", code: "robots_disallowed", save };
  if (result.outcome === "error") {
    run.signal.throwIfAborted();
    return { outcome: "error", code: result.errorCode, save };
  }
  return {
    outcome: "success",
    async save(transaction) {
      await saveCorpus(transaction, key, {
        source: "crawl",
        contentHash: result.contentHash,
        body: result.corpus,
      });
      await saveAnsweredDomain(transaction, key, result.finalDomain);
      const emails = result.emails.map((email) => ({ email, isWebmail: !isCompanyEmail(email) }));
      await saveEmails(transaction, key, "site", emails);
    },
  };
};
