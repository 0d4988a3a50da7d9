import type { ApiKeyRow, NewKey } from "../../database/tenants/api-key-store.ts";
import type { Scope } from "../../entities/vocabulary.ts";

/** A key as a list shows it. */
export type ListedKey = Pick<
  ApiKeyRow,
  "prefix" | "name" | "scopes" | "agentIds" | "expiresAt" | "revokedAt" | "lastUsedAt"
>;

/** Who changes a tenant's keys. */
export interface KeyActor {
  readonly tenantId: string;
  readonly actor: string;
}

/** A tenant's API keys. Changes are audited in the same transaction; a token is returned once. */
export interface Keys {
  list(tenantId: string): Promise<readonly ListedKey[]>;
  create(by: KeyActor, name: string, scopes: readonly Scope[]): Promise<NewKey>;
  rename(by: KeyActor, prefix: string, name: string): Promise<ListedKey>;
  rotate(by: KeyActor, prefix: string): Promise<NewKey>;
  revoke(by: KeyActor, prefix: string): Promise<ListedKey>;
}
