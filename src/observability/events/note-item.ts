import type { Meter } from "../metrics/meter.ts";

/** Counts what a stage finished: a company, or the whole run where the stage works on that. */
export function noteItem(
  meter: Meter,
  {
    stage,
    outcome,
    durationMs,
  }: { readonly stage: string; readonly outcome: string; readonly durationMs: number },
): void {
  meter.count("nightshift_stage_items_total", { stage, outcome });
  meter.observe("nightshift_stage_item_duration_seconds", { stage }, durationMs / 1_000);
}
