import { insertAudit } from "../database/audit-store.ts";
import { cancelRun } from "./cancel-run.ts";
import { dryRun } from "./dry-run.ts";
import { type RunRequest, type StartDependencies, startRun } from "./start-run.ts";

type Wish = Omit<RunRequest, "trigger"> & { readonly actor: string };

/** Starts, previews and ends runs for programs that ask over HTTP; who asked is in the audit log. */
export function createRunControl(dependencies: StartDependencies) {
  const { database, environment, clock } = dependencies;
  return {
    async start({ actor, ...wish }: Wish): Promise<{ readonly runId: string }> {
      const { runId } = await startRun(dependencies, { ...wish, trigger: "http" }, (transaction, run) =>
        insertAudit(transaction, {
          tenantId: run.tenantId,
          actor,
          action: "run.start",
          subject: run.runId,
        }),
      );
      return { runId };
    },
    preview: (wish: Wish): Promise<object> => dryRun(dependencies, { ...wish, trigger: "http" }),
    async cancel(run: { readonly tenantId: string; readonly runId: string; readonly actor: string }) {
      await cancelRun({ database, clock, keepCorpora: environment.PERSIST_CRAWL_CORPUS }, run);
    },
  };
}
