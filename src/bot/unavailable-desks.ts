import { UnavailableError } from "../errors.ts";
import type { DrillDesk } from "./ports/drill-desk.ts";
import type { SilenceDesk } from "./ports/silence-desk.ts";

/** Stands in for silences where they are not kept: says so, and what to do instead. */
export const unavailableSilences: SilenceDesk = {
  preview: () =>
    refuse("Silences are", "acknowledge the alert instead, it then stays quiet until it is worse"),
  create: () =>
    refuse("Silences are", "acknowledge the alert instead, it then stays quiet until it is worse"),
  list: () => refuse("Silences are", "acknowledge the alert instead, it then stays quiet until it is worse"),
  undo: () => refuse("Silences are", "there is none to undo"),
};

/** Stands in for drills where none can be held. */
export const unavailableDrills: DrillDesk = {
  start: () => refuse("Drills are", "read the runbook with `/runbook`"),
};

function refuse(what: string, remedy: string): Promise<never> {
  return Promise.reject(new UnavailableError(`${what} not available here; ${remedy}.`));
}
