import type { Command } from "commander";
import { InvalidInputError } from "../../errors.ts";
import type { PersonName } from "../../exclusions/likely-addresses.ts";
import { type Forgotten, forgetPersonOf } from "../../privacy/forget-person.ts";
import type { CliContext } from "../kit/context.ts";
import { CLI_ACTOR } from "../kit/on-tenant.ts";
import { renderTable } from "../kit/render-table.ts";
import { toJson } from "../kit/to-json.ts";

interface ForgetOptions {
  readonly tenant: string;
  readonly name?: string;
  readonly dryRun?: true;
  readonly json?: true;
}

/** `people …`: the data kept about persons. */
export function registerPeople(people: Command, context: CliContext): void {
  people
    .command("forget")
    .description("remove a person from everything that is kept, and keep them from coming back")
    .argument("<address>", "the person's e-mail address")
    .requiredOption("--tenant <id>", "who asked us to forget them")
    .option("--name <name>", "first and last name, where the address does not tell which contact it is")
    .option("--dry-run", "say where the person would be removed from, and change nothing")
    .option("--json", "as JSON")
    .action(async (address: string, options: ForgetOptions) => {
      const name = options.name === undefined ? null : readName(options.name);
      const forgotten = await context.withConnection(({ database, secrets }) =>
        forgetPersonOf(database, secrets, {
          ...{ tenantId: options.tenant, address, name },
          actor: CLI_ACTOR,
          now: context.clock(),
          isDryRun: options.dryRun === true,
        }),
      );
      const traces = context.environment().LANGSMITH_TRACING;
      context.print(
        options.json ? toJson(forgotten) : renderForgotten(forgotten, options.dryRun === true, traces),
      );
    });
}

function readName(text: string): PersonName {
  const words = text.trim().split(/\s+/);
  const [firstName = "", ...others] = words;
  if (others.length === 0)
    throw new InvalidInputError("--name", `must be a first and a last name, not "${text}"`);
  return { firstName, lastName: others.join(" ") };
}

function renderForgotten({ removed, inOdoo }: Forgotten, isDryRun: boolean, hasTraces: boolean): string {
  const odoo =
    inOdoo.length === 0
      ? "Odoo: nothing of theirs was sent there by us."
      : `Odoo: look through these records and remove the person there: ${inOdoo.join(", ")}.`;
  return [
    removed.length === 0
      ? `Nothing of this person ${isDryRun ? "is" : "was"} kept.`
      : renderTable(
          [isDryRun ? "WOULD BE REMOVED FROM" : "REMOVED FROM", "ROWS"],
          removed.map(({ place, rows }) => [place, String(rows)]),
        ),
    isDryRun
      ? "This was a dry run: nothing was changed."
      : "A keyed hash of the address and the name keeps the person from being kept, bought or exported again.",
    "",
    "What remains elsewhere:",
    `  ${odoo}`,
    "  Slack: messages that were posted stay as they are.",
    "  Backups: until they expire (docs/privacy.md); after restoring one, run this again.",
    ...(hasTraces ? ["  LangSmith: traces of model calls may hold texts of web sites."] : []),
  ].join("\n");
}
