import { createLogger, type RootLogger } from "../../logger.ts";
import type { CliContext } from "./context.ts";

/** Lines for people on a terminal, JSON anywhere else. */
export function createProcessLogger(context: CliContext, write?: (line: string) => void): RootLogger {
  const { LOG_LEVEL, LOG_FILE } = context.environment();
  return createLogger({
    level: LOG_LEVEL,
    pretty: process.stderr.isTTY,
    ...(write !== undefined && { write }),
    ...(LOG_FILE !== undefined && { file: LOG_FILE }),
  });
}
