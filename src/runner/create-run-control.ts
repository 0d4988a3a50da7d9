import { createHash } from "node:crypto";
import { findAudited, insertAudit } from "../database/tenants/audit-store.ts";
import { readTenant } from "../database/tenants/tenant-store.ts";
import type { ExportGate } from "../entities/export-gate.ts";
import type { RunWish } from "../entities/run-wish.ts";
import { ConflictError } from "../errors.ts";
import { decideGate, type GateDecision } from "../qa/gate/decide-gate.ts";
import { cancelRun } from "./ending/cancel-run.ts";
import { type DryRun, dryRun } from "./planning/dry-run.ts";
import { type StartDependencies, startRun } from "./planning/start-run.ts";

/** A question is known by its hash: Slack's ids look like secrets, which the audit log masks. */
function questionOf(question: string): { readonly question_hash: string } {
  return { question_hash: createHash("sha256").update(question).digest("hex") };
}

/** Starts, previews and ends runs on request over HTTP or Slack; the audit log records who asked. */
export function createRunControl(dependencies: StartDependencies, trigger: "http" | "slack" = "http") {
  const { database, environment, clock } = dependencies;

  async function startedBy(tenantId: string, question: string | undefined): Promise<string | null> {
    if (question === undefined) return null;
    return database.withTenant(tenantId, (transaction) =>
      findAudited(transaction, { tenantId, action: "run.start", detail: questionOf(question) }, clock()),
    );
  }

  return {
    /** Returns the run that the same question has already started, if any. */
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
            detail: question === undefined ? {} : questionOf(question),
            at: clock(),
          }),
        );
        return { runId };
      } catch (error) {
        // Two answers at the same moment, and the other one was faster.
        const meanwhile = error instanceof ConflictError ? await startedBy(wish.tenantId, question) : null;
        if (meanwhile === null) throw error;
        return { runId: meanwhile };
      }
    },
    /** A few figures on what a run would do and cost. */
    async estimate(wish: RunWish) {
      const { companies, stages, estimates, costUsd } = await dryRun(dependencies, { ...wish, trigger });
      return {
        companies: companies.count,
        stages: stages.filter(({ status }) => status === "pending").map(({ stage }) => stage),
        costUsd,
        unpriced: estimates.filter((estimate) => estimate.costUsd === null).map(({ vendor }) => vendor),
      };
    },
    preview: (wish: RunWish): Promise<DryRun> => dryRun(dependencies, { ...wish, trigger }),
    /** Decides about the leads that a run's gate holds. Throws NotFoundError, InvalidInputError or ConflictError. */
    async decideGate({
      actor,
      ...wish
    }: Omit<GateDecision, "by" | "at" | "channel"> & { readonly actor: string }): Promise<ExportGate> {
      const { policy } = await readTenant(database, wish.tenantId);
      return database.withTenant(wish.tenantId, (transaction) =>
        decideGate(transaction, { ...wish, by: actor, at: clock(), channel: policy.qaChannel }),
      );
    },
    async cancel(run: { readonly tenantId: string; readonly runId: string; readonly actor: string }) {
      await cancelRun({ database, clock, keepCorpora: environment.PERSIST_CRAWL_CORPUS }, run);
    },
  };
}
