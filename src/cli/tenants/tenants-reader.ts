import { randomBytes } from "node:crypto";
import type { Command } from "commander";
import { type DatabaseHold, holdDatabase } from "../../database/connect.ts";
import { createReaderSql, dropReaderSql, scramVerifier } from "../../database/readers/reader-role.ts";
import { canReadReports, hasRole, runAsAdministrator } from "../../database/readers/reader-role-store.ts";
import {
  deleteReportReader,
  findReportReader,
  saveReportReader,
} from "../../database/readers/report-reader-store.ts";
import { ConfigurationError } from "../../errors.ts";
import type { CliContext } from "../kit/context.ts";
import { auditCli, onTenant } from "../kit/on-tenant.ts";
import { renderTable } from "../kit/render-table.ts";

/** `tenants reader`: the login role by which Grafana, Metabase and the like read a tenant's reports, and nothing else. */
export function registerTenantsReader(tenants: Command, context: CliContext): void {
  tenants
    .command("reader")
    .description(
      "give a tenant's dashboards a login role that sees this tenant only, or a new password for it",
    )
    .argument("<id>", "the tenant")
    .option("--remove", "take the role away")
    .action((tenantId: string, options: { remove?: true }) =>
      withAdministrator(context, (url) =>
        options.remove === true ? remove(context, url, tenantId) : create(context, url, tenantId),
      ),
    );
}

async function create(context: CliContext, url: string, tenantId: string): Promise<void> {
  const roleName = await onTenant(context, tenantId, async (transaction) => {
    const name =
      (await findReportReader(transaction)) ?? `nightshift_reader_${randomBytes(6).toString("hex")}`;
    await saveReportReader(transaction, tenantId, name);
    await auditCli(transaction, { tenantId, action: "reader.create", subject: name });
    return name;
  });
  const password = randomBytes(24).toString("base64url");
  const { hostname, port, pathname } = new URL(url);
  const database = decodeURIComponent(pathname.slice(1));
  const sql = createReaderSql({
    roleName,
    exists: await hasRole(url, roleName),
    passwordVerifier: scramVerifier(password, randomBytes(16)),
    database,
  });
  const isDone = (await run(url, sql)) && (await canReadReports(url, roleName));
  if (!isDone) showSql(context, sql);
  context.print(
    renderTable(
      ["HOST", "PORT", "DATABASE", "USER", "PASSWORD"],
      [[hostname, port || "5432", database, roleName, password]],
    ),
  );
  context.note(
    `The password is shown only now. ${isDone ? "Whoever has it reads" : "Once the SQL has run, whoever has it reads"} the reports of ${tenantId}, and nothing else: docs/dashboards.md`,
  );
}

async function remove(context: CliContext, url: string, tenantId: string): Promise<void> {
  const roleName = await onTenant(context, tenantId, async (transaction) => {
    const name = await findReportReader(transaction);
    if (name === null) return null;
    await deleteReportReader(transaction);
    await auditCli(transaction, { tenantId, action: "reader.remove", subject: name });
    return name;
  });
  if (roleName === null) {
    context.print(`${tenantId} had no reader.`);
    return;
  }
  const { pathname } = new URL(url);
  const sql = dropReaderSql({ roleName, database: decodeURIComponent(pathname.slice(1)) });
  if ((await hasRole(url, roleName)) && !(await run(url, sql))) showSql(context, sql);
  context.print(`${roleName} sees nothing of ${tenantId} any more.`);
}

type Sql = ReturnType<typeof createReaderSql>;

function run(url: string, sql: Sql): Promise<boolean> {
  return runAsAdministrator(
    url,
    sql.flatMap(({ statements }) => statements),
  );
}

/** The SQL for people who may do what the role of MIGRATION_DATABASE_URL may not. */
function showSql(context: CliContext, sql: Sql): void {
  context.note("MIGRATION_DATABASE_URL names a role that may not create roles. Run this SQL by hand:");
  for (const { as, statements } of sql)
    context.print([`-- As ${as}:`, ...statements.map((statement) => `${statement};`), ""].join("\n"));
}

async function withAdministrator(context: CliContext, work: (url: string) => Promise<void>): Promise<void> {
  const hold = await holdDatabase(context.environment());
  try {
    await work(requireAdministrator(hold));
  } finally {
    await hold.release();
  }
}

function requireAdministrator({ urls }: DatabaseHold): string {
  if (urls.administrator !== null) return urls.administrator;
  throw new ConfigurationError([
    {
      name: "MIGRATION_DATABASE_URL",
      problem: "is required: a role that may create roles, or the owner of the tables, and the SQL is shown",
    },
  ]);
}
