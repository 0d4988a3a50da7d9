import type { RunStatus } from "../../entities/vocabulary.ts";
import type { FirstAct } from "./first-act.ts";
import { type ActFacts, RULE_ACTS } from "./rule-acts.ts";

/** What is known when an act is chosen: `rule` is the id of the alert's rule in the tables, null for one that is not there. */
export interface ChoiceFacts extends ActFacts {
  readonly rule: keyof typeof RULE_ACTS | null;
  /** Null when it is about no run. */
  readonly runStatus: RunStatus | null;
}

/** The first act for an alert: its rule's, or the nearest that is possible with its run. */
export function chooseAct({ rule, runStatus, ...facts }: ChoiceFacts): FirstAct {
  if (rule === null) return { kind: "runbook" };
  const act = RULE_ACTS[rule].act(facts);
  const isRunning = runStatus === "running";
  // A tenant has one run at a time, and only an ended run can be repeated.
  if (act.kind === "rerun" && (runStatus === null || isRunning)) return { kind: "runbook" };
  if (act.kind === "run_now" && isRunning) return { kind: "runbook" };
  if (act.kind === "stop_run" && !isRunning) return { kind: "run_now" };
  return act;
}
