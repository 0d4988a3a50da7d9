import { countRefusedJobs } from "../../database/jobs/job-outbox-store.ts";
import { counted } from "../rulebook/phrases.ts";
import { PLATFORM_RULE_TABLE } from "../rulebook/platform-rule-table.ts";
import { createProbe } from "./probe.ts";

const WINDOW_MS = 86_400_000;

/** The relay refused jobs: a program, or somebody with the application role's password, asked for what it may not. */
export const refusedJobs = createProbe(
  PLATFORM_RULE_TABLE["PL-34"],
  async ({ database, now }) => [
    {
      jobs: await database.withService((transaction) =>
        countRefusedJobs(transaction, new Date(now.getTime() - WINDOW_MS)),
      ),
    },
  ],
  ({ jobs }: { readonly jobs: number }, { maxJobs }) => ({
    subject: "jobs",
    breached: jobs > maxJobs,
    summary: `${counted(jobs, "job was", "jobs were")} set aside within a day: malformed, or for another tenant than the one that asked. The others went on.`,
    facts: { jobs, maxJobs },
  }),
);
