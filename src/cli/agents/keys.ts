import { randomBytes } from "node:crypto";
import type { Command } from "commander";
import { type ApiKeyRow, listKeys } from "../../database/tenants/api-key-store.ts";
import { createKey, renameKey, revokeKey, rotateKey } from "../../database/tenants/key-change-store.ts";
import { requireTenant } from "../../database/tenants/tenant-admin-store.ts";
import { SCOPES } from "../../entities/vocabulary.ts";
import { InvalidInputError } from "../../errors.ts";
import { readExpiry, readList, readNumber } from "../kit/arguments.ts";
import type { CliContext } from "../kit/context.ts";
import { CLI_ACTOR } from "../kit/on-tenant.ts";
import { renderTable } from "../kit/render-table.ts";
import { toJson } from "../kit/to-json.ts";

const AGENT_ID = /^[A-Za-z0-9][\w.:/-]{0,99}$/;
/** The command line may change the keys of every tenant. */
const ANYWHERE = { tenantId: null, actor: CLI_ACTOR } as const;

/** `keys …`: the API keys with which programs speak for a tenant. */
export function registerKeys(keys: Command, context: CliContext): void {
  keys
    .command("create")
    .description("create a key and show it, this once")
    .requiredOption("--tenant <id>", "whom it speaks for")
    .requiredOption("--name <name>", "what it is for")
    .requiredOption("--scopes <list>", `${SCOPES.join(", ")}; admin includes the others`)
    .option("--agents <list>", "the only agents it may speak for; such a key has the scope ingest alone")
    .option("--expires <date>", "when it ends")
    .option("--json", "as JSON")
    .action(
      async (options: {
        tenant: string;
        name: string;
        scopes: string;
        agents?: string;
        expires?: string;
        json?: true;
      }) => {
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
        const agentIds =
          options.agents === undefined
            ? null
            : readList(
                "--agents",
                options.agents,
                (word) => (AGENT_ID.test(word) ? word : null),
                "agents' ids",
              );
        const { token, key } = await context.withConnection(async ({ database }) => {
          await requireTenant(database, options.tenant);
          return createKey(
            database,
            { tenantId: options.tenant, name, scopes, expiresAt, agentIds, actor: CLI_ACTOR },
            randomBytes,
          );
        });
        context.print(options.json ? toJson({ token, ...key }) : token);
        context.note("Keep it now: it is not shown again.");
      },
    );

  keys
    .command("list")
    .description("list the keys; their tokens are never shown")
    .option("--tenant <id>", "of one tenant only")
    .option("--json", "as JSON")
    .action(async (options: { tenant?: string; json?: true }) => {
      const found = await context.withConnection(async ({ database }) => {
        if (options.tenant !== undefined) await requireTenant(database, options.tenant);
        return listKeys(database, options.tenant ?? null);
      });
      context.print(options.json ? toJson(found) : renderKeys(found, context.clock()));
    });

  keys
    .command("revoke")
    .description("end a key")
    .argument("<key>", "its prefix or id, as listed")
    .action(async (reference: string) => {
      const key = await context.withConnection(({ database }) =>
        revokeKey(database, reference, ANYWHERE, context.clock()),
      );
      context.print(`Revoked ${key.prefix}… (${key.name}) of ${key.tenantId}.`);
    });

  keys
    .command("rename")
    .description("give a key another name")
    .argument("<key>", "its prefix or id, as listed")
    .argument("<name>", "the new name")
    .action(async (reference: string, name: string) => {
      const key = await context.withConnection(({ database }) =>
        renameKey(database, reference, name, ANYWHERE),
      );
      context.print(`Renamed ${key.prefix}… of ${key.tenantId}: ${key.name}.`);
    });

  keys
    .command("rotate")
    .description("make a key that takes over, and show it, this once; the old one works on for a while")
    .argument("<key>", "its prefix or id, as listed")
    .option("--overlap <hours>", "how long the old key works on", "24")
    .option("--json", "as JSON")
    .action(async (reference: string, options: { overlap: string; json?: true }) => {
      const overlapHours = readNumber("--overlap", options.overlap, 0);
      if (overlapHours > 720) throw new InvalidInputError("--overlap", "must be at most 720 hours, 30 days");
      const wish = { reference, overlapHours, now: context.clock() };
      const { token, key, old } = await context.withConnection(({ database }) =>
        rotateKey(database, wish, ANYWHERE, randomBytes),
      );
      context.print(options.json ? JSON.stringify({ token, ...key }, null, 2) : token);
      context.note(
        `Keep it now: it is not shown again. ${old.prefix}… works until ${old.expiresAt?.toISOString() ?? "revoked"}.`,
      );
    });
}

function renderKeys(keys: readonly ApiKeyRow[], now: Date): string {
  return renderTable(
    ["PREFIX", "TENANT", "NAME", "SCOPES", "AGENTS", "CREATED", "EXPIRES", "LAST USED", "STATE"],
    keys.map((key) => [
      key.prefix,
      key.tenantId,
      key.name,
      key.scopes.join(","),
      key.agentIds?.join(",") ?? "all",
      day(key.createdAt),
      key.expiresAt === null ? "never" : day(key.expiresAt),
      key.lastUsedAt === null ? "never" : key.lastUsedAt.toISOString().slice(0, 16).replace("T", " "),
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
