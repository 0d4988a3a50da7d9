import type { Drill } from "../../entities/drill.ts";
import { drillTimes } from "./score-drill.ts";

/** How a drill went, in a line for its thread, compared with the rule's previous drill. */
export function drillText(drill: Drill, last: Drill | null): string {
  const { detectMs, deliverMs, acknowledgeMs } = drillTimes(drill);
  const parts = [
    `detected ${after(detectMs)}`,
    `delivered ${after(deliverMs)}`,
    `acknowledged ${after(acknowledgeMs)}`,
    ...(drill.stepsTotal === 0 ? [] : [`${drill.stepsDone} of ${drill.stepsTotal} runbook steps done`]),
  ];
  const score = drill.score === null ? "not over yet" : `${drill.score} of 100 points`;
  return `Drill of ${drill.ruleId}: ${score} (${parts.join(", ")}).${comparison(drill, last)}`;
}

function comparison({ score }: Drill, last: Drill | null): string {
  if (last === null || last.score === null) return " This was the first drill of this rule.";
  // To the minute, in the form that Slack shows in the reader's own time zone.
  const at = `${last.startedAt.toISOString().slice(0, 16)}Z`;
  if (score === null) return ` The last one, ${at}, scored ${last.score}.`;
  const change = score === last.score ? "as many as" : score > last.score ? "more than" : "fewer than";
  return ` That is ${change} last time, ${at} (${last.score}).`;
}

function after(ms: number | null): string {
  if (ms === null) return "never";
  return ms < 60_000
    ? `after ${Number((ms / 1_000).toFixed(1))} s`
    : `after ${Number((ms / 60_000).toFixed(1))} min`;
}
