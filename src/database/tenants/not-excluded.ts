/** Whether company `c` is not among those that the tenant excluded, as SQL. Whoever chooses or hands out companies says it. */
export const NOT_EXCLUDED = `not exists (select from excluded_companies x
  where x.tenant_id = c.tenant_id and x.company_id = c.company_id)`;
