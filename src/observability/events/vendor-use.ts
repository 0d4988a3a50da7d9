import type { EventFacts } from "./run-event.ts";

/** The facts of one attempt at a vendor call that are recorded. */
export interface VendorUse {
  /** Its entry in the ledger, which is also the key of its event; null for a call that costs nothing. */
  readonly ledgerId: string | null;
  readonly stage: string;
  readonly companyId: string | null;
  readonly vendor: string;
  readonly operation: string;
  readonly attempt: number;
  readonly outcome: "success" | "error";
  /** The error code from the taxonomy; null on success. */
  readonly errorCode: string | null;
  /** True for "too many requests" and for an exhausted quota, respectively. */
  readonly isRateLimit: boolean;
  readonly isQuotaExhausted: boolean;
  readonly durationMs: number;
  readonly retryInMs: number | null;
  /** How many requests it took; 1 if absent. */
  readonly requests?: number;
  /** Its cost; null if it cost nothing. `nanoUsd` is null if there is no price for it. */
  readonly cost: { readonly nanoUsd: bigint | null; readonly priceCardId: string | null } | null;
  readonly model: string | null;
  readonly tokensInput: number | null;
  readonly tokensOutput: number | null;
  /** The settlement, so that the ledger can be settled from the event alone; absent if the outcome is unknown. */
  readonly settles?:
    | { readonly state: "charged"; readonly quantity: number }
    | { readonly state: "released" };
  /** Fields of the answer that could not be read and were left out; never their values. */
  readonly oddities?: readonly string[];
}

/** The facts of the `vendor_call` event. */
export function vendorCallFacts(use: VendorUse): EventFacts {
  const { oddities = [], requests = 1 } = use;
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
      ...(requests > 1 && { requests }),
      ...(use.settles !== undefined && { settles: use.settles.state }),
      ...(use.settles?.state === "charged" && { quantity: use.settles.quantity }),
      ...(oddities.length > 0 && { odd_fields: oddities.join(" ") }),
    },
  };
}
