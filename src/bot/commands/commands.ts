import type { SlashCommand } from "../requests/slash-command.ts";
import { alerts } from "./alerts.ts";
import { drill } from "./drill.ts";
import { eventsExport } from "./events-export.ts";
import { createNightshiftCommand } from "./nightshift.ts";
import { qaExport } from "./qa-export.ts";
import { runRerun } from "./run-rerun.ts";
import { runStart } from "./run-start.ts";
import { runStats } from "./run-stats.ts";
import { runStop } from "./run-stop.ts";
import { runbook } from "./runbook.ts";
import { runs } from "./runs.ts";
import { silenceCommand } from "./silence.ts";

const WORKING: readonly SlashCommand[] = [
  alerts,
  silenceCommand,
  runbook,
  drill,
  runs,
  runStats,
  runStart,
  runRerun,
  runStop,
  qaExport,
  eventsExport,
];

/** Every slash command. */
export const COMMANDS: readonly SlashCommand[] = [...WORKING, createNightshiftCommand(WORKING)];
