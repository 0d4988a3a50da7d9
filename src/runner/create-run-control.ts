import { findAudited, insertAudit } from "../database/tenants/audit-store.ts";
import type { RunWish } from "../entities/run-wish.ts";
import { ConflictError } from "../errors.ts";
import { cancelRun } from "./ending/cancel-run.ts";
import { dryRun } from "./planning/dry-run.ts";
import { type StartDependencies, startRun } from "./planning/start-run.ts";

/** Starts, previews and ends runs for whoever asks over HTTP or in Slack; who asked is in the audit log. */
export function createRunControl(dependencies: StartDependencies, trigger: "http" | "slack" = "http") {
  const { database, environment, clock } = dependencies;

  async function startedBy(tenantId: string, question: string | undefined): Promise<string | null> {
    if (question === undefined) return null;
    return database.withTenant(tenantId, (transaction) =>
      findAudited(transaction, { tenantId, action: "run.start", detail: { question } }, clock()),
    );
  }

  return {
    /** Answers with the run that the same question has started already, if it has. */
    async start({ actor, question, ...wish }: RunWish): Promise<{ readonly runId: string }> {
      const started = await startedBy(wish.tenantId, question);
      if (started !== null) return { runId: started };
      try {
        const { runId } = await startRun(dependencies, { ...wish, trigger }, (transaction, run) =>
          insertAudit(transaction, {
            tenantId: run.tenantId,
            actor,
            action: "run.start",
            subject: run.runId,
            detail: { ...(question !== undefined && { question }) },
            at: clock(),
          }),
        );
        return { runId };
      } catch (error) {
        // Answered twice at the same moment: the other answer was faster.
        const meanwhile = error instanceof ConflictError ? await startedBy(wish.tenantId, question) : null;
        if (meanwhile === null) throw error;
        return { runId: meanwhile };
      }
    },
    /** What a run would do and cost, in a few figures. */
    async estimate(wish: RunWish) {
      const { companies, stages, estimates, costUsd } = await dryRun(dependencies, { ...wish, trigger });
      return {
        companies: companies.count,
        stages: stages.filter(({ status }) => status === "pending").map(({ stage }) => stage),
        costUsd,
        unpriced: estimates.filter((estimate) => estimate.costUsd === null).map(({ vendor }) => vendor),
      };
    },
    preview: (wish: RunWish): Promise<object> => dryRun(dependencies, { ...wish, trigger }),
    async cancel(run: { readonly tenantId: string; readonly runId: string; readonly actor: string }) {
      await cancelRun({ database, clock, keepCorpora: environment.PERSIST_CRAWL_CORPUS }, run);
    },
  };
}
