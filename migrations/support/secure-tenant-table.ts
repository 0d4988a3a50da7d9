/**
 * SQL that puts a tenant's table under forced row-level security. Part of the migrations that call it: never edited
 * once they are released.
 *
 * The application role sees the tenant named by `app.tenant_id`, which is set for the transaction only. A pooled
 * connection keeps the empty text after the first such transaction, hence `nullif`: no tenant named, no rows.
 * The service role (scheduler, alert evaluation, outbox, retention) sees all.
 *
 * `append`: rows are inserted and read, never changed.
 */
export function secureTenantTable(table: string, mode: "full" | "append" = "full"): string {
  const rights = mode === "append" ? "select, insert" : "select, insert, update, delete";
  return `
    alter table ${table} enable row level security;
    alter table ${table} force row level security;
    create policy tenant_isolation on ${table} to nightshift_app
      using (tenant_id = nullif(current_setting('app.tenant_id', true), ''))
      with check (tenant_id = nullif(current_setting('app.tenant_id', true), ''));
    create policy service_access on ${table} to nightshift_service using (true) with check (true);
    grant ${rights} on ${table} to nightshift_app, nightshift_service;
  `;
}

/**
 * SQL that lets the owner read a table under forced row-level security, for the SECURITY DEFINER functions and the
 * materialized view that it owns. Nobody works as the owner but migrations.
 */
export function letOwnerRead(table: string): string {
  return `create policy owner_reads on ${table} for select to current_user using (true);`;
}
