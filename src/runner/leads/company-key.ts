/** A company of a run, as the key of what is stored about it. */
export interface CompanyKey {
  readonly tenantId: string;
  readonly runId: string;
  readonly companyId: string;
}
