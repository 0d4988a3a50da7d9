import type { Transaction } from "../../database/database.ts";
import { countRefusedJobs } from "../../database/jobs/job-outbox-store.ts";
import { counted } from "../rulebook/phrases.ts";
import { PLATFORM_RULE_TABLE, PLATFORM_TENANT } from "../rulebook/platform-rule-table.ts";
import { createProbe } from "./probe.ts";

/**
 * The relay refused jobs: a program, or somebody with the application role's password, asked for what it may not. They count
 * until a person resolves the alert, since nothing mends them by itself.
 */
export const refusedJobs = createProbe(
  PLATFORM_RULE_TABLE["PL-34"],
  async ({ database }) => [
    await database.withService(async (transaction) => ({
      jobs: await countRefusedJobs(transaction, await readLastResolution(transaction)),
    })),
  ],
  ({ jobs }: { readonly jobs: number }, { maxJobs }) => ({
    subject: SUBJECT,
    breached: jobs > maxJobs,
    summary: `${counted(jobs, "job was", "jobs were")} set aside: malformed, or for another tenant than the one that asked. The others went on.`,
    loss: `What ${jobs === 1 ? "it" : "they"} asked for is not done.`,
    facts: { jobs, maxJobs },
  }),
);

/** When a person last resolved the alert; the beginning of time when nobody has. */
async function readLastResolution(transaction: Transaction): Promise<Date> {
  const [row] = await transaction.query<{ at: Date | null }[]>(
    `select max(resolved_at) as at from alerts
     where tenant_id = $1 and rule_id = $2 and subject = $3 and resolved_by <> 'system' and not drill`,
    [PLATFORM_TENANT, PLATFORM_RULE_TABLE["PL-34"].id, SUBJECT],
  );
  return row?.at ?? new Date(0);
}

const SUBJECT = "jobs";
