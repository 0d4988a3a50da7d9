import { createTraceId, currentTraceId } from "../../trace-context.ts";
import type { BotDependencies } from "../ports/bot-dependencies.ts";

/** Logs a refusal, or that something was done already, and ends the text with the reference of the log line. */
export function decline(
  text: string,
  why: Readonly<Record<string, unknown>>,
  { logger }: Pick<BotDependencies, "logger">,
): string {
  const reference = createReference();
  logger.info("slack request declined", { reference, ...why });
  return withReference(text, reference);
}

/** The beginning of the request's trace id: short enough to read aloud, long enough to find its lines. */
export function createReference(): string {
  return (currentTraceId() ?? createTraceId()).slice(0, 12);
}

export function withReference(text: string, reference: string): string {
  return `${text} (reference ${reference})`;
}
