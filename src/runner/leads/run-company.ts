/** A company of a run: the key of everything stored about it. */
export interface RunCompany {
  readonly tenantId: string;
  readonly runId: string;
  readonly companyId: string;
}
