import type { Role } from "../../entities/vocabulary.ts";

/** Who may do what for a tenant. */
export interface People {
  list(tenantId: string): Promise<readonly { readonly userId: string; readonly role: Role }[]>;
  /** Whom the tenant's alerts call, by Slack id of a person or user group. */
  listCalled(tenantId: string): Promise<readonly string[]>;
  /** Says whom they call; audited in the same transaction. */
  setCalled(wish: {
    readonly tenantId: string;
    readonly called: readonly string[];
    readonly actor: string;
  }): Promise<void>;
  /** Gives a role in place of any other, or takes it away (null); audited in the same transaction. */
  setRole(wish: {
    readonly tenantId: string;
    readonly userId: string;
    readonly role: Role | null;
    readonly actor: string;
  }): Promise<void>;
}
