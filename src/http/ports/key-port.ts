import type { Scope } from "../../entities/vocabulary.ts";

/** The holder of a valid API key: a key belongs to one tenant. */
export interface Caller {
  readonly tenantId: string;
  readonly keyId: string;
  readonly scopes: readonly Scope[];
  /** The only agents it may speak for; null: all of the tenant's. */
  readonly agentIds: readonly string[] | null;
}

/** Checks API keys. */
export interface KeyPort {
  /** The holder of the key; null when it is unknown, expired or revoked. */
  authenticate(token: string): Promise<Caller | null>;
}
