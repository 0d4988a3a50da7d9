import type { Role } from "../../entities/vocabulary.ts";

/** Something a person did or was refused. */
export interface AuditedAct {
  readonly tenantId: string;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly detail?: Readonly<Record<string, unknown>>;
}

/** Who may do what, and the record of it. */
export interface Access {
  /** The tenants a person has a role for. */
  listTenantsFor(slackUserId: string): Promise<readonly string[]>;
  /** Null when the person has no role for the tenant, or there is no such tenant. */
  roleOf(slackUserId: string, tenantId: string): Promise<Role | null>;
  /** Writes a line of the audit log. */
  audit(act: AuditedAct): Promise<void>;
}
