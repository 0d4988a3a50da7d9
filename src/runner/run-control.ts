import { insertAudit } from "../database/audit-store.ts";
import { cancelRun } from "./cancel-run.ts";
import { dryRun } from "./dry-run.ts";
import { type RunRequest, type StartDependencies, startRun } from "./start-run.ts";

type Wish = Omit<RunRequest, "trigger"> & { readonly actor: string };

/** Starts, previews and ends runs for whoever asks over HTTP or in Slack; who asked is in the audit log. */
export function createRunControl(dependencies: StartDependencies, trigger: "http" | "slack" = "http") {
  const { database, environment, clock } = dependencies;
  return {
    async start({ actor, ...wish }: Wish): Promise<{ readonly runId: string }> {
      const { runId } = await startRun(dependencies, { ...wish, trigger }, (transaction, run) =>
        insertAudit(transaction, {
          tenantId: run.tenantId,
          actor,
          action: "run.start",
          subject: run.runId,
        }),
      );
      return { runId };
    },
    /** What a run would do and cost, in a few figures. */
    async estimate(wish: Wish) {
      const { companies, stages, estimates, costUsd } = await dryRun(dependencies, { ...wish, trigger });
      return {
        companies: companies.count,
        stages: stages.filter(({ status }) => status === "pending").map(({ stage }) => stage),
        costUsd,
        unpriced: estimates.filter((estimate) => estimate.costUsd === null).map(({ vendor }) => vendor),
      };
    },
    preview: (wish: Wish): Promise<object> => dryRun(dependencies, { ...wish, trigger }),
    async cancel(run: { readonly tenantId: string; readonly runId: string; readonly actor: string }) {
      await cancelRun({ database, clock, keepCorpora: environment.PERSIST_CRAWL_CORPUS }, run);
    },
  };
}
