import type { MigrationInterface, QueryRunner } from "typeorm";

/** Single-use links by which people sign in to the pages, and their sessions. Both are known by hashes only. */
export class SignInToPages1763800120000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table login_links (
        token_hash text not null,
        user_id text not null,
        created_at timestamptz not null,
        expires_at timestamptz not null,
        used_at timestamptz,
        primary key (token_hash)
      );
      create index idx_login_links_user on login_links (user_id, created_at);
      create table page_sessions (
        session_hash text not null,
        user_id text not null,
        timezone text,
        created_at timestamptz not null,
        expires_at timestamptz not null,
        last_seen_at timestamptz not null,
        ended_at timestamptz,
        primary key (session_hash)
      );
      create index idx_page_sessions_user on page_sessions (user_id);
      grant select, insert, update, delete on login_links, page_sessions to nightshift_service;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query("drop table page_sessions, login_links");
  }
}
