import { insertAudit } from "../database/audit-store.ts";
import type { Stage } from "../entities/vocabulary.ts";
import { UnavailableError } from "../errors.ts";
import { startRun } from "./start-run.ts";

/** Which stage calls which vendor. */
const STAGE_OF_VENDOR = {
  tavily: "tavily",
  openai: "extract",
  lusha: "lusha",
  zerobounce: "zerobounce",
  odoo: "export_odoo",
} as const satisfies Record<string, Stage>;

interface Wish {
  readonly tenantId: string;
  readonly actor: string;
  readonly cap?: number;
  readonly skipVendors?: readonly (keyof typeof STAGE_OF_VENDOR)[];
  readonly companyConcurrency?: number;
  readonly rerun?: { readonly runId: string };
}

/** Starts runs for people in Slack; what it cannot do yet it says. */
export function createRunDesk(dependencies: Parameters<typeof startRun>[0]) {
  return {
    estimate: () => refuse("The cost of a run cannot be estimated here; start it with `npx nightshift run`."),
    async start({ tenantId, actor, cap, skipVendors = [], companyConcurrency, rerun }: Wish) {
      if (rerun !== undefined)
        await refuse("Stages cannot be done again here; start a new run with /run-start.");
      if (companyConcurrency !== undefined)
        await refuse("The number of companies at a time cannot be set here; leave it empty.");
      const run = await startRun(dependencies, {
        tenantId,
        trigger: "slack",
        ...(cap !== undefined && { cap }),
        skip: skipVendors.map((vendor) => STAGE_OF_VENDOR[vendor]),
      });
      const { runId } = run;
      await dependencies.database.withTenant(tenantId, (transaction) =>
        insertAudit(transaction, { tenantId, actor, action: "run.start", subject: runId }),
      );
      return { runId };
    },
    cancel: () => refuse("Runs cannot be stopped here; stop the runner's process, another takes the run up."),
  };
}

function refuse(message: string): Promise<never> {
  return Promise.reject(new UnavailableError(message));
}
