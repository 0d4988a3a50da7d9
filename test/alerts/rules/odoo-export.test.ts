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
    expect(facts).to.include({ missing: 41, errors: 11, notTried: 30 });
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
  });
});
