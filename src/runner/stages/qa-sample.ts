import { checkCompany, DEFAULT_CHECK_POLICY, isFlawless } from "../../qa/checklist/checks.ts";
import { announceSample } from "../../qa/sampling/announce-sample.ts";
import { readCheckedCompanies } from "../../qa/sampling/checked-company-store.ts";
import { sampleCompanies } from "../../qa/sampling/sample-companies.ts";
import {
  type DrawnCompany,
  insertChecks,
  insertSamples,
  listHighCompanies,
} from "../../qa/sampling/sample-store.ts";
import { readSampledLeads } from "../../qa/sampling/sampled-lead-store.ts";
import { reasonsOf } from "../leads/score-lead.ts";
import type { RunWork } from "../stage-work/stage-work.ts";

/** Draws the High companies for people to judge, with the automatic checks filled in. */
export const qaSample: RunWork = async (run, { database, recorder }) => {
  const policy = { ...DEFAULT_CHECK_POLICY, webmailForbidden: !run.policy.allowWebmail };
  const [sample, facts, leads] = await database.withTenant(run.tenantId, async (transaction) => {
    const high = await listHighCompanies(transaction, run.runId);
    const drawn = sampleCompanies(run.runId, high, run.policy.qaSampleSize);
    return [
      drawn,
      await readCheckedCompanies(transaction, high),
      await readSampledLeads(transaction, run.runId, drawn.companyIds),
    ];
  });
  // People see ten, the machine all.
  const checks = new Map(
    [...facts].map(([companyId, company]) => [companyId, checkCompany(company, policy)]),
  );
  const samples = sample.companyIds
    .flatMap((companyId): DrawnCompany[] => {
      const found = checks.get(companyId);
      const lead = leads.get(companyId);
      if (found === undefined || lead === undefined) return [];
      return [
        {
          companyId,
          checks: found,
          lead: { ...lead, reasons: reasonsOf(lead.rationale) },
          inclusionProbability: sample.companyIds.length / sample.populationSize,
        },
      ];
    })
    // Those with something to look at come first.
    .toSorted((one, other) => Number(isFlawless(one.checks)) - Number(isFlawless(other.checks)));
  recorder.logEvent(run, {
    event: "sample_drawn",
    status: "success",
    stage: "qa_sample",
    extra: { seed: sample.seed, sample_size: samples.length, population_size: sample.populationSize },
  });
  return {
    outcome: "success",
    async save(transaction) {
      await insertChecks(
        transaction,
        run,
        [...checks].map(([companyId, found]) => ({ companyId, bucket: "High", checks: found })),
      );
      await insertSamples(transaction, run, samples, sample.populationSize);
      await announceSample(
        transaction,
        { ...run, channel: run.policy.qaChannel },
        samples.map(({ companyId }) => companyId),
      );
    },
  };
};
