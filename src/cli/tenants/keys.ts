import { randomBytes } from "node:crypto";
import type { Command } from "commander";
import { type ApiKeyRow, createKey, listKeys, revokeKey } from "../../database/tenants/api-key-store.ts";
import { requireTenant } from "../../database/tenants/tenant-admin-store.ts";
import { SCOPES } from "../../entities/vocabulary.ts";
import { InvalidInputError } from "../../errors.ts";
import { readExpiry, readList } from "../kit/arguments.ts";
import type { CliContext } from "../kit/context.ts";
import { CLI_ACTOR } from "../kit/on-tenant.ts";
import { renderTable } from "../kit/render-table.ts";

/** `keys …`: the API keys with which programs speak for a tenant. */
export function registerKeys(keys: Command, context: CliContext): void {
  keys
    .command("create")
    .description("create a key and show it, this once")
    .requiredOption("--tenant <id>", "whom it speaks for")
    .requiredOption("--name <name>", "what it is for")
    .requiredOption("--scopes <list>", `${SCOPES.join(", ")}; admin includes the others`)
    .option("--expires <date>", "when it ends")
    .option("--json", "as JSON")
    .action(
      async (options: { tenant: string; name: string; scopes: string; expires?: string; json?: true }) => {
        const name = options.name.trim();
        if (name === "" || name.length > 100)
          throw new InvalidInputError("--name", "must be 1 to 100 characters");
        const scopes = readList(
          "--scopes",
          options.scopes,
          (word) => SCOPES.find((scope) => scope === word) ?? null,
          SCOPES.join(", "),
        );
        const expiresAt =
          options.expires === undefined ? null : readExpiry("--expires", options.expires, context.clock());
        const { token, key } = await context.withConnection(async ({ database }) => {
          await requireTenant(database, options.tenant);
          return createKey(
            database,
            { tenantId: options.tenant, name, scopes, expiresAt, actor: CLI_ACTOR },
            randomBytes,
          );
        });
        context.print(options.json ? JSON.stringify({ token, ...key }, null, 2) : token);
        context.note("Keep it now: it is not shown again.");
      },
    );

  keys
    .command("list")
    .description("list the keys, never the keys themselves")
    .option("--tenant <id>", "of one tenant only")
    .option("--json", "as JSON")
    .action(async (options: { tenant?: string; json?: true }) => {
      const found = await context.withConnection(async ({ database }) => {
        if (options.tenant !== undefined) await requireTenant(database, options.tenant);
        return listKeys(database, options.tenant ?? null);
      });
      context.print(options.json ? JSON.stringify(found, null, 2) : renderKeys(found, context.clock()));
    });

  keys
    .command("revoke")
    .description("end a key")
    .argument("<key>", "its prefix or id, as listed")
    .action(async (reference: string) => {
      const key = await context.withConnection(({ database }) =>
        revokeKey(database, reference, CLI_ACTOR, context.clock()),
      );
      context.print(`Revoked ${key.prefix}… (${key.name}) of ${key.tenantId}.`);
    });
}

function renderKeys(keys: readonly ApiKeyRow[], now: Date): string {
  return renderTable(
    ["PREFIX", "TENANT", "NAME", "SCOPES", "CREATED", "EXPIRES", "STATE"],
    keys.map((key) => [
      key.prefix,
      key.tenantId,
      key.name,
      key.scopes.join(","),
      day(key.createdAt),
      key.expiresAt === null ? "never" : day(key.expiresAt),
      stateOf(key, now),
    ]),
  );
}

function stateOf({ revokedAt, expiresAt }: ApiKeyRow, now: Date): string {
  if (revokedAt !== null) return "revoked";
  return expiresAt !== null && expiresAt <= now ? "expired" : "active";
}

function day(at: Date): string {
  return at.toISOString().slice(0, 10);
}
