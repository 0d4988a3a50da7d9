import { readVendors } from "../evidence/run-figures-store.ts";
import { columnsOf } from "../evidence/run-key.ts";
import { counted } from "../rulebook/phrases.ts";
import type { VendorSnapshot } from "../rulebook/rule.ts";
import { type Diagnostic, type DiagnosticFinding, WITHOUT_RUN } from "./diagnostic.ts";
import { boundStatements } from "./statement-limit-store.ts";

/** Which vendors refused calls for lack of quota, and what is left where asking is free. */
export const quotaLeft: Diagnostic = {
  id: "quota-left",
  title: "Quota left at the vendors",
  async inspect({ database, alert, readZeroBounceCredits, signal }) {
    const { tenantId, runId } = alert;
    if (runId === null) return WITHOUT_RUN;
    const used = await database.withTenant(tenantId, async (transaction) => {
      await boundStatements(transaction);
      return readVendors(transaction, columnsOf([{ tenantId, runId }]));
    });
    const asksCredits =
      readZeroBounceCredits !== undefined && used.some(({ vendor }) => vendor === "zerobounce");
    return judgeQuota(used, asksCredits ? await readZeroBounceCredits(signal) : null);
  },
};

type Used = Pick<VendorSnapshot, "vendor" | "calls" | "errors" | "quotaExhausted">;

/** `zeroBounceCredits` null: not asked. */
export function judgeQuota(used: readonly Used[], zeroBounceCredits: number | null): DiagnosticFinding {
  if (used.length === 0) return { status: "unknown", detail: "The run has called no vendor." };
  const credits = ({ vendor }: Used) =>
    vendor === "zerobounce" && zeroBounceCredits !== null
      ? [`${counted(zeroBounceCredits, "credit")} left`]
      : [];
  const describe = (use: Used, facts: readonly string[]) =>
    `${use.vendor}${facts.length === 0 ? "" : ` (${facts.join(", ")})`}`;
  const out = used
    .filter(({ quotaExhausted }) => quotaExhausted)
    .map((use) => describe(use, [`${use.errors} of ${counted(use.calls, "call")} failed`, ...credits(use)]));
  const left = used.filter(({ quotaExhausted }) => !quotaExhausted).map((use) => describe(use, credits(use)));
  const parts = [
    ...(out.length === 0 ? [] : [`Used up: ${out.join(", ")}.`]),
    ...(left.length === 0 ? [] : [`Not used up: ${left.join(", ")}.`]),
  ];
  return { status: out.length > 0 || zeroBounceCredits === 0 ? "bad" : "ok", detail: parts.join(" ") };
}
