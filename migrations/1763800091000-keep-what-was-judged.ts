import type { MigrationInterface, QueryRunner } from "typeorm";

/** A sample keeps what its reviewer sees, how likely it was to be drawn, and in whose hands it is. A verdict can be taken back. */
export class KeepWhatWasJudged1763800091000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      alter table qa_samples
        add column lead jsonb,
        add column inclusion_probability double precision not null default 1,
        add column reserved_by text,
        add column reserved_until timestamptz;
      -- What older samples showed is still known where no later run has scored the company.
      update qa_samples q set lead = jsonb_build_object('score', s.score, 'rationale', s.rationale,
          'reasons', '[]'::jsonb, 'signals', '[]'::jsonb, 'about', null, 'addresses', '[]'::jsonb)
        from lead_scores s where s.tenant_id = q.tenant_id and s.company_id = q.company_id and s.run_id = q.run_id;
      update qa_samples q set inclusion_probability = least(1, d.drawn / q.population_size::double precision)
        from (select tenant_id, run_id, count(*) as drawn from qa_samples group by tenant_id, run_id) d
        where d.tenant_id = q.tenant_id and d.run_id = q.run_id and q.population_size > 0;
      alter table qa_samples add constraint qa_samples_inclusion_probability
        check (inclusion_probability > 0 and inclusion_probability <= 1);

      -- The evidence of a fall reads how likely each was to be drawn.
      drop index idx_qa_samples_decided;
      create index idx_qa_samples_decided on qa_samples (tenant_id, created_at desc, run_id, sample_no)
        include (result, inclusion_probability) where result in ('pass', 'fail');

      -- A row without a result takes the verdict before it back.
      alter table qa_verdicts alter column result drop not null;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      delete from qa_verdicts where result is null;
      alter table qa_verdicts alter column result set not null;
      drop index idx_qa_samples_decided;
      create index idx_qa_samples_decided on qa_samples (tenant_id, created_at desc, run_id, sample_no) include (result)
        where result in ('pass', 'fail');
      alter table qa_samples drop constraint qa_samples_inclusion_probability;
      alter table qa_samples drop column lead, drop column inclusion_probability, drop column reserved_by,
        drop column reserved_until;
    `);
  }
}
