import type { Clock } from "../clock.ts";
import type { Database } from "../database/database.ts";
import { findOdooConnection, type OdooConnectionRow } from "../database/odoo-connection-store.ts";
import type { Secrets } from "../database/sealed-secret.ts";
import { readTenant } from "../database/tenant-store.ts";
import { ConfigurationError } from "../errors.ts";
import type { PriceCharge } from "../observability/cost.ts";
import type { Recorder } from "../observability/recorder.ts";
import type { VendorClients } from "../vendors/create-vendors.ts";
import type { Odoo } from "../vendors/odoo.ts";
import { createOdooJson2 } from "../vendors/odoo-json2.ts";
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
  readonly price: PriceCharge;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}): RunContexts {
  const { database, clients, recorder, price, secrets, clock, signal } = dependencies;
  const contexts = new Map<string, Promise<RunContext>>();

  /** A key that cannot be read is an error of the export, which says so for each company; the rest of the night goes on. */
  function openOdoo(connection: OdooConnectionRow): Odoo {
    const { baseUrl, database: name, apiKeySealed } = connection;
    try {
      const apiKey = secrets.unseal(apiKeySealed);
      return createOdooJson2({ baseUrl, database: name, apiKey, timeoutMs: ODOO_TIMEOUT_MS });
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error;
      const refuse = () => Promise.reject(error);
      return { upsertPartner: refuse, upsertLead: refuse, version: refuse };
    }
  }

  async function create(tenantId: string, runId: string): Promise<RunContext> {
    const run = await database.withTenant(tenantId, (transaction) => findRun(transaction, runId));
    if (run === null) throw new TypeError(`Run ${runId} was there a moment ago`);
    const { policy } = await readTenant(database, tenantId);
    const connection = await database.withTenant(tenantId, findOdooConnection);
    const odoo = connection === null ? null : openOdoo(connection);
    const vendors = createRunVendors({ run, signal, clients, odoo, recorder, price, clock });
    return { ...run, policy, vendors, signal };
  }

  return {
    async open(tenantId, runId) {
      const run = await database.withTenant(tenantId, (transaction) => findRun(transaction, runId));
      if (run?.status !== "running") {
        contexts.delete(runId);
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
      contexts.delete(runId);
    },
  };
}
