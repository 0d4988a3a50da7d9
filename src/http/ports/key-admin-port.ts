import type { ApiKeyRow } from "../../database/tenants/api-key-store.ts";
import type { NewKey } from "../../database/tenants/key-change-store.ts";
import type { Scope } from "../../entities/vocabulary.ts";

/** Who asks for a change of keys. */
export interface KeyAdmin {
  readonly tenantId: string;
  readonly actor: string;
}

/** Lists and changes a tenant's API keys. All throw NotFoundError or InvalidInputError. */
export interface KeyAdminPort {
  list(tenantId: string): Promise<readonly ApiKeyRow[]>;
  /** The token is shown only in this answer. */
  create(
    by: KeyAdmin,
    wish: {
      readonly name: string;
      readonly scopes: readonly Scope[];
      readonly expiresAt: Date | null;
      readonly agentIds: readonly string[] | null;
    },
  ): Promise<NewKey>;
  rename(by: KeyAdmin, reference: string, name: string): Promise<ApiKeyRow>;
  revoke(by: KeyAdmin, reference: string): Promise<ApiKeyRow>;
  rotate(
    by: KeyAdmin,
    reference: string,
    overlapHours: number,
  ): Promise<NewKey & { readonly old: ApiKeyRow }>;
}
