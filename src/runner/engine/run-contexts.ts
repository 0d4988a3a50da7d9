import type { Clock } from "../../clock.ts";
import type { Secrets } from "../../database/create-secrets.ts";
import type { Database } from "../../database/database.ts";
import { findOdooConnection, type OdooConnectionRow } from "../../database/tenants/odoo-connection-store.ts";
import { readTenant } from "../../database/tenants/tenant-store.ts";
import { ConfigurationError, NightshiftError, NotFoundError } from "../../errors.ts";
import { errorFields, type Logger } from "../../logger.ts";
import { listPriceCards } from "../../observability/costs/price-card-store.ts";
import { DEFAULT_PRICE_CARDS } from "../../observability/costs/price-cards.ts";
import { createPriceCharge } from "../../observability/costs/price-charge.ts";
import type { Recorder } from "../../observability/events/recorder.ts";
import type { RunTrace, Tracing } from "../../observability/tracing/tracing.ts";
import type { VendorClients } from "../../vendors/create-vendors.ts";
import { createOdoo } from "../../vendors/odoo/create-odoo.ts";
import type { Odoo } from "../../vendors/odoo/odoo.ts";
import { createRunBudget } from "../budget/run-budget.ts";
import { createRunDegradations } from "../calls/create-run-degradations.ts";
import { createRunVendors } from "../calls/run-vendors.ts";
import { listDeactivated, renewLeases } from "../record/run-lease-store.ts";
import { findRun } from "../record/run-store.ts";
import type { RunContext } from "../stage-work/stage-work.ts";

const ODOO_TIMEOUT_MS = 30_000;
const LOOK_EVERY_MS = 1_000;
/** How long companies in progress may take once their run was ended gently. */
const MOST_DRAINING_MS = 60_000;

/** The reason work on a run is aborted: the run was ended, here or elsewhere. */
export class RunEndedError extends NightshiftError {
  readonly code = "run_ended";

  constructor() {
    super("The run was ended.");
  }
}

/** The runs this process works on. One context per run, so that its circuit breakers see all of its calls. */
export interface RunContexts {
  /**
   * Works on a run, and renews its lease meanwhile. If the run is ended elsewhere, the work is aborted within seconds; if
   * that is because its tenant was deactivated, nothing new begins, and companies in progress have a minute to finish.
   * Does nothing when the run is no longer running. Throws NotFoundError if it, or its tenant, is not there.
   */
  use(tenantId: string, runId: string, work: (run: RunContext) => Promise<void>): Promise<void>;
  /** Forgets a run that ended. */
  close(runId: string): void;
  stop(): void;
}

interface Entry {
  readonly context: Promise<RunContext>;
  readonly ended: AbortController;
  readonly draining: AbortController;
  /** By `performance.now()`; null unless it is draining. */
  drainingSinceMs: number | null;
  users: number;
}

export function createRunContexts(dependencies: {
  readonly database: Database;
  readonly clients: VendorClients;
  readonly recorder: Recorder;
  readonly tracing: Tracing;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}): RunContexts {
  const { database, clients, recorder, tracing, secrets, clock, logger } = dependencies;
  const traces = new Map<string, RunTrace>();
  const entries = new Map<string, Entry>();
  let looking = false;
  const timer = setInterval(() => void look(), LOOK_EVERY_MS).unref();

  async function look(): Promise<void> {
    for (const [runId, { users, drainingSinceMs }] of entries)
      if (drainingSinceMs !== null && users === 0) forget(runId);
    const used = [...entries].filter(([, { users }]) => users > 0).map(([runId]) => runId);
    if (looking || used.length === 0) return;
    looking = true;
    try {
      const running = await database.serviceBatch((batch) => renewLeases(batch, used));
      const ended = used.filter((runId) => !running.has(runId));
      if (ended.length > 0) await letGo(ended);
    } catch (error) {
      // The lease is still valid for a while.
      logger.warn("lease_not_renewed", errorFields(error));
    } finally {
      looking = false;
    }
  }

  /** Ends the work on ended runs: gently where the tenant was deactivated, since calls in progress will be charged. */
  async function letGo(runIds: readonly string[]): Promise<void> {
    const gently = await database.withService((transaction) => listDeactivated(transaction, runIds));
    for (const runId of runIds) {
      const entry = entries.get(runId);
      const sinceMs = entry?.drainingSinceMs ?? performance.now();
      if (entry === undefined || !gently.has(runId) || performance.now() - sinceMs > MOST_DRAINING_MS) {
        abort(runId);
        continue;
      }
      entry.drainingSinceMs = sinceMs;
      entry.draining.abort();
    }
  }

  /** Aborts all work on an ended run in this process, since the lease of a forgotten run is no longer checked. */
  function abort(runId: string): void {
    entries.get(runId)?.ended.abort(new RunEndedError());
    forget(runId);
  }

  function forget(runId: string): void {
    entries.delete(runId);
    traces.delete(runId);
  }

  /** A key that cannot be unsealed fails the export of each company with that error; the rest of the night goes on. */
  function openOdoo(connection: OdooConnectionRow): Odoo {
    const { baseUrl, database: name, apiKeySealed, protocol, login } = connection;
    try {
      const apiKey = secrets.unseal(apiKeySealed);
      return createOdoo({ baseUrl, database: name, apiKey, protocol, login, timeoutMs: ODOO_TIMEOUT_MS });
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error;
      const refuse = () => Promise.reject(error);
      return { checkKey: refuse, upsertPartner: refuse, upsertLead: refuse, version: refuse };
    }
  }

  async function create(
    { tenantId, runId }: { readonly tenantId: string; readonly runId: string },
    signal: AbortSignal,
    draining: AbortSignal,
  ): Promise<RunContext> {
    const run = await database.withTenant(tenantId, (transaction) => findRun(transaction, runId));
    if (run === null) throw new TypeError(`Run ${runId} was there a moment ago`);
    const { policy, timezone } = await readTenant(database, tenantId);
    const [connection, cards] = await database.withTenant(tenantId, async (transaction) => [
      await findOdooConnection(transaction),
      await listPriceCards(transaction, tenantId),
    ]);
    const odoo = connection === null ? null : openOdoo(connection);
    const price = createPriceCharge([...cards, ...DEFAULT_PRICE_CARDS]);
    const budget = createRunBudget({ database, run, timezone, recorder, price, clock, logger, signal });
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
    return { ...run, policy, vendors, budget, degradations, signal, draining, storing: signal };
  }

  return {
    async use(tenantId, runId, work) {
      const run = await database.batch(tenantId, (batch) => findRun(batch, runId));
      if (run === null) throw new NotFoundError("run", runId);
      if (run.status !== "running") return letGo([runId]);
      let entry = entries.get(runId);
      if (entry === undefined) {
        const ended = new AbortController();
        const signal = AbortSignal.any([dependencies.signal, ended.signal]);
        const draining = new AbortController();
        const context = create({ tenantId, runId }, signal, draining.signal);
        entry = { context, ended, draining, drainingSinceMs: null, users: 0 };
        entries.set(runId, entry);
        // The caller gets the failure; the next call tries again.
        entry.context.catch(() => entries.delete(runId));
      }
      entry.users += 1;
      try {
        await work(await entry.context);
      } finally {
        entry.users -= 1;
      }
    },
    close(runId) {
      traces.get(runId)?.end();
      forget(runId);
    },
    stop() {
      clearInterval(timer);
    },
  };
}
