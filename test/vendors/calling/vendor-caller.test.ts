import { expect } from "chai";
import fc from "fast-check";
import type { Charged } from "../../../src/vendors/calling/charged.ts";
import type { RetryPolicy } from "../../../src/vendors/calling/retry-policy.ts";
import type { VendorAttempt } from "../../../src/vendors/calling/vendor-attempt.ts";
import { createVendorCaller } from "../../../src/vendors/calling/vendor-caller.ts";
import { VendorError, type VendorErrorKind } from "../../../src/vendors/calling/vendor-error.ts";
import { TRACE_ID, vendorErrorOf } from "../fake-vendor.ts";

const POLICY: RetryPolicy = {
  maxAttempts: 4,
  baseDelayMs: 100,
  maxDelayMs: 1_000,
  maxRetryAfterMs: 5_000,
  retryable: { batch: "never-after-timeout" },
  breaker: { failuresToOpen: 100, coolDownMs: 30_000 },
};
const RETRYABLE: readonly VendorErrorKind[] = ["rate_limited", "server", "network", "timeout"];
const FINAL: readonly VendorErrorKind[] = [
  "quota_exhausted",
  "auth",
  "forbidden_plan",
  "bad_request",
  "not_found",
  "legal",
  "malformed",
  "cancelled",
];
const OK: Charged<string> = { value: "fine", charge: { unit: "credit", quantity: 1 } };

type Failure = Omit<VendorError["facts"], "operation"> & { kind: VendorErrorKind };

/** A caller in a world of its own: waiting moves its clock, and every wait and attempt is written down. */
function world(over: Partial<RetryPolicy> = {}, random = () => 0.5, signal?: AbortSignal) {
  let nowMs = 0;
  const waits: number[] = [];
  const attempts: VendorAttempt[] = [];
  const caller = createVendorCaller({
    vendor: "zerobounce",
    policy: { ...POLICY, ...over },
    context: { traceId: TRACE_ID, ...(signal === undefined ? {} : { signal }) },
    onAttempt: (attempt) => attempts.push(attempt),
    clock: () => new Date(nowMs),
    random,
    wait: async (ms) => {
      waits.push(ms);
      nowMs += ms;
    },
  });
  let calls = 0;
  return {
    caller,
    waits,
    attempts,
    pass: (ms: number) => {
      nowMs += ms;
    },
    calls: () => calls,
    /** Fails as listed, then succeeds. */
    run: (failures: readonly Failure[], operation = "validate") => {
      const left = [...failures];
      return caller.call(operation, async () => {
        calls += 1;
        nowMs += 10;
        const next = left.shift();
        if (next === undefined) return OK;
        const { kind, ...facts } = next;
        throw new VendorError("zerobounce", kind, { operation, ...facts });
      });
    },
  };
}

const failure = fc.record(
  {
    kind: fc.constantFrom(...RETRYABLE, ...FINAL),
    retryAfterMs: fc.integer({ min: 0, max: 20_000 }),
    outcomeUnknown: fc.constant(true as const),
    doNotRetry: fc.constant(true as const),
  },
  { requiredKeys: ["kind"] },
);

