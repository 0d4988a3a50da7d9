import type { Clock } from "../clock.ts";
import type { PriceCharge } from "../observability/cost.ts";
import type { Recorder } from "../observability/recorder.ts";
import type { RunIdentity } from "../observability/run-event.ts";
import { type Caller, createCaller } from "../vendors/call-vendor.ts";
import type { VendorClients } from "../vendors/create-vendors.ts";
import type { Odoo } from "../vendors/odoo.ts";
import type { CallContext, Charge, Charged, VendorAttempt, VendorName } from "../vendors/vendor.ts";
import { vendors } from "../vendors/vendors.ts";

/** The vendors of one run in this process: they share circuit breakers, and every attempt is recorded. */
export interface RunVendors {
  readonly clients: VendorClients;
  /** The tenant's Odoo; null without an active connection. */
  readonly odoo: Odoo | null;
  /** Calls a vendor on behalf of a stage, for one company. Throws VendorError. */
  call<Value>(
    vendor: VendorName,
    operation: string,
    item: { readonly stage: string; readonly companyId: string | null },
    attempt: (context: CallContext) => Promise<Charged<Value>>,
  ): Promise<Charged<Value>>;
}

export function createRunVendors(options: {
  readonly run: RunIdentity;
  readonly signal: AbortSignal;
  readonly clients: VendorClients;
  readonly odoo: Odoo | null;
  readonly recorder: Recorder;
  readonly price: PriceCharge;
  readonly clock: Clock;
}): RunVendors {
  const { run, signal, clients, odoo, recorder, price, clock } = options;
  const callers = new Map<VendorName, Caller>(
    vendors.map(({ name, policy }) => [
      name,
      createCaller({ vendor: name, policy, context: { traceId: run.traceId, signal }, clock }),
    ]),
  );
  return {
    clients,
    odoo,
    call(vendor, operation, item, attempt) {
      const caller = callers.get(vendor);
      if (caller === undefined) throw new TypeError(`${vendor} is not in the list of vendors`);
      return caller.call(operation, attempt, (record) =>
        recorder.bumpVendor(run, {
          ...item,
          ...usageOf(record),
          cost: record.charge === undefined ? null : price(vendor, record.charge, clock()),
        }),
      );
    },
  };
}

function usageOf({
  vendor,
  operation,
  attempt,
  outcome,
  error,
  charge,
  durationMs,
  retryInMs,
}: VendorAttempt) {
  return {
    vendor,
    operation,
    attempt,
    outcome,
    errorCode: error?.code ?? null,
    isRateLimit: error?.kind === "rate_limited",
    isQuotaExhausted: error?.kind === "quota_exhausted",
    durationMs: Math.round(durationMs),
    retryInMs: retryInMs ?? null,
    ...tokensOf(charge),
  };
}

function tokensOf(charge: Charge | undefined) {
  if (charge?.unit !== "token") return { model: null, tokensInput: null, tokensOutput: null };
  return { model: charge.model, tokensInput: charge.inputTokens, tokensOutput: charge.outputTokens };
}
