/** The page of a run. */
export function runPath(tenantId: string, runId: string): string {
  return `/t/${encodeURIComponent(tenantId)}/runs/${runId}`;
}

/** The page of a company as a run dealt with it. */
export function companyPath(tenantId: string, runId: string, companyId: string): string {
  return `${runPath(tenantId, runId)}/companies/${companyId}`;
}
