import type { Clock } from "../clock.ts";
import type { Database } from "../database/database.ts";
import { findOdooConnection, type OdooConnectionRow } from "../database/odoo-connection-store.ts";
import type { Secrets } from "../database/sealed-secret.ts";
import { readTenant } from "../database/tenant-store.ts";
import { ConfigurationError } from "../errors.ts";
import type { Logger } from "../logger.ts";
import { createPriceCharge } from "../observability/cost.ts";
import { listPriceCards } from "../observability/price-card-store.ts";
import { DEFAULT_PRICE_CARDS } from "../observability/price-cards.ts";
import type { Recorder } from "../observability/recorder.ts";
import type { RunTrace, Tracing } from "../observability/tracing.ts";
import { createOdoo } from "../vendors/create-odoo.ts";
import type { VendorClients } from "../vendors/create-vendors.ts";
import type { Odoo } from "../vendors/odoo.ts";
import { createRunDegradations } from "./degradation-store.ts";
import { createRunBudget } from "./run-budget.ts";
import { findRun } from "./run-store.ts";
import { createRunVendors } from "./run-vendors.ts";
import type { RunContext } from "./stage-work.ts";

const ODOO_TIMEOUT_MS = 30_000;

/** The runs this process works on. One context a run, so that its circuit breakers see all of its calls. */
export interface RunContexts {
  /** The run's context, or null when it is no longer running. */
  open(tenantId: string, runId: string): Promise<RunContext | null>;
  /** Forgets a run that ended. */
  close(runId: string): void;
}

export function createRunContexts(dependencies: {
  readonly database: Database;
  readonly clients: VendorClients;
  readonly recorder: Recorder;
  readonly tracing: Tracing;
  readonly logger: Logger;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}): RunContexts {
  const { database, clients, recorder, tracing, logger, secrets, clock, signal } = dependencies;
  const contexts = new Map<string, Promise<RunContext>>();
  const traces = new Map<string, RunTrace>();

  /** A key that cannot be read is an error of the export, which says so for each company; the rest of the night goes on. */
  function openOdoo(connection: OdooConnectionRow): Odoo {
    const { baseUrl, database: name, apiKeySealed, protocol, login } = connection;
    try {
      const apiKey = secrets.unseal(apiKeySealed);
      return createOdoo({ baseUrl, database: name, apiKey, protocol, login, timeoutMs: ODOO_TIMEOUT_MS });
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error;
      const refuse = () => Promise.reject(error);
      return { upsertPartner: refuse, upsertLead: refuse, version: refuse };
    }
  }

  async function create(tenantId: string, runId: string): Promise<RunContext> {
    const run = await database.withTenant(tenantId, (transaction) => findRun(transaction, runId));
    if (run === null) throw new TypeError(`Run ${runId} was there a moment ago`);
    const { policy, timezone } = await readTenant(database, tenantId);
    const [connection, cards] = await database.withTenant(tenantId, async (transaction) => [
      await findOdooConnection(transaction),
      await listPriceCards(transaction, tenantId),
    ]);
    const odoo = connection === null ? null : openOdoo(connection);
    const price = createPriceCharge([...cards, ...DEFAULT_PRICE_CARDS]);
    const budget = createRunBudget({ database, run, timezone, recorder, price, clock, logger });
    const trace = tracing.open(run);
    traces.set(runId, trace);
    const vendors = createRunVendors({
      run,
      signal,
      clients,
      odoo,
      recorder,
      price,
      budget,
      trace,
      clock,
    });
    const degradations = createRunDegradations({ database, run, clock });
    return { ...run, policy, vendors, budget, degradations, signal };
  }

  return {
    async open(tenantId, runId) {
      const run = await database.withTenant(tenantId, (transaction) => findRun(transaction, runId));
      if (run?.status !== "running") {
        contexts.delete(runId);
        traces.delete(runId);
        return null;
      }
      let context = contexts.get(runId);
      if (context === undefined) {
        context = create(tenantId, runId);
        contexts.set(runId, context);
        // A failure is told to whoever asked; the next to ask tries anew.
        context.catch(() => contexts.delete(runId));
      }
      return context;
    },
    close(runId) {
      traces.get(runId)?.end();
      traces.delete(runId);
      contexts.delete(runId);
    },
  };
}
