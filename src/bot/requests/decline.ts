import { createTraceId } from "../../trace-context.ts";
import type { BotDependencies } from "../ports/bot-dependencies.ts";

/** Somebody is told no, or that it was done already: notes it, and ends the text with the reference that finds the note. */
export function decline(
  text: string,
  why: Readonly<Record<string, unknown>>,
  { logger }: Pick<BotDependencies, "logger">,
): string {
  const reference = createReference();
  logger.info("slack request declined", { reference, ...why });
  return withReference(text, reference);
}

/** Short enough to read out, long enough to find one line. */
export function createReference(): string {
  return createTraceId().slice(0, 12);
}

export function withReference(text: string, reference: string): string {
  return `${text} (reference ${reference})`;
}
