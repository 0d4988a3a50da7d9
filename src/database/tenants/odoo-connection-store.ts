import type { OdooProtocol } from "../../entities/vocabulary.ts";
import type { Queryable } from "../batch.ts";
import type { Transaction } from "../database.ts";
import { completeStep } from "./onboarding-store.ts";

/** An active connection; the key is still sealed. */
export interface OdooConnectionRow {
  readonly baseUrl: string;
  readonly database: string;
  readonly apiKeySealed: string;
  readonly protocol: OdooProtocol;
  /** Null if the protocol needs none. */
  readonly login: string | null;
}

/** The tenant's active Odoo connection, or null. */
export async function findOdooConnection(transaction: Queryable): Promise<OdooConnectionRow | null> {
  const [row] = await transaction.query<OdooConnectionRow[]>(
    `select base_url as "baseUrl", database, api_key_sealed as "apiKeySealed", protocol, login from odoo_connections where active`,
  );
  return row ?? null;
}

/** The servers that receive leads of active tenants, and of how many. As the service role. */
export async function listOdooServers(
  transaction: Transaction,
): Promise<{ readonly baseUrl: string; readonly tenants: number }[]> {
  return transaction.query<{ baseUrl: string; tenants: number }[]>(
    `select o.base_url as "baseUrl", count(*)::int as tenants from odoo_connections o
       join tenants t using (tenant_id) where o.active and t.active group by o.base_url order by o.base_url`,
  );
}

/** Notes that an export succeeded. */
export async function touchOdooConnection(transaction: Queryable, at: Date): Promise<void> {
  await transaction.query("update odoo_connections set last_success_at = $1", [at]);
}

/** What is known of the key without using it. */
export interface OdooKeyState {
  readonly active: boolean;
  readonly expiresAt: Date | null;
  readonly lastSuccessAt: Date | null;
}

export async function readOdooKeyState(
  transaction: Queryable,
  tenantId: string,
): Promise<OdooKeyState | null> {
  const [row] = await transaction.query<OdooKeyState[]>(
    `select active, expires_at as "expiresAt", last_success_at as "lastSuccessAt" from odoo_connections where tenant_id = $1`,
    [tenantId],
  );
  return row ?? null;
}

/** Saves a tenant's Odoo connection, replacing an older one; the key must be sealed. */
export async function saveOdooConnection(
  transaction: Transaction,
  connection: {
    readonly tenantId: string;
    readonly baseUrl: string;
    readonly database: string;
    readonly apiKeySealed: string;
    readonly expiresAt: Date | null;
    /** JSON-2 by default. */
    readonly protocol?: OdooProtocol;
    /** The user the key belongs to; needed for XML-RPC. */
    readonly login?: string;
  },
): Promise<void> {
  await transaction.query(
    `insert into odoo_connections (tenant_id, base_url, database, api_key_sealed, expires_at, protocol, login, active)
     values ($1, $2, $3, $4, $5, $6, $7, true)
     on conflict (tenant_id) do update set base_url = excluded.base_url, database = excluded.database,
       api_key_sealed = excluded.api_key_sealed, expires_at = excluded.expires_at, protocol = excluded.protocol,
       login = excluded.login, active = true`,
    [
      connection.tenantId,
      connection.baseUrl,
      connection.database,
      connection.apiKeySealed,
      connection.expiresAt,
      connection.protocol ?? "json2",
      connection.login ?? null,
    ],
  );
  await completeStep(transaction, connection.tenantId, "odoo_connected");
}
