import type { Scope } from "../../entities/vocabulary.ts";

/** The holder of a valid API key: a key belongs to one tenant. */
export interface Caller {
  readonly tenantId: string;
  readonly keyId: string;
  readonly scopes: readonly Scope[];
  /** The only agents it may speak for; null: all of the tenant's. */
  readonly agentIds: readonly string[] | null;
}

/** A key that does not work, as the audit log may know it. */
export interface KeyRefusal {
  readonly prefix: string;
  /** Whose it was; null for one that nobody ever had. */
  readonly tenantId: string | null;
  readonly reason: "unknown_key" | "revoked_key" | "expired_key" | "inactive_tenant";
}

/** Checks API keys. */
export interface KeyPort {
  /** The holder of the key; null when it is unknown, expired, revoked or of a tenant that is not active. */
  authenticate(token: string): Promise<Caller | null>;
  /** Why a key was refused, for the audit log. */
  explain(token: string): Promise<KeyRefusal>;
}
