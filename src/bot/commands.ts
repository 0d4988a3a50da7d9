import { createNightshiftCommand } from "./commands/nightshift.ts";
import { qaExport } from "./commands/qa-export.ts";
import { runStats } from "./commands/run-stats.ts";
import type { SlashCommand } from "./slash-command.ts";

const WORKING: readonly SlashCommand[] = [runStats, qaExport];

/** Every slash command. */
export const COMMANDS: readonly SlashCommand[] = [...WORKING, createNightshiftCommand(WORKING)];
