import { readVendors } from "../evidence/run-figures-store.ts";
import { columnsOf } from "../evidence/run-key.ts";
import { counted, percent } from "../rulebook/phrases.ts";
import type { VendorSnapshot } from "../rulebook/rule.ts";
import { RULE_TABLE } from "../rulebook/rule-table.ts";
import { type Diagnostic, type DiagnosticFinding, WITHOUT_RUN } from "./diagnostic.ts";
import { readCallErrors } from "./run-trouble-store.ts";
import { boundStatements } from "./statement-limit-store.ts";

/** How often the language model's vendor rate-limited the run, and with which errors. */
export const llmLimits: Diagnostic = {
  id: "llm-limits",
  title: "Rate limits at OpenAI",
  async inspect({ database, alert }) {
    const { tenantId, runId } = alert;
    if (runId === null) return WITHOUT_RUN;
    return database.withTenant(tenantId, async (transaction) => {
      await boundStatements(transaction);
      const used = await readVendors(transaction, columnsOf([{ tenantId, runId }]));
      const errors = await readCallErrors(transaction, { tenantId, runId }, "openai");
      return judgeLimits(used.find(({ vendor }) => vendor === "openai") ?? null, errors);
    });
  },
};

export function judgeLimits(
  used: Pick<VendorSnapshot, "calls" | "rateLimitHits" | "quotaExhausted"> | null,
  errors: readonly { readonly code: string; readonly count: number }[],
): DiagnosticFinding {
  if (used === null || used.calls === 0)
    return { status: "unknown", detail: "The run has not called OpenAI." };
  const ratio = used.rateLimitHits / used.calls;
  const codes = errors.map(({ code, count }) => `${code} (${count})`).join(", ");
  const isBad = used.quotaExhausted || ratio > RULE_TABLE["OA-04"].thresholds.limitedRatio.value;
  return {
    status: isBad ? "bad" : "ok",
    detail: `${used.rateLimitHits} of ${counted(used.calls, "call was", "calls were")} rate-limited (${percent(ratio)})${used.quotaExhausted ? "; the quota is used up" : ""}${codes === "" ? "" : `; errors: ${codes}`}.`,
  };
}
