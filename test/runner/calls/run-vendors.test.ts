import { expect } from "chai";
import type { Recorder } from "../../../src/observability/events/recorder.ts";
import type { VendorUse } from "../../../src/observability/events/vendor-use.ts";
import { noTracing } from "../../../src/observability/tracing/tracing.ts";
import { createRunVendors } from "../../../src/runner/calls/run-vendors.ts";
import { createVendors } from "../../../src/vendors/create-vendors.ts";

const RUN = {
  tenantId: "acme",
  runId: "0b5c7f3e-8a64-4d1b-9d53-2f0a6c1e4b77",
  runDate: "2026-11-22",
  traceId: "4bf92f3577b34da6a3ce929d0e0e4736",
};

describe("the vendors of a run", () => {
  it("record how long the vendor took, not how long the budget kept the attempt waiting", async () => {
    let nowMs = Date.parse("2026-11-22T00:00:00Z");
    const clock = () => new Date(nowMs);
    const uses: VendorUse[] = [];
    const recorder: Pick<Recorder, "bumpVendor"> = { bumpVendor: (_run, use) => void uses.push(use) };
    const vendors = createRunVendors({
      run: RUN,
      signal: new AbortController().signal,
      clients: createVendors({}),
      odoo: null,
      recorder,
      price: () => ({ nanoUsd: 8n, priceCardId: "card" }),
      budget: {
        async spend(_spending, attempt) {
          nowMs += 60_000;
          const charged = await attempt();
          nowMs += 5_000;
          return charged;
        },
        settleLost: async () => undefined,
        remaining: () => Promise.resolve(1),
      },
      trace: noTracing.open({ ...RUN, startedAt: clock() }),
      clock,
    });
    const charge = { unit: "credit", quantity: 1 } as const;
    await vendors.call(
      "tavily",
      "search",
      { stage: "tavily", companyId: null, estimate: { units: 1, charge } },
      async () => {
        nowMs += 120;
        return { value: null, charge };
      },
    );
    expect(uses).to.have.length(1);
    expect(uses[0]).to.include({ durationMs: 120, outcome: "success" });
  });
});
