import type { Assessment } from "../rulebook/rule.ts";

/** Makes up a condition at a given time, and has its rule judge it. */
export type DrillScenario = (now: Date) => readonly Assessment[];
