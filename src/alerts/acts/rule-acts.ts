import { VENDOR_TABLE } from "../../entities/vendor-table.ts";
import type { RuleId } from "../rulebook/rule-id.ts";
import type { FirstAct } from "./first-act.ts";

/**
 * How long an alert of a rule can wait. `now`: it gets worse by itself. `leads`: tonight's leads are missing until somebody
 * acts. `later`: nothing is lost before the morning.
 */
export type CanWait = "now" | "leads" | "later";

/** What a first act is chosen by. */
export interface ActFacts {
  readonly subject: string;
  /** The most frequent error of the alert's stage or vendor; null without errors. */
  readonly errorCode: string | null;
  /** Whether its run selected companies, so that a part of it can be repeated. */
  readonly hasCompanies: boolean;
}

interface RuleAct {
  readonly canWait: CanWait;
  readonly act: (facts: ActFacts) => FirstAct;
}

const RUNBOOK: FirstAct = { kind: "runbook" };
const RUN_NOW: FirstAct = { kind: "run_now" };
const ASK_FOR_KEY: FirstAct = { kind: "ask_for_key" };
const runbook = () => RUNBOOK;
const retryFailed = (): FirstAct => ({ kind: "rerun", stage: null, gently: true });

/** Errors of Odoo that only a new key ends. */
const KEY_ERRORS = ["odoo_auth"];

/** For every rule, how long it can wait and what to do first; a rule without an entry does not compile. */
export const RULE_ACTS: Readonly<Record<RuleId, RuleAct>> = {
  "MV-01": { canWait: "now", act: () => ({ kind: "refresh_view" }) },
  "CR-02": { canWait: "later", act: retryFailed },
  "VQ-03": { canWait: "later", act: ({ subject }) => topUp(subject) },
  "OA-04": { canWait: "later", act: retryFailed },
  "CC-05": { canWait: "later", act: () => ({ kind: "details" }) },
  "OE-06": {
    canWait: "leads",
    act: ({ errorCode }) =>
      errorCode !== null && KEY_ERRORS.includes(errorCode)
        ? ASK_FOR_KEY
        : { kind: "rerun", stage: "export_odoo", gently: false },
  },
  "RL-07": { canWait: "later", act: retryFailed },
  "QA-08": { canWait: "later", act: runbook },
  "SR-10": { canWait: "leads", act: () => RUN_NOW },
  "SR-11": {
    canWait: "leads",
    act: ({ hasCompanies }) => (hasCompanies ? RUN_NOW : { kind: "details" }),
  },
  "SR-12": { canWait: "now", act: () => ({ kind: "stop_run" }) },
  "RC-13": { canWait: "later", act: runbook },
  "UP-14": { canWait: "later", act: runbook },
  "OK-15": { canWait: "later", act: () => ASK_FOR_KEY },
  "SLO-16": { canWait: "later", act: runbook },
  "DP-09": { canWait: "later", act: runbook },
  "PL-20": { canWait: "now", act: runbook },
  "PL-21": { canWait: "now", act: runbook },
  "PL-22": { canWait: "later", act: runbook },
  "PL-23": { canWait: "now", act: runbook },
  "PL-24": { canWait: "now", act: runbook },
  "PL-25": { canWait: "now", act: runbook },
  "PL-26": { canWait: "leads", act: runbook },
  "PL-27": { canWait: "later", act: runbook },
  "PL-28": { canWait: "now", act: () => ({ kind: "retry_messages" }) },
  "PL-29": { canWait: "later", act: runbook },
  "PL-30": { canWait: "later", act: runbook },
  "PL-31": { canWait: "now", act: runbook },
  "PL-32": { canWait: "now", act: runbook },
  "PL-33": { canWait: "later", act: runbook },
  "PL-34": { canWait: "now", act: runbook },
  "PL-35": { canWait: "later", act: runbook },
  "AG-30": { canWait: "now", act: runbook },
  "AG-31": { canWait: "later", act: runbook },
  "AG-32": { canWait: "leads", act: runbook },
};

function topUp(subject: string): FirstAct {
  const row = VENDOR_TABLE.find(({ vendor }) => vendor === subject);
  return row === undefined || row.accountUrl === null ? RUNBOOK : { kind: "top_up", vendor: row.vendor };
}
