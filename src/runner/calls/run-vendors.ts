import { randomUUID } from "node:crypto";
import pLimit from "p-limit";
import type { Charge } from "../../charge.ts";
import type { Clock } from "../../clock.ts";
import { type VendorName, vendorRow } from "../../entities/vendor-table.ts";
import type { PriceCharge } from "../../observability/costs/price-charge.ts";
import type { Recorder } from "../../observability/events/recorder.ts";
import type { RunIdentity } from "../../observability/events/run-event.ts";
import type { VendorUse } from "../../observability/events/vendor-use.ts";
import type { RunTrace } from "../../observability/tracing/tracing.ts";
import type { CallContext } from "../../vendors/calling/call-context.ts";
import type { Charged } from "../../vendors/calling/charged.ts";
import type { VendorAttempt } from "../../vendors/calling/vendor-attempt.ts";
import { createVendorCaller, type VendorCaller } from "../../vendors/calling/vendor-caller.ts";
import type { VendorClients } from "../../vendors/create-vendors.ts";
import type { Odoo } from "../../vendors/odoo/odoo.ts";
import { vendors } from "../../vendors/vendors.ts";
import type { Estimate } from "../budget/estimate.ts";
import { quantityOf, settlementOf, settlementOfCharge } from "../budget/ledger/settlement.ts";
import type { RunBudget } from "../budget/run-budget.ts";
import type { Attempts } from "./run-degradations.ts";

/** What a call is for. */
export interface CallItem {
  readonly stage: string;
  readonly companyId: string | null;
  /** The most one attempt may use; needed for every vendor that charges. */
  readonly estimate?: Estimate;
  /** A lower estimate that takes some work to find, asked for when `estimate` does not fit the budget. */
  readonly closerEstimate?: () => Promise<Estimate>;
  /** A language model's inputs for the trace, used only if inputs may be traced. */
  readonly inputs?: () => Readonly<Record<string, unknown>>;
  /** The vendor's credits before the call, if they can show whether it was charged. */
  readonly creditsBefore?: number;
  /** Once aborted, no further attempt begins: the work has been given to another process. */
  readonly signal?: AbortSignal;
}

/** The vendors of one run in this process. They share circuit breakers and budgets, and every attempt is recorded. */
export interface RunVendors {
  readonly clients: VendorClients;
  /** The tenant's Odoo; null without an active connection. */
  readonly odoo: Odoo | null;
  /** Calls a vendor on behalf of a stage, for one company. Throws VendorError, or BudgetSpentError without calling. */
  call<Value>(
    vendor: VendorName,
    operation: string,
    item: CallItem,
    attempt: (context: CallContext) => Promise<Charged<Value>>,
  ): Promise<Charged<Value>>;
  /** This process's attempts so far. */
  attempts(vendor: VendorName): Attempts;
  /** Limits how many calls of a vendor this process makes at a time, from now on. */
  narrow(vendor: VendorName, concurrency: number): void;
  /** The same vendors for work that ends when `signal` is aborted. */
  under(signal: AbortSignal): RunVendors;
}

export function createRunVendors(options: {
  readonly run: RunIdentity;
  readonly signal: AbortSignal;
  readonly clients: VendorClients;
  readonly odoo: Odoo | null;
  readonly recorder: Pick<Recorder, "bumpVendor">;
  readonly price: PriceCharge;
  readonly budget: RunBudget;
  readonly trace: RunTrace;
  readonly clock: Clock;
}): RunVendors {
  const { run, signal, clients, odoo, recorder, price, budget, trace, clock } = options;
  const lanes = new Map(
    vendors.map(({ name, policy }) => [
      name,
      {
        caller: createVendorCaller({
          vendor: name,
          policy,
          context: { traceId: run.traceId, signal },
          clock,
        }),
        attempts: { made: 0, rateLimited: 0 },
        limit: pLimit(Number.POSITIVE_INFINITY),
      },
    ]),
  );

  function lane(vendor: VendorName): {
    readonly caller: VendorCaller;
    readonly attempts: { made: number; rateLimited: number };
    readonly limit: ReturnType<typeof pLimit>;
  } {
    const found = lanes.get(vendor);
    if (found === undefined) throw new TypeError(`${vendor} is not in the list of vendors`);
    return found;
  }

  const all: RunVendors = {
    clients,
    odoo,
    async call(
      vendor,
      operation,
      { estimate, closerEstimate, inputs, signal: held, creditsBefore, ...place },
      attempt,
    ) {
      const { caller, attempts, limit } = lane(vendor);
      if (estimate === undefined && vendorRow(vendor).resource !== null)
        throw new TypeError(`${vendor} ${operation} is called without an estimate of what it may cost`);
      let tookMs: number | null = null;
      let ledgerId: string | null = null;
      /** Times the vendor alone: the attempt may have waited for budget first. */
      const timed = async (context: CallContext) => {
        const startedMs = clock().getTime();
        try {
          return await attempt(context);
        } finally {
          tookMs = Math.max(0, clock().getTime() - startedMs);
        }
      };
      const paid = (context: CallContext) => {
        held?.throwIfAborted();
        if (estimate === undefined) return timed(context);
        ledgerId = randomUUID();
        const spending = {
          ...{ ledgerId, vendor, operation, ...place, estimate },
          ...(creditsBefore !== undefined && { creditsBefore }),
          ...(closerEstimate !== undefined && { closerEstimate }),
        };
        return budget.spend(held === undefined ? spending : { ...spending, signal: held }, () =>
          timed(context),
        );
      };
      return limit(() =>
        caller.call(
          operation,
          vendorRow(vendor).chargedBy === "token"
            ? (context) => trace.llmCall({ ...place, operation, inputs }, () => paid(context))
            : paid,
          (record) => {
            attempts.made += 1;
            if (record.error?.kind === "rate_limited") attempts.rateLimited += 1;
            recorder.bumpVendor(run, {
              ...place,
              ledgerId,
              ...usageOf({ ...record, durationMs: tookMs ?? record.durationMs }),
              ...(ledgerId !== null && settlesOf(record)),
              cost: record.charge === undefined ? null : price(vendor, record.charge, clock()),
            });
          },
        ),
      );
    },
    attempts: (vendor) => ({ ...lane(vendor).attempts }),
    narrow(vendor, concurrency) {
      const { limit } = lane(vendor);
      if (limit.concurrency > concurrency) limit.concurrency = concurrency;
    },
    under: (held) => ({
      ...all,
      call: (vendor, operation, item, attempt) =>
        all.call(vendor, operation, { ...item, signal: held }, attempt),
    }),
  };
  return all;
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
  requests = 1,
  oddities = [],
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
    // A charged call is one entry of the ledger, whatever free questions it asks before or after.
    requests: vendorRow(vendor).chargedBy === null ? requests : 1,
    oddities,
    ...tokensOf(charge),
  };
}

/** The same settlement that the budget uses for the attempt. */
function settlesOf({ error, charge }: VendorAttempt): Pick<VendorUse, "settles"> {
  const settlement =
    charge !== undefined ? settlementOfCharge(charge) : error === undefined ? null : settlementOf(error);
  if (settlement === null || settlement.state === "unknown") return {};
  return {
    settles:
      settlement.state === "charged"
        ? { state: "charged", quantity: quantityOf(settlement.charge) }
        : { state: "released" },
  };
}

function tokensOf(charge: Charge | undefined) {
  if (charge?.unit !== "token") return { model: null, tokensInput: null, tokensOutput: null };
  return { model: charge.model, tokensInput: charge.inputTokens, tokensOutput: charge.outputTokens };
}
