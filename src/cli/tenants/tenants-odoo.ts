import type { Command } from "commander";
import { findOdooConnection, saveOdooConnection } from "../../database/tenants/odoo-connection-store.ts";
import { requireTenant } from "../../database/tenants/tenant-admin-store.ts";
import { InvalidInputError } from "../../errors.ts";
import { planAllAnew } from "../../runner/schedule/schedule-plan.ts";
import { readExpiry } from "../kit/arguments.ts";
import type { CliContext } from "../kit/context.ts";
import { auditCli } from "../kit/on-tenant.ts";

/** `tenants odoo`: where a tenant's leads are exported to. The key is sealed; it never passes through the arguments, which other users of the machine can read. */
export function registerTenantsOdoo(tenants: Command, context: CliContext): void {
  tenants
    .command("odoo")
    .description("connect a tenant to its Odoo, or store a new key for it")
    .argument("<id>", "the tenant")
    .option("--url <url>", "e.g. https://acme.odoo.com; left out, it stays as it is")
    .option("--database <name>", "Odoo's name of the database; left out, it stays as it is")
    .requiredOption("--key-env <name>", "the environment variable that holds the API key")
    .option("--login <login>", "whose key it is: for an Odoo before 19, which is called over XML-RPC")
    .option("--expires <date>", "when the key ends; Odoo's keys last at most three months")
    .action(
      async (
        tenantId: string,
        options: { url?: string; database?: string; keyEnv: string; login?: string; expires?: string },
      ) => {
        const newUrl = options.url === undefined ? null : readUrl(options.url);
        const newDatabase = options.database?.trim() ?? null;
        if (newDatabase === "") throw new InvalidInputError("--database", "is empty");
        const login = options.login?.trim() ?? "";
        if (options.login !== undefined && login === "") throw new InvalidInputError("--login", "is empty");
        const expiresAt =
          options.expires === undefined ? null : readExpiry("--expires", options.expires, context.clock());
        const environment = context.environment();
        const apiKey = readKey(options.keyEnv, context.variable(options.keyEnv));
        const connected = await context.withConnection(async ({ database, secrets }) => {
          await requireTenant(database, tenantId);
          return database.withTenant(tenantId, async (transaction) => {
            const known = await findOdooConnection(transaction);
            const baseUrl = newUrl ?? known?.baseUrl;
            const name = newDatabase ?? known?.database;
            if (baseUrl === undefined || name === undefined) {
              throw new InvalidInputError(
                newUrl === null ? "--url" : "--database",
                `is missing: ${tenantId} has no Odoo connection yet`,
              );
            }
            // A new key at the same address keeps the old one's protocol and login.
            const as =
              login !== ""
                ? { protocol: "xmlrpc" as const, login }
                : newUrl === null && known !== null && known.login !== null
                  ? { protocol: known.protocol, login: known.login }
                  : {};
            await saveOdooConnection(transaction, {
              tenantId,
              baseUrl,
              database: name,
              apiKeySealed: secrets.seal(apiKey),
              expiresAt,
              ...as,
            });
            // Its nights were not scheduled until now: the first is the next one.
            if (known === null && environment.SCHED_REQUIRE_ODOO)
              await planAllAnew(transaction, tenantId, "the tenant was connected to Odoo", context.clock());
            await auditCli(transaction, {
              tenantId,
              action: "tenant.odoo",
              subject: tenantId,
              detail: { baseUrl, database: name, expiresAt },
            });
            return { baseUrl, name };
          });
        });
        context.print(`Connected ${tenantId} to the database ${connected.name} at ${connected.baseUrl}.`);
        context.note("Check that it answers: node_modules/.bin/nightshift doctor");
      },
    );
}

function readUrl(text: string): string {
  const url = URL.parse(text);
  if (
    url === null ||
    !/^https?:$/.test(url.protocol) ||
    url.username !== "" ||
    url.search !== "" ||
    url.hash !== ""
  ) {
    throw new InvalidInputError("--url", "must be an http or https address such as https://acme.odoo.com");
  }
  return url.href.replace(/(?<!\/)\/+$/, "");
}

function readKey(name: string, value: string | undefined): string {
  const key = value?.trim() ?? "";
  if (key === "") {
    throw new InvalidInputError(
      "--key-env",
      /^[A-Za-z_][A-Za-z0-9_]*$/.test(name)
        ? `the environment variable ${name} is not set`
        : "must be the name of an environment variable such as ODOO_API_KEY, not the key itself",
    );
  }
  if (!/^[\x21-\x7e]+$/.test(key)) {
    throw new InvalidInputError(
      name,
      "holds a space, a line break or a non-ASCII character. Copy the key again.",
    );
  }
  return key;
}
