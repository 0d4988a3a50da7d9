import type { MigrationInterface, QueryRunner } from "typeorm";

/** What spares a second night the first one's work: what Odoo has, who is handing it over, whom Lusha was asked about. */
export class RememberLeads1763800023100 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      alter table lead_scores add column export_hash text, add column export_claim uuid, add column export_claimed_until timestamptz;
      alter table contacts add column looked_up_at timestamptz;
      create index idx_corpora_company on corpora (tenant_id, company_id, source, created_at);
      create index idx_corpora_created on corpora (tenant_id, created_at);
      create index idx_qa_samples_created on qa_samples (tenant_id, created_at);
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      drop index idx_qa_samples_created, idx_corpora_created, idx_corpora_company;
      alter table contacts drop column looked_up_at;
      alter table lead_scores drop column export_claimed_until, drop column export_claim, drop column export_hash;
    `);
  }
}
