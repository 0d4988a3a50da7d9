import { vendorUseChart } from "../../../charts/figures/vendor-use-chart.ts";
import { VENDOR_NAMES } from "../../../entities/vendor-table.ts";
import { nanoNumber } from "../../../nano-usd.ts";
import type { Night, NightVendor } from "../../../observability/nights/night.ts";
import type { VendorHistory } from "../../ports/runs.ts";
import { chartBlock } from "../kit/chart-block.ts";
import { dataTableBlock } from "../kit/data-table-block.ts";
import { countText, moneyText } from "../kit/measures.ts";
import type { Message, MessageBlock } from "../kit/message.ts";
import { context, escapeText, header, section } from "../kit/text.ts";

/** The answer to `/vendors`: the last nights vendor by vendor, and the month. */
export function vendorsMessage(tenantId: string, { nights, month }: VendorHistory): Message {
  const title = `${tenantId}: vendors`;
  const newest = nights.at(-1);
  if (newest === undefined) {
    const text = `No night of ${escapeText(tenantId, 100)} has ended yet, so no vendor has been called.`;
    return { text, blocks: [section(text)] };
  }
  const monthText = escapeText(monthInWords(month), 300);
  const names = vendorNames(nights);
  const points = nights.map((night) => ({
    label: { text: night.runDate.slice(5), href: null },
    vendors: Object.fromEntries(names.map((name) => [name, vendorOf(night, name)])),
  }));
  const blocks: (MessageBlock | null)[] = [
    header(title),
    section(`*This month*\n${monthText}`),
    ...warnings(newest),
    dataTableBlock(
      `The last ${nights.length === 1 ? "night" : `${nights.length} nights`}, and the newest of ${newest.runDate}`,
      ["vendor", "calls", "errors", "429", "quota out", "spend", "last night"],
      names.map((name) => vendorRow(name, nights, newest)),
    ),
    chartBlock(vendorUseChart("costUsd", points), "bar"),
    chartBlock(vendorUseChart("errors", points), "line"),
    context("`/run-stats` shows one run in full. Calls without a known price are in no sum."),
  ];
  const lastNight = names.map(
    (name) =>
      `${name} ${countText(vendorOf(newest, name).calls)} calls, ${usd(vendorOf(newest, name).costUsd)}`,
  );
  return {
    text: `${escapeText(title, 100)}. ${monthText} Last night: ${escapeText(lastNight.join("; "), 1000)}`,
    blocks: blocks.filter((block) => block !== null),
  };
}

function vendorRow(name: string, nights: readonly Night[], newest: Night) {
  const uses = nights.map((night) => vendorOf(night, name));
  const sum = (of: (use: NightVendor) => number) => uses.reduce((total, use) => total + of(use), 0);
  const counted = (value: number) => ({ value, text: countText(value) });
  const priced = (value: number) => ({ value, text: usd(value) });
  const outNights = uses.filter(({ quotaExhausted }) => quotaExhausted).length;
  return [
    name,
    counted(sum(({ calls }) => calls)),
    counted(sum(({ errors }) => errors)),
    counted(sum(({ rateLimitHits }) => rateLimitHits)),
    {
      value: outNights,
      text: outNights === 0 ? "never" : outNights === 1 ? "1 night" : `${outNights} nights`,
    },
    priced(sum(({ costUsd }) => costUsd)),
    priced(vendorOf(newest, name).costUsd),
  ];
}

/** What the newest night ran out of. */
function warnings({ vendors }: Night): MessageBlock[] {
  const out = vendors.filter(({ quotaExhausted }) => quotaExhausted).map(({ vendor }) => vendor);
  if (out.length === 0) return [];
  return [section(`⚠️ Last night the quota of ${escapeText(out.join(", "), 300)} was used up.`)];
}

/** Spent so far, and what the month comes to at the average of its days so far. */
function monthInWords(month: VendorHistory["month"]): string {
  const past = month.flatMap(({ costUsd }) => (costUsd === null ? [] : [costUsd]));
  const spent = past.reduce((sum, costUsd) => sum + costUsd, 0);
  if (past.length === 0) return "Nothing spent yet.";
  const forecast = (spent / past.length) * month.length;
  return `${usd(spent)} spent in ${past.length} of ${month.length} days; ${usd(forecast)} by its end at this rate.`;
}

/** The vendors that were called, in the order of the night; those that we have no row for last. */
function vendorNames(nights: readonly Night[]): string[] {
  const called = new Set(nights.flatMap(({ vendors }) => vendors.map(({ vendor }) => vendor)));
  const known = VENDOR_NAMES.filter((name) => called.delete(name));
  return [...known, ...[...called].toSorted()];
}

function vendorOf({ vendors }: Night, name: string): NightVendor {
  return (
    vendors.find(({ vendor }) => vendor === name) ?? {
      vendor: name,
      calls: 0,
      errors: 0,
      rateLimitHits: 0,
      quotaExhausted: false,
      costUsd: 0,
      unpricedCalls: 0,
      tokens: 0,
    }
  );
}

function usd(dollars: number): string {
  return moneyText(BigInt(nanoNumber(dollars)));
}
