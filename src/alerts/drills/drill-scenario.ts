import type { Assessment } from "../rulebook/rule.ts";

/** Makes up a condition as it would be at a moment, and has its rule judge it. */
export type DrillScenario = (now: Date) => readonly Assessment[];
