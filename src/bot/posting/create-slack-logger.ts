import { type Logger, LogLevel } from "@slack/bolt";
import type { BotLogger } from "../ports/bot-logger.ts";

/** Slack's libraries write to our log. Their debug lines contain request bodies and are dropped. */
export function createSlackLogger(logger: BotLogger): Logger {
  const line = (parts: unknown[]) =>
    parts.map((part) => (part instanceof Error ? part.message : String(part))).join(" ");
  return {
    debug() {},
    info: (...parts) => logger.info("slack library", { detail: line(parts) }),
    warn: (...parts) => logger.warn("slack library", { detail: line(parts) }),
    error: (...parts) => logger.error("slack library", { detail: line(parts) }),
    setLevel() {},
    getLevel: () => LogLevel.INFO,
    setName() {},
  };
}
