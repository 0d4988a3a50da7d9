import type { Command } from "commander";
import { repriceEvents } from "../../agents/figures/reprice-events.ts";
import { requireTenant } from "../../database/tenants/tenant-admin-store.ts";
import { VENDOR_NAMES, vendorRow } from "../../entities/vendor-table.ts";
import { InvalidInputError } from "../../errors.ts";
import { usdNumber } from "../../nano-usd.ts";
import { formatUsd, nanoFromUsd } from "../../observability/costs/money.ts";
import {
  listPriceCards,
  removePriceCard,
  savePriceCard,
} from "../../observability/costs/price-card-store.ts";
import {
  DEFAULT_PRICE_CARDS,
  type PriceCard,
  type PriceUnit,
} from "../../observability/costs/price-cards.ts";
import { readWord } from "../kit/arguments.ts";
import type { CliContext } from "../kit/context.ts";
import { auditCli, CLI_ACTOR, onTenant } from "../kit/on-tenant.ts";
import { renderTable } from "../kit/render-table.ts";
import { toJson } from "../kit/to-json.ts";

const TOKEN_UNITS = ["input_mtok", "cached_input_mtok", "output_mtok"] as const;

interface SetOptions {
  readonly tenant: string;
  readonly unit: string;
  readonly model?: string;
  readonly from?: string;
  readonly to?: string;
  readonly source: string;
}

/** `prices …`: what a tenant pays its vendors, if that is not the list price. */
export function registerPrices(prices: Command, context: CliContext): void {
  prices
    .command("list")
    .description("the tenant's own prices, and the default prices where it has none")
    .requiredOption("--tenant <id>")
    .option("--json", "as JSON")
    .action(async (options: { tenant: string; json?: true }) => {
      const own = await onTenant(context, options.tenant, (transaction) =>
        listPriceCards(transaction, options.tenant),
      );
      const cards = [...own, ...DEFAULT_PRICE_CARDS];
      context.print(options.json ? toJson(cards.map(cardJson)) : renderCards(cards));
    });

  prices
    .command("set")
    .description("set what a tenant pays from a day on; earlier calls keep their price")
    .argument("<vendor>", VENDOR_NAMES.join(", "))
    .argument("<usd>", "US dollars per unit, e.g. 0.065")
    .requiredOption("--tenant <id>")
    .option("--unit <unit>", `credit, or a million tokens: ${TOKEN_UNITS.join(", ")}`, "credit")
    .option("--model <name>", "of this model, or of all whose names begin so (gpt-5*); tokens only")
    .option("--from <day>", "first day, UTC (today)")
    .option("--to <day>", "first day it no longer applies, UTC (open)")
    .option("--source <text>", "where the price is from", "set by hand")
    .action(async (vendor: string, usd: string, options: SetOptions) => {
      const card = readCard(vendor, usd, options, context.clock());
      await onTenant(context, options.tenant, async (transaction) => {
        await savePriceCard(transaction, options.tenant, card);
        await auditCli(transaction, {
          tenantId: options.tenant,
          action: "price.set",
          subject: card.id,
          detail: cardJson(card),
        });
      });
      context.print(renderCards([card]));
    });

  registerReprice(prices, context);

  prices
    .command("remove")
    .description("remove a price of the tenant's own; costs already counted with it stay")
    .argument("<price>", "its id, as `prices list` shows it")
    .requiredOption("--tenant <id>")
    .action(async (id: string, options: { tenant: string }) => {
      const existed = await onTenant(context, options.tenant, async (transaction) => {
        const removed = await removePriceCard(transaction, options.tenant, id);
        if (removed)
          await auditCli(transaction, { tenantId: options.tenant, action: "price.remove", subject: id });
        return removed;
      });
      context.print(
        existed ? `Removed the price ${id}.` : `${options.tenant} has no price ${id} of its own.`,
      );
    });
}

interface RepriceOptions {
  readonly tenant: string;
  readonly from: string;
  readonly to?: string;
  readonly dryRun?: true;
  readonly json?: true;
}

