import type { Drill } from "../../entities/drill.ts";
import { RESPONSE_TARGETS } from "../reports/measure-response.ts";

/** What a drill is scored by. */
export type DrillMeasures = Pick<
  Drill,
  "startedAt" | "detectedAt" | "deliveredAt" | "acknowledgedAt" | "stepsDone" | "stepsTotal"
>;

/** Milliseconds from a drill's start; null for what did not happen. */
export interface DrillTimes {
  readonly detectMs: number | null;
  readonly deliverMs: number | null;
  readonly acknowledgeMs: number | null;
}

/** By when each should have happened, and its points out of 100. Three times as long gets no points. */
const PARTS = {
  detectMs: { targetMs: 5_000, points: 20 },
  deliverMs: { targetMs: 10_000, points: 20 },
  acknowledgeMs: { targetMs: RESPONSE_TARGETS.acknowledgeMinutes * 60_000, points: 40 },
} as const;
const STEP_POINTS = 20;
const LATEST = 3;

export function drillTimes({
  startedAt,
  detectedAt,
  deliveredAt,
  acknowledgedAt,
}: DrillMeasures): DrillTimes {
  const since = (moment: Date | null) =>
    moment === null ? null : Math.max(0, moment.getTime() - startedAt.getTime());
  return {
    detectMs: since(detectedAt),
    deliverMs: since(deliveredAt),
    acknowledgeMs: since(acknowledgedAt),
  };
}

/** 0 to 100. Without steps to tick, the times alone count. */
export function scoreDrill(measures: DrillMeasures): number {
  const times = drillTimes(measures);
  const timed =
    pointsOf(times.detectMs, PARTS.detectMs) +
    pointsOf(times.deliverMs, PARTS.deliverMs) +
    pointsOf(times.acknowledgeMs, PARTS.acknowledgeMs);
  const { stepsDone, stepsTotal } = measures;
  if (stepsTotal === 0) return Math.round((timed * 100) / (100 - STEP_POINTS));
  return Math.round(timed + STEP_POINTS * Math.min(1, stepsDone / stepsTotal));
}

function pointsOf(
  ms: number | null,
  { targetMs, points }: { readonly targetMs: number; readonly points: number },
): number {
  if (ms === null) return 0;
  const over = Math.max(0, ms / targetMs - 1);
  return points * Math.max(0, 1 - over / (LATEST - 1));
}
