import type { Scope } from "../../entities/vocabulary.ts";

/** A key as a list shows it. */
export interface ListedKey {
  /** Its first characters. */
  readonly prefix: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** The only agents it may speak for; null: all of the tenant's. */
  readonly agentIds: readonly string[] | null;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
  readonly lastUsedAt: Date | null;
}

/** A key with its token, which is shown this once. */
export interface MadeKey {
  readonly token: string;
  readonly key: ListedKey;
}

/** Who changes a tenant's keys. */
export interface KeyActor {
  readonly tenantId: string;
  readonly actor: string;
}

/** A tenant's API keys. Changes are audited in the same transaction; a token is returned once. */
export interface Keys {
  list(tenantId: string): Promise<readonly ListedKey[]>;
  create(by: KeyActor, name: string, scopes: readonly Scope[]): Promise<MadeKey>;
  rename(by: KeyActor, prefix: string, name: string): Promise<ListedKey>;
  rotate(by: KeyActor, prefix: string): Promise<MadeKey>;
  revoke(by: KeyActor, prefix: string): Promise<ListedKey>;
}
