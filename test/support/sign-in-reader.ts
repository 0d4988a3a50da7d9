import { randomBytes } from "node:crypto";
import { Client, type ClientConfig } from "pg";
import { createReaderSql, dropReaderSql, scramVerifier } from "../../src/database/readers/reader-role.ts";
import { runAsAdministrator } from "../../src/database/readers/reader-role-store.ts";
import { saveReportReader } from "../../src/database/readers/report-reader-store.ts";
import type { TestDatabase } from "./test-database.ts";

/** A connection as the role of a tenant's dashboards; `end` closes it and removes the role. */
export interface SignedInReader {
  readonly client: Client;
  end(): Promise<void>;
}

/** Gives a tenant a reader and signs in as it. */
export async function signInReader(
  { database, urls }: Pick<TestDatabase, "database" | "urls">,
  tenantId: string,
  config: ClientConfig = {},
): Promise<SignedInReader> {
  const roleName = `nightshift_reader_${randomBytes(6).toString("hex")}`;
  const password = randomBytes(12).toString("base64url");
  const { hostname, port, pathname } = new URL(urls.superuser);
  const name = pathname.slice(1);
  const run = (sql: ReturnType<typeof dropReaderSql>) =>
    runAsAdministrator(
      urls.superuser,
      sql.flatMap(({ statements }) => statements),
    );
  const passwordVerifier = scramVerifier(password, randomBytes(16));
  await run(createReaderSql({ roleName, exists: false, passwordVerifier, database: name }));
  await database.withTenant(tenantId, (transaction) => saveReportReader(transaction, tenantId, roleName));
  const client = new Client({
    host: hostname,
    port: Number(port),
    database: name,
    user: roleName,
    password,
    ...config,
  });
  await client.connect();
  return {
    client,
    async end() {
      await client.end();
      await run(dropReaderSql({ roleName, database: name }));
    },
  };
}
