import { counted } from "../rulebook/phrases.ts";
import type { ReplayResult } from "./replay-rule.ts";

/** What a change would have done, in a sentence or two, for a person who is about to save it. */
export function replayText({ runs, fired, notUseful, asSet, changed }: ReplayResult, days: number): string {
  const over = `Of the ${counted(runs.length, "night")} of the last ${counted(days, "day")}`;
  if (runs.length === 0) return `There is no night in the last ${counted(days, "day")} to try it on.`;
  const quiet = runs.filter((run) => run.asSet !== null && run.changed === null).length;
  const loud = runs.filter((run) => run.asSet === null && run.changed !== null).length;
  const worse = runs.filter(
    (run) => run.asSet !== null && run.changed !== null && run.asSet !== run.changed,
  ).length;
  const difference = [
    ...(quiet === 0 ? [] : [`${counted(quiet, "night")} fewer`]),
    ...(loud === 0 ? [] : [`${counted(loud, "night")} more`]),
    ...(worse === 0 ? [] : [`${counted(worse, "night")} with another severity`]),
  ];
  return [
    `${over} it would have fired on ${changed.found} instead of ${asSet.found}${difference.length === 0 ? "" : ` (${difference.join(", ")})`}.`,
    ...(fired === 0 ? [] : [`Of ${fired} that did alert people it would miss ${changed.missed}.`]),
    ...(notUseful === 0
      ? []
      : [`Of ${notUseful} that somebody called not useful it would repeat ${changed.notUseful}.`]),
  ].join(" ");
}
