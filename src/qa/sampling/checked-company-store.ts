import type { Transaction } from "../../database/database.ts";
import type { EmailStatus } from "../../entities/vocabulary.ts";
import type { CheckedCompany } from "../checklist/checks.ts";

interface CheckedRow {
  readonly companyId: string;
  readonly companyName: string;
  readonly industry: string | null;
  readonly domain: string | null;
  readonly answeredDomain: string | null;
  readonly features: {
    readonly about?: string | null;
    readonly products?: string[];
    readonly signals?: { id: string }[];
  } | null;
  readonly addresses: { readonly status: EmailStatus | null; readonly isWebmail: boolean }[];
  readonly rationale: string;
  readonly citedSignals: string[];
  readonly sameRationaleElsewhere: number;
}

/** The stored facts about scored companies that the automatic checks use, by company. */
export async function readCheckedCompanies(
  transaction: Transaction,
  companyIds: readonly string[],
): Promise<ReadonlyMap<string, CheckedCompany>> {
  const rows = await transaction.query<CheckedRow[]>(
    `select c.company_id as "companyId", c.name as "companyName", c.industry, c.domain,
       c.answered_domain as "answeredDomain", f.features, s.rationale, s.cited_signals as "citedSignals",
       coalesce((select jsonb_agg(jsonb_build_object('status', e.status, 'isWebmail', e.is_webmail))
         from lead_emails e where e.tenant_id = c.tenant_id and e.company_id = c.company_id), '[]') as addresses,
       (select count(*)::int from lead_scores o where o.run_id = s.run_id and o.company_id <> c.company_id
         and o.rationale = s.rationale) as "sameRationaleElsewhere"
     from companies c join lead_scores s using (tenant_id, company_id) left join lead_features f using (tenant_id, company_id)
     where c.company_id = any ($1)`,
    [companyIds],
  );
  return new Map(
    rows.map(({ companyId, industry, features, ...row }) => [
      companyId,
      {
        ...row,
        aboutText: features?.about ?? "",
        industryTerms: [industry, ...(features?.products ?? [])].filter((term) => term !== null),
        storedSignals: (features?.signals ?? []).map(({ id }) => id),
      },
    ]),
  );
}