describe("calling a vendor", () => {
  it("is a single attempt when all is well", async () => {
    const { run, attempts, waits } = world();
    expect(await run([])).to.deep.equal(OK);
    expect(waits).to.deep.equal([]);
    expect(attempts).to.deep.equal([
      {
        vendor: "zerobounce",
        operation: "validate",
        attempt: 1,
        outcome: "success",
        charge: OK.charge,
        durationMs: 10,
      },
    ]);
  });

  it("hands the run's trace to every attempt", async () => {
    const { caller } = world();
    const { value } = await caller.call("validate", async ({ traceId }) => ({
      value: traceId,
      charge: { unit: "none" },
    }));
    expect(value).to.equal(TRACE_ID);
  });

  it("tries again after what may pass, doubling its patience, and writes every attempt down", async () => {
    const { run, attempts, waits } = world({}, () => 0.999);
    await run([{ kind: "server" }, { kind: "network" }, { kind: "timeout" }]);
    expect(waits).to.deep.equal([99, 199, 399]);
    expect(
      attempts.map(({ attempt, outcome, error, retryInMs }) => [attempt, outcome, error?.kind, retryInMs]),
    ).to.deep.equal([
      [1, "error", "server", 99],
      [2, "error", "network", 199],
      [3, "error", "timeout", 399],
      [4, "success", undefined, undefined],
    ]);
  });

  it("tells both who keeps the run's records and who asked", async () => {
    const { caller, attempts } = world();
    const told: VendorAttempt[] = [];
    await caller.call(
      "validate",
      async () => OK,
      (attempt) => told.push(attempt),
    );
    expect(told).to.deep.equal(attempts).and.to.have.length(1);
  });

  it("reports what a failed attempt cost", async () => {
    const { run, attempts } = world();
    await vendorErrorOf(run([{ kind: "malformed", charge: OK.charge }]));
    expect(attempts[0]?.charge).to.deep.equal(OK.charge);
  });

  it("never tries oftener than it may, never waits less than it was asked to, never repeats what cannot help", () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(failure, { maxLength: 8 }),
        fc.integer({ min: 1, max: 6 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        fc.constantFrom("validate", "batch"),
        async (failures, maxAttempts, random, operation) => {
          const { run, attempts, waits, calls } = world({ maxAttempts }, () => random);
          const outcome = await run(failures, operation).catch((error: unknown) => error);

          expect(calls()).to.be.at.most(maxAttempts);
          expect(attempts).to.have.length(calls());
          expect(waits.length).to.be.at.most(calls() - 1);
          for (const [index, { error, retryInMs }] of attempts.entries()) {
            if (index === attempts.length - 1) {
              expect(retryInMs).to.equal(undefined);
              continue;
            }
            if (error === undefined || retryInMs === undefined) throw new Error("only a failure is followed");
            expect(RETRYABLE).to.include(error.kind);
            expect(error.facts.doNotRetry).to.equal(undefined);
            expect(operation === "batch" && error.facts.outcomeUnknown === true).to.equal(false);
            expect(error.facts.retryAfterMs ?? 0).to.be.at.most(POLICY.maxRetryAfterMs);
            expect(retryInMs).to.be.at.least(error.facts.retryAfterMs ?? 0);
            expect(retryInMs).to.be.at.most(
              Math.max(POLICY.maxDelayMs, (error.facts.retryAfterMs ?? 0) + POLICY.baseDelayMs),
            );
          }
          if (outcome instanceof VendorError) expect(outcome).to.equal(attempts.at(-1)?.error);
          else expect([outcome, failures.length < maxAttempts]).to.deep.equal([OK, true]);
        },
      ),
    ));

  it("waits exactly as long as the cap allows and not a millisecond longer", async () => {
    const patient = world({}, () => 0);
    await patient.run([{ kind: "rate_limited", retryAfterMs: 5_000 }]);
    expect(patient.waits).to.deep.equal([5_000]);
    const refused = world({}, () => 0);
    await vendorErrorOf(refused.run([{ kind: "rate_limited", retryAfterMs: 5_001 }]));
    expect([refused.calls(), refused.waits]).to.deep.equal([1, []]);
  });

  it("never repeats a batch whose outcome is unknown, but one that was never sent", async () => {
    const unknown = world();
    await vendorErrorOf(unknown.run([{ kind: "timeout", outcomeUnknown: true }], "batch"));
    expect(unknown.calls()).to.equal(1);
    const cut = world();
    await vendorErrorOf(cut.run([{ kind: "network", outcomeUnknown: true }], "batch"));
    expect(cut.calls()).to.equal(1);
    const neverSent = world();
    await neverSent.run([{ kind: "network" }], "batch");
    expect(neverSent.calls()).to.equal(2);
  });

  it("holds the next call back while the vendor wants to be left alone", async () => {
    const { run, waits } = world({ maxAttempts: 1 }, () => 0);
    await vendorErrorOf(run([{ kind: "rate_limited", retryAfterMs: 3_000 }]));
    await run([]);
    expect(waits).to.deep.equal([3_000]);
  });

  for (const [retryAfterMs, tried, waited] of [
    [3_000, 2, [50, 2_950]],
    [5_051, 1, [50]],
  ] as const) {
    it(`holds a retry back too, when another call was told meanwhile to wait ${retryAfterMs} ms`, async () => {
      let nowMs = 0;
      let tries = 0;
      const waits: number[] = [];
      const fail = (kind: VendorErrorKind, facts: object) =>
        Promise.reject(new VendorError("zerobounce", kind, { operation: "validate", ...facts }));
      const caller = createVendorCaller({
        vendor: "zerobounce",
        policy: POLICY,
        context: { traceId: TRACE_ID },
        clock: () => new Date(nowMs),
        random: () => (tries === 1 && waits.length === 0 ? 0.5 : 0),
        async wait(ms) {
          waits.push(ms);
          if (waits.length === 1) {
            const told = { retryAfterMs, doNotRetry: true };
            await vendorErrorOf(caller.call("validate", () => fail("rate_limited", told)));
          }
          nowMs += ms;
        },
      });
      const called = caller.call("validate", () => {
        tries += 1;
        return tries === 1 ? fail("server", {}) : Promise.resolve(OK);
      });
      await called.catch((error: unknown) => error);
      expect([tries, waits]).to.deep.equal([tried, waited]);
    });
  }

  it("holds the next call back when the answer to the last one says that nothing is left, a minute at most", async () => {
    const { caller, waits, run, attempts } = world({ maxRetryAfterMs: 90_000 }, () => 0);
    const last = (pauseMs: number) => caller.call("validate", async () => ({ ...OK, pauseMs }));
    await last(2_500);
    await run([], "batch");
    expect(waits, "another operation").to.deep.equal([]);
    await last(3_600_000);
    expect(waits, "less what the other one took").to.deep.equal([2_490]);
    await run([]);
    expect(waits).to.deep.equal([2_490, 60_000]);
    await run([]);
    expect(waits).to.have.length(2);
    expect(attempts.map(({ outcome }) => outcome)).to.deep.equal(Array(5).fill("success"));
  });

  it("does not shorten a wait that a vendor asked for by one that is over sooner", async () => {
    const { caller, waits, run } = world({ maxAttempts: 1 }, () => 0);
    const slow = Promise.withResolvers<void>();
    const late = caller.call("validate", async () => {
      await slow.promise;
      return { ...OK, pauseMs: 100 };
    });
    await vendorErrorOf(run([{ kind: "rate_limited", retryAfterMs: 3_000 }]));
    slow.resolve();
    await late;
    await run([]);
    expect(waits).to.deep.equal([3_000]);
  });

  it("skips calls to an operation that is blocked for longer than is worth waiting, and no other operation", async () => {
    const { run, calls, pass } = world();
    await vendorErrorOf(run([{ kind: "rate_limited", retryAfterMs: 600_000 }], "batch"));
    const skipped = await vendorErrorOf(run([], "batch"));
    expect([skipped.code, skipped.facts.vendorCode, skipped.facts.retryAfterMs]).to.deep.equal([
      "zerobounce_circuit_open",
      "rate_limited",
      600_000,
    ]);
    expect(calls()).to.equal(1);
    await run([], "validate");
    pass(600_000);
    await run([], "batch");
    expect(calls()).to.equal(3);
  });

  for (const kind of ["quota_exhausted", "auth"] as const) {
    it(`calls no more for the rest of the run after ${kind}`, async () => {
      const { run, calls, pass, attempts } = world();
      await vendorErrorOf(run([{ kind }]));
      pass(1e9);
      const skipped = await vendorErrorOf(run([]));
      expect([skipped.kind, skipped.facts.vendorCode]).to.deep.equal(["circuit_open", kind]);
      expect([calls(), attempts.length]).to.deep.equal([1, 1]);
    });
  }

  it("leaves a failing vendor alone for the cool-down, then tries one call", async () => {
    const { run, calls, pass } = world({
      maxAttempts: 2,
      breaker: { failuresToOpen: 3, coolDownMs: 30_000 },
    });
    const broken: readonly Failure[] = [{ kind: "server" }, { kind: "server" }];
    await vendorErrorOf(run(broken));
    expect((await vendorErrorOf(run(broken))).kind).to.equal("server");
    expect(calls()).to.equal(3);
    expect((await vendorErrorOf(run([]))).kind).to.equal("circuit_open");
    pass(30_000);
    await vendorErrorOf(run(broken));
    expect(calls()).to.equal(4);
    pass(30_000);
    await run([]);
    await run([]);
    expect(calls()).to.equal(6);
  });

  it("stops trying when the run is stopped while it waits", async () => {
    const stop = new AbortController();
    const caller = createVendorCaller({
      vendor: "tavily",
      policy: { ...POLICY, baseDelayMs: 60_000, maxDelayMs: 60_000 },
      context: { traceId: TRACE_ID, signal: stop.signal },
      onAttempt: () => stop.abort(),
      random: () => 0.9,
    });
    const error = await vendorErrorOf(
      caller.call("search", async () => {
        throw new VendorError("tavily", "server", { operation: "search" });
      }),
    );
    expect(error.kind).to.equal("cancelled");
  });

  it("passes a defect of ours on as it is", async () => {
    const { caller, attempts } = world();
    const defect = new TypeError("a bug");
    const thrown = await caller
      .call("validate", async () => {
        throw defect;
      })
      .catch((error: unknown) => error);
    expect(thrown).to.equal(defect);
    expect(attempts).to.deep.equal([]);
  });
});
