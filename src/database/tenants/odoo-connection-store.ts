import type { OdooProtocol } from "../../entities/vocabulary.ts";
import type { Queryable } from "../batch.ts";

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
