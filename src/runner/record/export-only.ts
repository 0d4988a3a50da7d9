import { STAGES, type Stage } from "../../entities/stage-table.ts";
import { vendorRow } from "../../entities/vendor-table.ts";
import type { RunManifest } from "./run-manifest.ts";

const EXPORT_STAGES: readonly Stage[] = ["select_targets", vendorRow("odoo").stage];

/** The stages left out by a run that only exports already scored leads to Odoo. */
export const EXPORT_SKIPS: readonly Stage[] = STAGES.filter((stage) => !EXPORT_STAGES.includes(stage));

/** True for a run that exports, and gathers and scores nothing. */
export function isExportOnly({ skip }: Pick<RunManifest, "skip">): boolean {
  const isLeftOut = (stage: Stage) => skip.includes(stage);
  return (
    EXPORT_SKIPS.every((stage) => stage === "mv_refresh" || isLeftOut(stage)) && !isLeftOut("export_odoo")
  );
}
