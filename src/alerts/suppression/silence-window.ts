import { SILENCE_LIMITS } from "../../entities/silence-limits.ts";
import { InvalidInputError } from "../../errors.ts";

/** Which alerts of a tenant a silence covers: those of a rule, about a subject, both, or (both null) all. */
export interface SilenceMatcher {
  readonly ruleId: string | null;
  readonly subject: string | null;
}

/** A period in which nobody is notified about certain alerts. */
export interface SilenceWindow extends SilenceMatcher {
  readonly startsAt: Date;
  readonly endsAt: Date;
  /** Null unless somebody ended it early. */
  readonly cancelledAt: Date | null;
}

const DAY_MS = 86_400_000;

/** Whether a silence would cover an alert, at whatever time. */
export function matchesSilence(
  { ruleId, subject }: SilenceMatcher,
  alert: { readonly ruleId: string; readonly subject: string },
): boolean {
  return (ruleId === null || ruleId === alert.ruleId) && (subject === null || subject === alert.subject);
}

/** Whether it is in force: from its start until just before its end. */
export function isInForce({ startsAt, endsAt, cancelledAt }: SilenceWindow, now: Date): boolean {
  return cancelledAt === null && startsAt <= now && now < endsAt;
}

/** The period of a silence. Throws InvalidInputError when it has no end, ends before it starts or lasts too long. */
export function readSilenceWindow(
  { startsAt, endsAt }: { readonly startsAt?: Date | null; readonly endsAt: Date | null | undefined },
  now: Date,
): { readonly startsAt: Date; readonly endsAt: Date } {
  const start = startsAt ?? now;
  if (endsAt === null || endsAt === undefined || Number.isNaN(endsAt.getTime())) {
    throw new InvalidInputError(
      "ends",
      "a silence needs an end, for example in 2 hours; one without an end would be forgotten",
    );
  }
  if (Number.isNaN(start.getTime())) throw new InvalidInputError("starts", "is not a valid time");
  if (endsAt <= start || endsAt <= now) {
    throw new InvalidInputError("ends", "must be after the start and in the future");
  }
  if (endsAt.getTime() - start.getTime() > SILENCE_LIMITS.days * DAY_MS) {
    throw new InvalidInputError(
      "ends",
      `a silence lasts at most ${SILENCE_LIMITS.days} days; change the rule's threshold if it is never right`,
    );
  }
  return { startsAt: start, endsAt };
}
