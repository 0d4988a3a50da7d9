import { expect } from "chai";
import { type ChoiceFacts, chooseAct } from "../../../src/alerts/acts/choose-act.ts";
import type { FirstAct } from "../../../src/alerts/acts/first-act.ts";

const FACTS: ChoiceFacts = {
  rule: "OE-06",
  runStatus: "degraded",
  subject: "export_odoo",
  errorCode: null,
  hasCompanies: true,
};

describe("the first act for an alert", () => {
  const cases: readonly (readonly [string, Partial<ChoiceFacts>, FirstAct])[] = [
    ["repeats the export", {}, { kind: "rerun", stage: "export_odoo", gently: false }],
    [
      "also after another error",
      { errorCode: "odoo_field" },
      { kind: "rerun", stage: "export_odoo", gently: false },
    ],
    ["asks for a key where Odoo refuses ours", { errorCode: "odoo_auth" }, { kind: "ask_for_key" }],
    [
      "retries what failed, gently, where sites or a vendor limit us",
      { rule: "CR-02" },
      { kind: "rerun", stage: null, gently: true },
    ],
    [
      "leads to the vendor's account",
      { rule: "VQ-03", subject: "lusha" },
      { kind: "top_up", vendor: "lusha" },
    ],
    ["but not where each tenant has its own", { rule: "VQ-03", subject: "odoo" }, { kind: "runbook" }],
    ["nor for a vendor that nobody knows", { rule: "VQ-03", subject: "acme" }, { kind: "runbook" }],
    ["refreshes the view", { rule: "MV-01" }, { kind: "refresh_view" }],
    ["starts the missed night", { rule: "SR-10", runStatus: null }, { kind: "run_now" }],
    ["not while another runs", { rule: "SR-10", runStatus: "running" }, { kind: "runbook" }],
    ["starts a failed night again", { rule: "SR-11", runStatus: "failed" }, { kind: "run_now" }],
    ["shows why no company fits", { rule: "SR-11", hasCompanies: false }, { kind: "details" }],
    ["stops a stuck run", { rule: "SR-12", runStatus: "running" }, { kind: "stop_run" }],
    ["and starts another once it has ended", { rule: "SR-12", runStatus: "cancelled" }, { kind: "run_now" }],
    ["repeats nothing while the run goes on", { rule: "CR-02", runStatus: "running" }, { kind: "runbook" }],
    ["nor without a run", { rule: "CR-02", runStatus: null }, { kind: "runbook" }],
    ["sends messages again", { rule: "PL-28", runStatus: null }, { kind: "retry_messages" }],
    ["is the runbook for a rule of nobody's", { rule: null }, { kind: "runbook" }],
  ];
  for (const [what, changes, expected] of cases) {
    it(what, () => expect(chooseAct({ ...FACTS, ...changes })).to.deep.equal(expected));
  }
});
