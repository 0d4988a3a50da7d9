import { expect } from "chai";
import { admit, afterAttempt, type Circuit, CLOSED } from "../../../src/vendors/calling/circuit.ts";
import type { VendorErrorKind } from "../../../src/vendors/calling/vendor-error.ts";

const POLICY = { failuresToOpen: 3, coolDownMs: 1_000 };
const ended = (kinds: readonly (VendorErrorKind | null)[], nowMs = 0, from: Circuit = CLOSED) =>
  kinds.reduce<Circuit>((circuit, kind) => afterAttempt(circuit, kind, nowMs, POLICY), from);

describe("a vendor's circuit breaker", () => {
  const open: Circuit = { state: "open", because: "server", untilMs: 1_000 };
  const probing: Circuit = { state: "probing", because: "server" };

  it("stays closed one failure short of the limit", () => {
    expect(ended(["server", "timeout"])).to.deep.equal({ state: "closed", failures: 2 });
  });

  it("opens at the limit, for the cool-down", () => {
    expect(ended(["server", "network", "timeout"], 50)).to.deep.equal({
      state: "open",
      because: "timeout",
      untilMs: 1_050,
    });
  });

  it("begins to count anew after a success or an answer about the request itself", () => {
    for (const kind of [null, "bad_request", "not_found", "legal", "forbidden_plan"] as const) {
      expect(ended(["server", "server", kind, "server", "server"]).state).to.equal("closed");
    }
  });

  it("neither counts nor forgives what says nothing about the vendor's health", () => {
    for (const kind of ["rate_limited", "malformed", "cancelled"] as const) {
      expect(ended(["server", "server", kind])).to.deep.equal({ state: "closed", failures: 2 });
    }
  });

  for (const kind of ["quota_exhausted", "auth"] as const) {
    it(`opens for good at once on ${kind}, whatever the state`, () => {
      for (const from of [CLOSED, open, probing]) {
        const circuit = ended([kind], 0, from);
        expect(circuit).to.deep.equal({ state: "open", because: kind, untilMs: null });
        expect(admit(circuit, Number.MAX_SAFE_INTEGER).refusal).to.deep.equal({
          because: kind,
          retryAfterMs: null,
        });
        expect(ended([null, "server"], 9, circuit)).to.deep.equal(circuit);
      }
    });
  }

  it("refuses until the cool-down is over, and says how long", () => {
    expect(admit(open, 999)).to.deep.equal({
      circuit: open,
      refusal: { because: "server", retryAfterMs: 1 },
    });
  });

  it("lets one call through when the cool-down is over, and no second one beside it", () => {
    const first = admit(open, 1_000);
    expect(first).to.deep.equal({ circuit: probing, refusal: null });
    expect(admit(first.circuit, 5_000).refusal).to.deep.equal({ because: "server", retryAfterMs: null });
  });

  it("closes when the probe succeeds and opens again when it fails", () => {
    expect(ended([null], 1_000, probing)).to.deep.equal(CLOSED);
    expect(ended(["rate_limited"], 1_000, probing)).to.deep.equal(CLOSED);
    expect(ended(["network"], 1_000, probing)).to.deep.equal({
      state: "open",
      because: "network",
      untilMs: 2_000,
    });
  });

  it("lets the next call probe when the probe was cancelled", () => {
    expect(admit(ended(["cancelled"], 1_000, probing), 1_000).refusal).to.equal(null);
  });

  it("is not closed by a call that was in progress when it opened", () => {
    expect(ended([null, "bad_request", "server"], 10, open)).to.deep.equal(open);
  });
});
