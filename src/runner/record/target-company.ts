/** A company as the stages see it. */
export interface TargetCompany {
  readonly companyId: string;
  readonly name: string;
  readonly website: string | null;
  readonly domain: string | null;
  readonly industry: string | null;
  readonly country: string | null;
  readonly employees: number | null;
  readonly description: string | null;
}
