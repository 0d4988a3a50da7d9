import type { MigrationInterface, QueryRunner } from "typeorm";

/**
 * Forgetting a person in events, too: the address of a page or the message of an agent may name them. Events are only
 * appended for both working roles, so a function of the owner does it, and only to the transaction's tenant.
 */
export class ForgetInEvents1763800119000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create function forget_in_events(anywhere text, at_companies text, companies uuid[]) returns int
        language plpgsql security definer set search_path = public, pg_temp
      as $$
      declare
        tenant constant text := nullif(current_setting('app.tenant_id', true), '');
        affected int;
      begin
        update run_event_logs e set error_msg = regexp_replace(e.error_msg, p.pattern, '[removed]', 'gi'),
            extra = regexp_replace(e.extra::text, p.pattern, '[removed]', 'gi')::jsonb
          from (values (true, at_companies), (false, anywhere)) as p (is_theirs, pattern)
          where e.tenant_id = tenant and p.is_theirs = (e.company_id is null or e.company_id = any (companies))
            and concat_ws(' ', e.error_msg, e.extra::text) ~* p.pattern;
        get diagnostics affected = row_count;
        return affected;
      end $$;
      revoke all on function forget_in_events(text, text, uuid[]) from public;
      grant execute on function forget_in_events(text, text, uuid[]) to nightshift_app;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query("drop function forget_in_events(text, text, uuid[])");
  }
}
