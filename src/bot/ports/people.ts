import type { Role } from "../../entities/vocabulary.ts";

/** Who may do what for a tenant. */
export interface People {
  list(tenantId: string): Promise<readonly { readonly userId: string; readonly role: Role }[]>;
  /** Gives a role in place of any other, or takes it away (null); audited in the same transaction. */
  setRole(wish: {
    readonly tenantId: string;
    readonly userId: string;
    readonly role: Role | null;
    readonly actor: string;
  }): Promise<void>;
}
