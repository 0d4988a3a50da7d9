import { alerts } from "./commands/alerts.ts";
import { drill } from "./commands/drill.ts";
import { eventsExport } from "./commands/events-export.ts";
import { createNightshiftCommand } from "./commands/nightshift.ts";
import { qaExport } from "./commands/qa-export.ts";
import { runRerun } from "./commands/run-rerun.ts";
import { runStart } from "./commands/run-start.ts";
import { runStats } from "./commands/run-stats.ts";
import { runStop } from "./commands/run-stop.ts";
import { runbook } from "./commands/runbook.ts";
import { runs } from "./commands/runs.ts";
import { silenceCommand } from "./commands/silence.ts";
import type { SlashCommand } from "./slash-command.ts";

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
