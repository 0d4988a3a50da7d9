import type { Scope } from "../../entities/vocabulary.ts";

/** The holder of a valid API key: a key belongs to one tenant. */
export interface Caller {
  readonly tenantId: string;
  readonly keyId: string;
  readonly scopes: readonly Scope[];
  /** The only agents it may speak for; null: all of the tenant's. */
  readonly agentIds: readonly string[] | null;
}

/** An invalid key, as the audit log may show it. */
export interface KeyRefusal {
  readonly prefix: string;
  /** Its former owner; null for a key that never existed. */
  readonly tenantId: string | null;
  readonly reason: "unknown_key" | "revoked_key" | "expired_key" | "inactive_tenant";
}

/** Checks API keys. */
export interface KeyPort {
  /** The holder of the key; null if it is unknown, expired or revoked, or if its tenant is not active. */
  authenticate(token: string): Promise<Caller | null>;
  /** Why a key was refused, for the audit log. */
  explain(token: string): Promise<KeyRefusal>;
}
