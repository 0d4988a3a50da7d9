import type { MigrationInterface, QueryRunner } from "typeorm";

export class TrackWhatWasNotHeard1763800031100 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      alter table alerts add column unheard boolean not null default false;
      alter table alerts drop constraint alerts_state;
      alter table alerts add constraint alerts_state check (state in ('pending', 'firing', 'acknowledged', 'resolved'));
      alter table alert_transitions add column detail jsonb;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      delete from alerts where state = 'pending';
      alter table alert_transitions drop column detail;
      alter table alerts drop constraint alerts_state;
      alter table alerts add constraint alerts_state check (state in ('firing', 'acknowledged', 'resolved'));
      alter table alerts drop column unheard;
    `);
  }
}
