import { expect } from "chai";
import type { RunSnapshot, StageSnapshot } from "../../../src/alerts/rulebook/rule.ts";
import { odooExport } from "../../../src/alerts/rules/odoo-export.ts";
import { makeSnapshot, makeStage } from "../make-snapshot.ts";
import { decide, findOne } from "./decide.ts";

function exported(changes: Partial<StageSnapshot>, run: Partial<RunSnapshot["run"]> = {}) {
  return makeSnapshot({ run, stages: [makeStage("export_odoo", changes)] });
}

describe("OE-06, the export to Odoo", () => {
  it("is quiet without errors and fires at the first", () => {
    expect(decide(odooExport, exported({}))).to.deep.equal({ export_odoo: "clear" });
    expect(decide(odooExport, exported({ countSuccess: 59, countError: 1 }))).to.deep.equal({
      export_odoo: "medium",
    });
  });

  it("is high when nothing came through", () => {
    expect(decide(odooExport, exported({ countSuccess: 0, countError: 5 }))).to.deep.equal({
      export_odoo: "high",
    });
    expect(decide(odooExport, exported({ status: "failed", countSuccess: 0, countTotal: 0 }))).to.deep.equal({
      export_odoo: "high",
    });
  });

  it("is high just when nothing came through or the stage failed as a whole", () => {
    const cases = [
      { countSuccess: 0, countError: 1, is: "high" },
      { countSuccess: 1, countError: 1, is: "medium" },
      { status: "failed", countSuccess: 9, countError: 0, is: "high" },
      { status: "degraded", countSuccess: 9, countError: 0, is: "clear" },
    ] as const;
    for (const { is, ...stage } of cases)
      expect(decide(odooExport, exported(stage)), JSON.stringify(stage)).to.deep.equal({ export_odoo: is });
  });

  it("says that the export failed as a whole when no lead is known to be missing", () => {
    const { summary, facts } = findOne(odooExport, exported({ status: "failed", countSuccess: 2 }));
    expect(summary).to.equal("The export to Odoo failed as a whole. None of this run's leads reached Odoo.");
    expect(facts).to.deep.include({ missing: 0, errors: 0, notTried: 0, exported: 2, topError: null });
  });

  it("tolerates as many errors as the tenant says", () => {
    const thresholds = { "OE-06.toleratedErrors": 3 };
    const withErrors = (countError: number) => ({ ...exported({ countError }), thresholds });
    expect(decide(odooExport, withErrors(3))).to.deep.equal({ export_odoo: "clear" });
    expect(decide(odooExport, withErrors(4))).to.deep.equal({ export_odoo: "medium" });
  });

  it("fires when Odoo is not ready, also when the export was left out for it", () => {
    const notReady = { odooReady: false };
    expect(decide(odooExport, exported({}, notReady))).to.deep.equal({ export_odoo: "high" });
    expect(decide(odooExport, exported({ status: "skipped" }, notReady))).to.deep.equal({
      export_odoo: "high",
    });
  });

  it("says nothing of a tenant without Odoo or a run without an export", () => {
    expect(decide(odooExport, exported({ status: "skipped" }, { odooReady: null }))).to.deep.equal({});
    const partial = makeSnapshot({ run: { fullRun: false, odooReady: false }, stages: [] });
    expect(decide(odooExport, partial)).to.deep.equal({});
    const repeated = exported({}, { fullRun: false, odooReady: false });
    expect(decide(odooExport, repeated)).to.deep.equal({ export_odoo: "high" });
  });

  it("clears only at the end of the stage", () => {
    expect(decide(odooExport, exported({ status: "running" }))).to.deep.equal({});
  });

  it("says how many leads are missing in Odoo, refused and not tried, and why", () => {
    const topErrors = [{ errorCode: "odoo_bad_request", count: 11 }];
    const night = exported({
      status: "degraded",
      countSuccess: 0,
      countError: 11,
      topErrors,
      undone: { failed: 11, notTried: 30 },
    });
    const { summary, facts } = findOne(odooExport, night);
    expect(summary).to.equal(
      "41 leads did not reach Odoo: 11 refused, 30 not tried; mostly odoo_bad_request (11).",
    );
    expect(facts).to.include({
      missing: 41,
      errors: 11,
      notTried: 30,
      exported: 0,
      topError: "odoo_bad_request",
    });
  });

  it("counts what is still missing after a rerun of a few, and fires for what was never tried", () => {
    const rerun = exported({
      status: "degraded",
      countSuccess: 0,
      countError: 4,
      undone: { failed: 11, notTried: 30 },
    });
    expect(findOne(odooExport, rerun).summary).to.match(/^41 leads did not reach Odoo: 11 refused/);
    const untried = { undone: { failed: 0, notTried: 30 }, countSuccess: 11 };
    expect(decide(odooExport, exported(untried))).to.deep.equal({ export_odoo: "medium" });
    expect(decide(odooExport, exported({ undone: { failed: 0, notTried: 0 } }))).to.deep.equal({
      export_odoo: "clear",
    });
  });

  it("says how many leads an expired key keeps out", () => {
    const stage = { undone: { failed: 1, notTried: 4 } };
    expect(findOne(odooExport, exported(stage, { odooReady: false })).summary).to.equal(
      "5 leads did not reach Odoo: its key has expired.",
    );
    const one = { undone: { failed: 1, notTried: 0 } };
    expect(findOne(odooExport, exported(one, { odooReady: false })).summary).to.equal(
      "1 lead did not reach Odoo: its key has expired.",
    );
    const early = findOne(odooExport, makeSnapshot({ run: { odooReady: false }, stages: [] }));
    expect(early.summary).to.equal("The Odoo key has expired, so this run's leads do not reach Odoo.");
    expect(early.facts).to.include({ odooReady: "no", missing: 0, errors: 0, notTried: 0 });
  });
});
