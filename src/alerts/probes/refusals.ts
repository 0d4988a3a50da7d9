import { countRefusals } from "../../observability/refusals/refusal-store.ts";
import { counted } from "../rulebook/phrases.ts";
import { PLATFORM_RULE_TABLE } from "../rulebook/platform-rule-table.ts";
import { createProbe } from "./probe.ts";

const WINDOW_MINUTES = 10;

/** Somebody guesses keys or signatures, or a program keeps using a key that has ended. */
export const refusals = createProbe(
  PLATFORM_RULE_TABLE["PL-33"],
  async ({ database, now }) => [
    await database.withService((transaction) =>
      countRefusals(transaction, new Date(now.getTime() - WINDOW_MINUTES * 60_000)),
    ),
  ],
  (measured: { readonly refusals: number; readonly sources: number }, { maxRefusals }) => ({
    subject: "requests",
    breached: measured.refusals > maxRefusals,
    summary: `${counted(measured.refusals, "request was", "requests were")} refused within ${WINDOW_MINUTES} minutes, from ${counted(measured.sources, "source")}; the limit is ${maxRefusals}.`,
    loss: "Nothing got through: each was turned away.",
    facts: { refusals: measured.refusals, sources: measured.sources, maxRefusals },
  }),
);
