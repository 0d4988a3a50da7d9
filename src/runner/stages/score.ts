import { readContacts } from "../leads/contact-store.ts";
import { readEmails } from "../leads/email-store.ts";
import { findFeatures } from "../leads/feature-store.ts";
import { hashText } from "../leads/hash-text.ts";
import { SCORING_RULES, type ScoreInput, scoreLead } from "../leads/score-lead.ts";
import { findScoreInput, keepScore, saveScore } from "../leads/score-store.ts";
import type { CompanyWork } from "../stage-work/stage-work.ts";

const REACH_WEIGHT_WITHOUT_LOOKUPS = 0.5;

/**
 * Scores a company from what is stored about it; without an extraction, from what was imported. If neither the data nor
 * the rules have changed, the old score is assigned to this run and keeps its time.
 */
export const score: CompanyWork = async (run, company, { database, recorder }) => {
  const { companyId } = company;
  const [stored, emails, contacts, scoredFrom] = await database.batch(run.tenantId, (batch) =>
    Promise.all([
      findFeatures(batch, companyId),
      readEmails(batch, companyId),
      readContacts(batch, companyId),
      findScoreInput(batch, companyId),
    ]),
  );
  const features = stored?.features;
  const input: ScoreInput = {
    industry: company.industry ?? features?.industry ?? null,
    employees: company.employees ?? features?.employees ?? null,
    about: features?.about ?? company.description,
    signals: features?.signals ?? [],
    people: contacts.map(({ title }) => ({ title })),
    emails: emails.map(({ status, isWebmail }) => ({ status, isWebmail })),
    allowWebmail: run.policy.allowWebmail,
    buckets: run.policy.buckets,
    ...((await run.degradations.has("lusha_skipped")) && { reachWeight: REACH_WEIGHT_WITHOUT_LOOKUPS }),
  };
  const key = { ...run, companyId };
  const inputHash = hashText(JSON.stringify([SCORING_RULES, input]));
  if (scoredFrom === inputHash) {
    return { outcome: "skipped", code: "unchanged", save: (batch) => keepScore(batch, key) };
  }
  const result = scoreLead(input);
  recorder.meter.observe("nightshift_lead_score", {}, result.score);
  return {
    outcome: "success",
    save: (batch) => saveScore(batch, key, result, inputHash),
    told: { action: "score_lead", confidence: result.score / 100 },
  };
};
