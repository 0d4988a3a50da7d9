import type { SlashCommand } from "../requests/slash-command.ts";
import { alertsCommand } from "./alerts-command.ts";
import { createNightshiftCommand } from "./create-nightshift-command.ts";
import { drillCommand } from "./drill-command.ts";
import { eventsExportCommand } from "./events-export-command.ts";
import { qaCommand } from "./qa-command.ts";
import { qaExportCommand } from "./qa-export-command.ts";
import { runRerunCommand } from "./run-rerun-command.ts";
import { runStartCommand } from "./run-start-command.ts";
import { runStatsCommand } from "./run-stats-command.ts";
import { runStopCommand } from "./run-stop-command.ts";
import { runbookCommand } from "./runbook-command.ts";
import { runsCommand } from "./runs-command.ts";
import { silenceCommand } from "./silence-command.ts";
import { traceCommand } from "./trace-command.ts";
import { vendorsCommand } from "./vendors-command.ts";

const WORKING: readonly SlashCommand[] = [
  alertsCommand,
  silenceCommand,
  runbookCommand,
  drillCommand,
  runsCommand,
  runStatsCommand,
  vendorsCommand,
  runStartCommand,
  runRerunCommand,
  runStopCommand,
  qaCommand,
  qaExportCommand,
  eventsExportCommand,
  traceCommand,
];

/** Every slash command. */
export const COMMANDS: readonly SlashCommand[] = [...WORKING, createNightshiftCommand(WORKING)];
