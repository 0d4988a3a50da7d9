import type { LogFields, Logger } from "../../src/logger.ts";

/** What was said to a logger. */
export interface SaidLine extends LogFields {
  readonly level: string;
  readonly event: string;
}

/** A logger that keeps what it is told, its children's lines too. */
export function quietLogger(lines: SaidLine[] = []): Logger {
  const at =
    (level: string) =>
    (event: string, fields: LogFields = {}) => {
      lines.push({ level, event, ...fields });
    };
  return {
    debug: at("debug"),
    info: at("info"),
    warn: at("warn"),
    error: at("error"),
    child: () => quietLogger(lines),
  };
}
