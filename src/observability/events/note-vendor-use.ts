import { isLanguageModel } from "../../entities/vendor-table.ts";
import { usdNumber } from "../../nano-usd.ts";
import type { Meter } from "../metrics/meter.ts";
import type { VendorUse } from "./vendor-use.ts";

/** Counts one attempt at a vendor call. */
export function noteVendorUse(meter: Meter, use: VendorUse, at: Date): void {
  const { vendor, operation, outcome, cost } = use;
  const seconds = use.durationMs / 1_000;
  const nanoUsd = cost?.nanoUsd ?? 0n;
  meter.count("nightshift_vendor_calls_total", { vendor, operation, outcome });
  meter.observe("nightshift_vendor_call_duration_seconds", { vendor }, seconds);
  meter.count("nightshift_vendor_cost_dollars_total", { vendor }, usdNumber(nanoUsd));
  if (cost !== null && cost.nanoUsd === null)
    meter.count("nightshift_vendor_unpriced_calls_total", { vendor });
  meter.noteVendor(vendor, { at, isSuccess: outcome === "success", nanoUsd });
  if (!isLanguageModel(vendor)) return;
  // Only an answer says which model it is of.
  const model = use.model ?? "unknown";
  meter.count("nightshift_llm_calls_total", { model, outcome });
  meter.observe("nightshift_llm_call_duration_seconds", { model }, seconds);
  meter.count("nightshift_llm_tokens_total", { model, direction: "input" }, use.tokensInput ?? 0);
  meter.count("nightshift_llm_tokens_total", { model, direction: "output" }, use.tokensOutput ?? 0);
  meter.count("nightshift_llm_cost_dollars_total", { model }, usdNumber(nanoUsd));
}
