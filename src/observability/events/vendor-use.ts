import type { EventFacts } from "./run-event.ts";

/** One attempt at a vendor call, as far as the records care. */
export interface VendorUse {
  /** Its entry in the ledger, and then the key of its event; null for what costs nothing. */
  readonly ledgerId: string | null;
  readonly stage: string;
  readonly companyId: string | null;
  readonly vendor: string;
  readonly operation: string;
  readonly attempt: number;
  readonly outcome: "success" | "error";
  /** The taxonomy's word for what went wrong; null on success. */
  readonly errorCode: string | null;
  /** True for "too many requests" and for a used-up quota respectively. */
  readonly isRateLimit: boolean;
  readonly isQuotaExhausted: boolean;
  readonly durationMs: number;
  readonly retryInMs: number | null;
  /** What it cost; null when it cost nothing. `nanoUsd` is null when there is no price for it. */
  readonly cost: { readonly nanoUsd: bigint | null; readonly priceCardId: string | null } | null;
  readonly model: string | null;
  readonly tokensInput: number | null;
  readonly tokensOutput: number | null;
  /** What the ledger has to hear of the attempt, so that it can be settled by the event alone; absent where nobody knows. */
  readonly settles?:
    | { readonly state: "charged"; readonly quantity: number }
    | { readonly state: "released" };
  /** Fields of the answer that could not be read and were left out; never their values. */
  readonly oddities?: readonly string[];
}

/** The facts of the `vendor_call` event. */
export function vendorCallFacts(use: VendorUse): EventFacts {
  const { oddities = [] } = use;
  const isUnpriced = use.cost !== null && use.cost.nanoUsd === null;
  return {
    event: "vendor_call",
    stage: use.stage,
    companyId: use.companyId,
    vendor: use.vendor,
    status: use.outcome,
    errorCode: use.errorCode,
    durationMs: use.durationMs,
    costNanoUsd: use.cost?.nanoUsd ?? null,
    tokensInput: use.tokensInput,
    tokensOutput: use.tokensOutput,
    extra: {
      operation: use.operation,
      attempt: use.attempt,
      ...(use.isRateLimit && { rate_limited: true }),
      ...(use.isQuotaExhausted && { quota_exhausted: true }),
      ...(isUnpriced && { unpriced: true }),
      ...(use.cost?.priceCardId && { price_card_id: use.cost.priceCardId }),
      ...(use.model !== null && { model: use.model }),
      ...(use.retryInMs !== null && { retry_in_ms: use.retryInMs }),
      ...(use.settles !== undefined && { settles: use.settles.state }),
      ...(use.settles?.state === "charged" && { quantity: use.settles.quantity }),
      ...(oddities.length > 0 && { odd_fields: oddities.join(" ") }),
    },
  };
}
