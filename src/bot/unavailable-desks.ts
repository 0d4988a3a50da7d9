import { UnavailableError } from "../errors.ts";
import type { DrillDesk } from "./ports/drill-desk.ts";

/** Stands in for drills where none can be held. */
export const unavailableDrills: DrillDesk = {
  start: () => refuse("Drills are", "read the runbook with `/runbook`"),
};

function refuse(what: string, remedy: string): Promise<never> {
  return Promise.reject(new UnavailableError(`${what} not available here; ${remedy}.`));
}
