import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { createInterface } from "node:readline/promises";
import type { Command } from "commander";
import { PLATFORM_TENANT } from "../../alerts/rulebook/platform-rule-table.ts";
import { readTenant } from "../../database/tenants/tenant-store.ts";
import { errorCode, InvalidInputError } from "../../errors.ts";
import { removeTenant, type TenantFile } from "../../privacy/remove-tenant.ts";
import { VERSION } from "../../version.ts";
import type { CliContext } from "../kit/context.ts";
import { CLI_ACTOR } from "../kit/on-tenant.ts";

/** `tenants remove`: removes a tenant and all its data. */
export function registerTenantsRemove(tenants: Command, context: CliContext): void {
  tenants
    .command("remove")
    .description("write everything of a tenant to a file, and remove it from the database")
    .argument("<id>", "the tenant")
    .requiredOption("--export <file>", "a new file, JSON lines: what the tenant takes with it")
    .option("--confirm <id>", "the tenant's id again, if no terminal can ask for it")
    .action(async (tenantId: string, options: { export: string; confirm?: string }) => {
      const { name, file } = await context.withConnection(async ({ database }, signal) => {
        const tenant = await readTenant(database, tenantId);
        await confirm(context, tenant, options.confirm);
        const output = await createTenantFile(options.export, tenantId, context.clock());
        try {
          const request = { tenantId, actor: CLI_ACTOR, auditTenantId: PLATFORM_TENANT, signal };
          return { ...(await removeTenant(database, output, request)), file: options.export };
        } catch (error) {
          await output.discard();
          throw error;
        }
      });
      context.print(`Removed tenant ${tenantId} (${name}). What there was of it is in ${file}.`);
      context.note(
        "What remains elsewhere: its leads in Odoo, messages in Slack, and backups until they expire. The file holds personal data.",
      );
    });
}

/** Has a person type the tenant's id. Throws InvalidInputError if it does not match, or if nobody can be asked. */
async function confirm(
  context: CliContext,
  { tenantId, name }: { readonly tenantId: string; readonly name: string },
  given: string | undefined,
): Promise<void> {
  const typed =
    given ??
    (await ask(context, `This removes ${name} and all that is kept for it. Type ${tenantId} to go on: `));
  if (typed === null) {
    throw new InvalidInputError(
      "--confirm",
      `is missing, and no terminal can ask: add --confirm ${tenantId}`,
    );
  }
  if (typed.trim() !== tenantId) {
    throw new InvalidInputError("--confirm", `"${typed.trim()}" is not ${tenantId}. Nothing was removed.`);
  }
}

async function ask(context: CliContext, question: string): Promise<string | null> {
  if (!process.stdin.isTTY || context.err !== process.stderr || !process.stderr.isTTY) return null;
  const asking = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await asking.question(question);
  } finally {
    asking.close();
  }
}

/** A new file that only its owner can read; it is complete on disk when `end` returns. */
async function createTenantFile(
  path: string,
  tenantId: string,
  now: Date,
): Promise<TenantFile & { discard(): Promise<void> }> {
  const partial = `${path}.partial`;
  const refuse = (cause: unknown) => {
    const code = errorCode(cause);
    const why = code === "EEXIST" ? "it exists already" : code;
    return new InvalidInputError("--export", `${path} cannot be written: ${why}. Nothing was removed.`, {
      cause,
    });
  };
  let handle: FileHandle;
  try {
    // Claims the name for the finished file.
    await (await open(path, "wx", 0o600)).close();
    handle = await open(partial, "w", 0o600);
  } catch (cause) {
    throw refuse(cause);
  }
  const line = (value: object) => `${JSON.stringify(value)}\n`;
  const write = (text: string) =>
    handle.appendFile(text).catch((cause: unknown) => {
      throw refuse(cause);
    });
  await write(line({ nightshift: VERSION, tenant_id: tenantId, exported_at: now.toISOString() }));
  return {
    write: (table, rows) => write(rows.map((row) => line({ table, row })).join("")),
    async end() {
      await handle.sync();
      await handle.close();
      await rename(partial, path);
    },
    async discard() {
      await handle.close().catch(() => undefined);
      await Promise.all([rm(partial, { force: true }), rm(path, { force: true })]);
    },
  };
}
