/** The view of the companies that fit each tenant's profile. */
export interface Candidates {
  /** Refreshes it, for all tenants; audited for the tenant whose alert asked for it. */
  refresh(act: { readonly tenantId: string; readonly actor: string }): Promise<void>;
}
