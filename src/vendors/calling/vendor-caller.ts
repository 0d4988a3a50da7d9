import { setTimeout as sleep } from "node:timers/promises";
import { type Clock, systemClock, type Wait } from "../../clock.ts";
import type { VendorName } from "../../entities/vendor-table.ts";
import { type Random, systemRandom } from "../../random.ts";
import type { CallContext } from "./call-context.ts";
import type { Charged } from "./charged.ts";
import { admit, afterAttempt, type Circuit, CLOSED, type Refusal } from "./circuit.ts";
import { nextDelayMs, type RetryPolicy } from "./retry-policy.ts";
import type { OnAttempt } from "./vendor-attempt.ts";
import { VendorError } from "./vendor-error.ts";

/** The one way to call a vendor during a run. */
export interface VendorCaller {
  /**
   * The answer of the first attempt that succeeds; else the last attempt's error. Where the vendor is not called at all
   * (it is down, the key is refused, the quota is used up, it asked to be left alone) the error's kind is `circuit_open`
   * and its `vendorCode` is the kind of the error that caused it.
   */
  call<Value>(
    operation: string,
    attempt: (context: CallContext) => Promise<Charged<Value>>,
    onAttempt?: OnAttempt,
  ): Promise<Charged<Value>>;
}

/** The longest we wait for a used-up rate window; after that the vendor may refuse the call itself. */
const MAX_PAUSE_MS = 60_000;

/**
 * Makes the caller of one vendor for one run: its calls share a circuit breaker and the waits the vendor asked for.
 * `onAttempt` must not throw; it receives every attempt, before the callback given to `call` (which knows the company).
 */
export function createVendorCaller(options: {
  readonly vendor: VendorName;
  readonly policy: RetryPolicy;
  readonly context: CallContext;
  readonly onAttempt?: OnAttempt;
  readonly clock?: Clock;
  readonly random?: Random;
  readonly wait?: Wait;
}): VendorCaller {
  const { vendor, policy, context, onAttempt, clock = systemClock, random = systemRandom } = options;
  const { wait = (ms, signal) => sleep(ms, undefined, signal === undefined ? {} : { signal }) } = options;
  let circuit: Circuit = CLOSED;
  const notBeforeMs = new Map<string, number>();
  const nowMs = () => clock().getTime();

  function skipped(operation: string, { because, retryAfterMs }: Refusal): VendorError {
    return new VendorError(vendor, "circuit_open", {
      operation,
      vendorCode: because,
      ...(retryAfterMs === null ? {} : { retryAfterMs }),
    });
  }

  async function pause(operation: string, ms: number): Promise<void> {
    if (ms <= 0 && context.signal?.aborted !== true) return;
    try {
      await wait(ms, context.signal);
    } catch (error) {
      if (context.signal?.aborted !== true) throw error;
    }
    if (context.signal?.aborted === true) throw new VendorError(vendor, "cancelled", { operation });
  }

  function holdBack(operation: string, ms: number): void {
    notBeforeMs.set(operation, Math.max(notBeforeMs.get(operation) ?? 0, nowMs() + ms));
  }

  /** Waits while the vendor wants to be left alone; refuses the attempt if that takes too long or is pointless. */
  async function askLeave(operation: string): Promise<Refusal | null> {
    const remainingMs = (notBeforeMs.get(operation) ?? 0) - nowMs();
    if (remainingMs > policy.maxRetryAfterMs) return { because: "rate_limited", retryAfterMs: remainingMs };
    if (remainingMs > 0) await pause(operation, remainingMs + Math.floor(random() * policy.baseDelayMs));
    const answer = admit(circuit, nowMs());
    circuit = answer.circuit;
    return answer.refusal;
  }

  /** Makes one attempt and updates the circuit. Anything but a VendorError is a bug of ours and is thrown as it is. */
  async function tryOnce<Value>(
    attemptCall: (context: CallContext) => Promise<Charged<Value>>,
  ): Promise<Charged<Value> | VendorError> {
    try {
      const charged = await attemptCall(context);
      circuit = afterAttempt(circuit, null, nowMs(), policy.breaker);
      return charged;
    } catch (error) {
      const kind = error instanceof VendorError ? error.kind : "cancelled";
      circuit = afterAttempt(circuit, kind, nowMs(), policy.breaker);
      if (error instanceof VendorError) return error;
      throw error;
    }
  }

  return {
    async call(operation, attemptCall, onCallAttempt) {
      const report: OnAttempt = (record) => {
        onAttempt?.(record);
        onCallAttempt?.(record);
      };
      const refusal = await askLeave(operation);
      if (refusal !== null) throw skipped(operation, refusal);

      for (let attempt = 1; ; attempt += 1) {
        const startedMs = nowMs();
        let requests = 0;
        const result = await tryOnce((context) =>
          attemptCall({
            ...context,
            onRequest: () => {
              requests += 1;
            },
          }),
        );
        const counted = requests > 0 && { requests };
        // A clock that is set back in between must not make it negative.
        const durationMs = Math.max(0, nowMs() - startedMs);
        if (!(result instanceof VendorError)) {
          const { charge, oddities = [] } = result;
          const odd = oddities.length > 0 && { oddities };
          report({ vendor, operation, attempt, outcome: "success", charge, durationMs, ...odd, ...counted });
          if (result.pauseMs !== undefined) holdBack(operation, Math.min(result.pauseMs, MAX_PAUSE_MS));
          return result;
        }
        const { charge, retryAfterMs } = result.facts;
        if (retryAfterMs !== undefined) holdBack(operation, retryAfterMs);
        const retryInMs =
          circuit.state === "closed" ? nextDelayMs(policy, { error: result, attempt }, random) : null;
        report({
          vendor,
          operation,
          attempt,
          outcome: "error",
          error: result,
          durationMs,
          ...counted,
          ...(charge === undefined ? {} : { charge }),
          ...(retryInMs === null ? {} : { retryInMs }),
        });
        if (retryInMs === null) throw result;
        await pause(operation, retryInMs);
        // While this call waited, others may have learned that it is pointless, or been asked to wait longer.
        if ((await askLeave(operation)) !== null) throw result;
      }
    },
  };
}
