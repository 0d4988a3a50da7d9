import { createLogger, type RootLogger } from "../../logger.ts";
import type { CliContext } from "./context.ts";

/** Lines for people on a terminal, JSON anywhere else. */
export function createProcessLogger(
  context: CliContext,
  { name = "nightshift", write }: { readonly name?: string; readonly write?: (line: string) => void } = {},
): RootLogger {
  const { LOG_LEVEL, LOG_FILE, LOG_DIR, LOG_MAX_MB, LOG_KEEP_DAYS } = context.environment();
  return createLogger({
    level: LOG_LEVEL,
    pretty: process.stderr.isTTY,
    ...(write !== undefined && { write }),
    ...(LOG_FILE !== undefined && { file: LOG_FILE }),
    ...(LOG_DIR !== undefined && {
      folder: { path: LOG_DIR, name, mostBytes: LOG_MAX_MB * 1_000_000, keptDays: LOG_KEEP_DAYS },
    }),
  });
}
