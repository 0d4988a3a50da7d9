import { expect } from "chai";
import type { VendorAttempt } from "../../../src/vendors/calling/vendor-attempt.ts";
import { createVendorCaller } from "../../../src/vendors/calling/vendor-caller.ts";
import { VendorError } from "../../../src/vendors/calling/vendor-error.ts";
import { vendors } from "../../../src/vendors/vendors.ts";
import { validateBatch } from "../../../src/vendors/zerobounce/validate-batch.ts";
import type { ZeroBounce } from "../../../src/vendors/zerobounce/zero-bounce.ts";
import { TRACE_ID, vendorErrorOf } from "../fake-vendor.ts";

const CONTEXT = { traceId: TRACE_ID };
const EMAILS = ["a@one.example", "b@two.example"];
const LOST = new VendorError("zerobounce", "timeout", { operation: "validate_batch", outcomeUnknown: true });
const REFUSED = new VendorError("zerobounce", "rate_limited", { operation: "validate_batch", status: 429 });
const ANSWER = {
  value: { checks: [], unanswered: [] },
  charge: { unit: "credit", quantity: 2 },
} as const;

/** A vendor with credits, whose batches end as told. */
function vendorWith(
  credits: readonly (number | VendorError)[],
  batches: readonly (typeof ANSWER | VendorError)[],
) {
  const told = { credits: [...credits], batches: [...batches] };
  const next = <Thing>(list: (Thing | VendorError)[]): Thing => {
    const thing = list.shift();
    if (thing === undefined) throw new Error("asked more often than expected");
    if (thing instanceof VendorError) throw thing;
    return thing;
  };
  const client: ZeroBounce = {
    validate: async () => {
      throw new Error("not asked");
    },
    validateBatch: async () => next(told.batches),
    getCredits: async () => ({ value: next(told.credits), charge: { unit: "none" } }),
  };
  return { client, left: () => told.batches.length };
}

describe("a batch of addresses", () => {
  it("is sent once when it is answered", async () => {
    const { client } = vendorWith([10], [ANSWER]);
    expect(await validateBatch(client, EMAILS, CONTEXT)).to.equal(ANSWER);
  });

  it("is sent again when it was lost and no credit is gone, in an attempt of its own", async () => {
    const { client } = vendorWith([10, 10, 10], [LOST, ANSWER]);
    const attempts: VendorAttempt[] = [];
    const { policy } = vendors.find(({ name }) => name === "zerobounce") ?? expect.fail("no such vendor");
    const caller = createVendorCaller({
      vendor: "zerobounce",
      policy,
      context: CONTEXT,
      onAttempt: (attempt) => attempts.push(attempt),
      wait: () => Promise.resolve(),
    });
    expect(await caller.call("validate_batch", (context) => validateBatch(client, EMAILS, context))).to.equal(
      ANSWER,
    );
    expect(attempts.map(({ outcome, charge }) => [outcome, charge])).to.deep.equal([
      ["error", undefined],
      ["success", ANSWER.charge],
    ]);
  });

  for (const [after, charged] of [
    [9, 1],
    [8, 2],
    [0, 2],
  ] as const) {
    it(`is not sent again when ${10 - after} credits are gone: it was charged for ${charged}`, async () => {
      const { client, left } = vendorWith([10, after], [LOST, ANSWER]);
      const error = await vendorErrorOf(validateBatch(client, EMAILS, CONTEXT));
      expect(left()).to.equal(1);
      expect(error.facts).to.deep.include({
        doNotRetry: true,
        charge: { unit: "credit", quantity: charged },
      });
      expect(error.facts.outcomeUnknown).to.equal(undefined);
    });
  }

  it("stays unknown when the credits cannot be read either", async () => {
    const { client, left } = vendorWith([10, REFUSED], [LOST, ANSWER]);
    expect(await vendorErrorOf(validateBatch(client, EMAILS, CONTEXT))).to.equal(LOST);
    expect(left()).to.equal(1);
  });

  it("is the caller's to repeat when the vendor refused it", async () => {
    const { client } = vendorWith([10], [REFUSED]);
    expect(await vendorErrorOf(validateBatch(client, EMAILS, CONTEXT))).to.equal(REFUSED);
  });
});
