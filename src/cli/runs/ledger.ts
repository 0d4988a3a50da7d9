import type { Command } from "commander";
import { requireTenant } from "../../database/tenants/tenant-admin-store.ts";
import { isUuid } from "../../entities/is-uuid.ts";
import { InvalidInputError } from "../../errors.ts";
import { formatUsd } from "../../observability/costs/money.ts";
import { listUnknownEntries } from "../../runner/budget/ledger/ledger-entry-store.ts";
import { type KnownOutcome, settleUnknown } from "../../runner/budget/unknown-calls/settle-unknown.ts";
import { readNumber } from "../kit/arguments.ts";
import type { CliContext } from "../kit/context.ts";
import { CLI_ACTOR, onTenant } from "../kit/on-tenant.ts";
import { renderTable } from "../kit/render-table.ts";
import { toJson } from "../kit/to-json.ts";

interface SettleOptions {
  readonly tenant: string;
  readonly notCharged?: true;
  readonly credits?: string;
  readonly inputTokens?: string;
  readonly outputTokens?: string;
}

/** `ledger …`: calls with an unknown outcome, and recording what a person found out about them. */
export function registerLedger(ledger: Command, context: CliContext): void {
  ledger
    .command("unknown")
    .description("the tenant's calls of unknown outcome, oldest first; each keeps what it reserved")
    .requiredOption("--tenant <id>")
    .option("--json", "as JSON")
    .action(async (options: { tenant: string; json?: true }) => {
      const entries = await onTenant(context, options.tenant, (transaction) =>
        listUnknownEntries(transaction, options.tenant),
      );
      if (options.json) return context.print(toJson(entries));
      if (entries.length === 0) return context.print("None.");
      context.print(
        renderTable(
          ["CALL", "RUN", "VENDOR", "OPERATION", "MADE", "AT MOST"],
          entries.map((entry) => [
            entry.ledgerId,
            entry.runId,
            entry.vendor,
            entry.operation,
            entry.reservedAt.toISOString(),
            `${entry.reservedUnits} ${entry.unit}${entry.reservedUnits === 1 ? "" : "s"}`,
          ]),
        ),
      );
    });

  ledger
    .command("settle")
    .description("settle calls of unknown outcome by the vendor's own records; all of them the same way")
    .argument("<calls...>", "their ids, as `ledger unknown` lists them")
    .requiredOption("--tenant <id>")
    .option("--not-charged", "the vendor did not charge for it")
    .option("--credits <n>", "it charged this many credits for each")
    .option(
      "--input-tokens <n>",
      "it charged for this much input, cached parts included, with --output-tokens",
    )
    .option("--output-tokens <n>", "and this much output")
    .action(async (calls: string[], options: SettleOptions) => {
      const outcome = readOutcome(options);
      const unreadable = calls.find((call) => !isUuid(call));
      if (unreadable !== undefined) {
        throw new InvalidInputError(
          "calls",
          `"${unreadable}" is no id; node_modules/.bin/nightshift ledger unknown lists them`,
        );
      }
      await context.withConnection(async ({ database }) => {
        await requireTenant(database, options.tenant);
        for (const ledgerId of new Set(calls)) {
          const call = { tenantId: options.tenant, ledgerId, outcome, actor: CLI_ACTOR };
          const settled = await settleUnknown({ database, clock: context.clock }, call);
          const said = outcome.kind === "not_charged" ? "not charged" : formatUsd(settled.costNanoUsd);
          context.print(`${ledgerId}  ${settled.vendor}  ${said}`);
          if (!settled.isInTotals) {
            context.note(
              `The events of run ${settled.runId} are past their retention: its totals stay as they are.`,
            );
          }
        }
      });
    });
}

/** Requires exactly one of the three options. */
function readOutcome({ notCharged, credits, inputTokens, outputTokens }: SettleOptions): KnownOutcome {
  const isTokens = inputTokens !== undefined || outputTokens !== undefined;
  if ([notCharged === true, credits !== undefined, isTokens].filter(Boolean).length !== 1) {
    throw new InvalidInputError(
      "outcome",
      "say one of --not-charged, --credits N, or --input-tokens N with --output-tokens N",
    );
  }
  if (notCharged) return { kind: "not_charged" };
  if (credits !== undefined) return { kind: "credits", quantity: readNumber("--credits", credits, 0) };
  if (inputTokens === undefined || outputTokens === undefined) {
    throw new InvalidInputError("outcome", "--input-tokens and --output-tokens go together");
  }
  return {
    kind: "tokens",
    input: readNumber("--input-tokens", inputTokens, 0),
    output: readNumber("--output-tokens", outputTokens, 0),
  };
}