/** `prices reprice`: applies today's prices to stored calls. */
function registerReprice(prices: Command, context: CliContext): void {
  prices
    .command("reprice")
    .description(
      "price the stored calls of agents again by today's price cards; costs that senders named stay",
    )
    .requiredOption("--tenant <id>")
    .requiredOption("--from <day>", "first day, UTC")
    .option("--to <day>", "first day that is left as it is, UTC (tomorrow)")
    .option("--dry-run", "say what would change, and change nothing")
    .option("--json", "as JSON")
    .action(async (options: RepriceOptions) => {
      const { tenant } = options;
      const tomorrow = new Date(context.clock().getTime() + 86_400_000).toISOString().slice(0, 10);
      const from = readDay("--from", options.from);
      const to = readDay("--to", options.to ?? tomorrow);
      if (to <= from) throw new InvalidInputError("--to", "is not after --from");
      const done = await context.withConnection(async ({ database }) => {
        await requireTenant(database, tenant);
        return repriceEvents(
          { database, clock: context.clock },
          { tenantId: tenant, actor: CLI_ACTOR, from, to, isDryRun: options.dryRun === true },
        );
      });
      const { calls, changed, beforeNanoUsd, afterNanoUsd, unpricedBefore, unpricedAfter } = done;
      if (options.json) {
        const usd = { before_usd: usdNumber(beforeNanoUsd), after_usd: usdNumber(afterNanoUsd) };
        const unpriced = { unpriced_before: unpricedBefore, unpriced_after: unpricedAfter };
        context.print(JSON.stringify({ calls, changed, ...usd, ...unpriced }, null, 2));
        return;
      }
      const verb = options.dryRun ? "would change" : "changed";
      context.print(
        `${changed} of ${calls} calls ${verb}: ${formatUsd(beforeNanoUsd)} before, ${formatUsd(afterNanoUsd)} after; without a price ${unpricedBefore} before, ${unpricedAfter} after.`,
      );
    });
}

function readCard(vendorText: string, usd: string, options: SetOptions, now: Date): PriceCard {
  const unit: PriceUnit = readWord("--unit", options.unit, ["credit", ...TOKEN_UNITS]);
  const ours = VENDOR_NAMES.find((name) => name === vendorText);
  // Outside agents may call any provider; the nights call only vendors that we know.
  const vendor = ours ?? readProvider(vendorText, unit);
  const chargedBy = ours === undefined ? "token" : vendorRow(ours).chargedBy;
  if (chargedBy === null) throw new InvalidInputError("vendor", `${vendor} charges nothing by the call`);
  const isByToken = chargedBy === "token";
  if (isByToken !== (unit !== "credit")) {
    const units = isByToken ? `the token: say --unit ${TOKEN_UNITS.join(", ")}` : "the credit";
    throw new InvalidInputError("--unit", `${vendor} charges by ${units}`);
  }
  if (unit === "credit" && options.model !== undefined) {
    throw new InvalidInputError("--model", "goes with a price of tokens");
  }
  const priceNanoUsd = nanoFromUsd(usd);
  if (priceNanoUsd < 0n) throw new InvalidInputError("usd", "a price is not below zero");
  const validFrom = readDay("--from", options.from ?? now.toISOString().slice(0, 10));
  const validTo = options.to === undefined ? null : readDay("--to", options.to);
  if (validTo !== null && validTo <= validFrom) throw new InvalidInputError("--to", "is not after --from");
  const day = validFrom.toISOString().slice(0, 10);
  return {
    id: ["own", vendor, ...(options.model === undefined ? [] : [options.model]), unit, day].join(":"),
    vendor,
    modelPattern: options.model ?? null,
    unit,
    priceNanoUsd,
    validFrom,
    validTo,
    source: options.source,
  };
}

/** A provider of models that agents call. */
function readProvider(text: string, unit: PriceUnit): string {
  if (unit === "credit") return readWord("vendor", text, VENDOR_NAMES);
  if (!/^[\w.-]{1,64}$/.test(text))
    throw new InvalidInputError("vendor", "must be 1 to 64 letters, digits and . _ -");
  return text;
}

function readDay(option: string, text: string): Date {
  const day = new Date(`${text}T00:00:00Z`);
  // Date reads 31 February as 3 March.
  if (Number.isNaN(day.getTime()) || day.toISOString().slice(0, 10) !== text) {
    throw new InvalidInputError(option, `must be a day such as 2026-12-01, not "${text}"`);
  }
  return day;
}

function cardJson(card: PriceCard): Record<string, unknown> {
  const { id, vendor, modelPattern, unit, priceNanoUsd, validFrom, validTo, source } = card;
  const usd = usdNumber(priceNanoUsd);
  return { id, vendor, model: modelPattern, unit, usd, validFrom, validTo, source };
}

function renderCards(cards: readonly PriceCard[]): string {
  const day = (at: Date) => at.toISOString().slice(0, 10);
  return renderTable(
    ["PRICE", "VENDOR", "MODEL", "UNIT", "US DOLLARS", "FROM", "TO", "SOURCE"],
    cards.map(({ id, vendor, modelPattern, unit, priceNanoUsd, validFrom, validTo, source }) => [
      id,
      vendor,
      modelPattern ?? "",
      unit,
      formatUsd(priceNanoUsd),
      day(validFrom),
      validTo === null ? "" : day(validTo),
      source,
    ]),
  );
}
