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

  it("says how many of how many, and of what", () => {
    const topErrors = [{ errorCode: "odoo_bad_request", count: 2 }];
    expect(findOne(odooExport, exported({ countSuccess: 58, countError: 2, topErrors })).summary).to.equal(
      "2 of 60 companies could not be exported to Odoo; mostly odoo_bad_request (2).",
    );
  });
});
