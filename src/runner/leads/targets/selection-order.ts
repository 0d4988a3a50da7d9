/**
 * How a run chooses companies, as SQL that is shared by the selection and the dry run. `c` is the company, `f` and `p` are
 * its features and contacts (KNOWN).
 */

/** Joins what the order of candidates depends on. */
export const KNOWN = `left join lead_features f using (tenant_id, company_id)
  left join (select distinct tenant_id, company_id from contacts) p using (tenant_id, company_id)`;

/** Companies not seen for longest come first. */
export const UNSEEN_FIRST = "c.last_seen nulls first, c.created_at, c.natural_key";

/** Candidates without features first, then those without contacts, then those not seen for longest. */
export const CANDIDATE_ORDER = `f.company_id is not null, p.company_id is not null, ${UNSEEN_FIRST}`;

/** Whether a company matches an active rule of the tenant's profile by industry alone. */
export const MATCHES_BY_INDUSTRY = `exists (select from icp_rules r
  where r.tenant_id = c.tenant_id and r.active and industry_fits(c.industry, c.ssic_code, r.industries))`;

/** Scores `s` that were never exported, or changed since, come first; then the best. */
export const EXPORT_ORDER =
  "s.exported_at is not null and s.exported_at >= s.scored_at, s.score desc, s.company_id";
