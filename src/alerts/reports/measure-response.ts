import type { Severity } from "../../entities/vocabulary.ts";
import { SYSTEM_ACTOR } from "../lifecycle/alert-state.ts";

/** A step in the life of an alert that people were told of. */
export interface ResponseStep {
  readonly tenantId: string;
  readonly alertId: string;
  readonly ruleId: string;
  readonly severity: Severity;
  readonly reason: string;
  readonly actor: string;
  readonly at: Date;
}

/** One time that an alert fired, until it ended; firing again begins another. */
export interface Episode {
  readonly tenantId: string;
  readonly ruleId: string;
  readonly severity: Severity;
  readonly firedAt: Date;
  /** When people could know: as it fired, or once nothing covered it any more. */
  readonly announcedAt: Date;
  /** Null when nobody took it. */
  readonly acknowledgedAt: Date | null;
  readonly acknowledgedBy: string | null;
  /** Null while it goes on. */
  readonly endedAt: Date | null;
  /** `system` when the condition went away by itself. */
  readonly endedBy: string | null;
}

/** What is promised: minutes until somebody takes an alert, and until a critical one is over (the specs' P1). */
export const RESPONSE_TARGETS = { acknowledgeMinutes: 10, resolveCriticalMinutes: 120 } as const;

/** Minutes over a set of episodes; null without any. */
export interface Spread {
  readonly mean: number;
  readonly median: number;
  readonly p90: number;
}

/** How one group of episodes was seen to. */
export interface ResponseFigures {
  /** The rule, tenant or person; `all` for the whole. */
  readonly key: string;
  readonly fired: number;
  readonly acknowledged: number;
  /** Over before anybody took it, or needed to. */
  readonly endedUnseen: number;
  readonly open: number;
  /** Minutes from being told of it to acknowledgement (MTTA is the mean). */
  readonly acknowledgeMinutes: Spread | null;
  /** Minutes from firing to the end (MTTR is the mean). */
  readonly resolveMinutes: Spread | null;
  /** Taken later than the target, or not taken by then. */
  readonly acknowledgedLate: number;
  /** Critical ones that lasted longer than the target, or do so now. */
  readonly resolvedLate: number;
}

/** How alerts were responded to: in all, and by rule, tenant and person. */
export interface ResponseReport {
  readonly all: ResponseFigures;
  readonly byRule: readonly ResponseFigures[];
  readonly byTenant: readonly ResponseFigures[];
  /** A person has the episodes they took; without anybody, those they ended. */
  readonly byPerson: readonly ResponseFigures[];
}

/** Puts steps together to episodes. Steps without a beginning in the window are left out. */
export function readEpisodes(steps: readonly ResponseStep[]): Episode[] {
  const ofAlert = Map.groupBy(steps, ({ tenantId, alertId }) => `${tenantId}:${alertId}`);
  return [...ofAlert.values()].flatMap((own) => {
    const episodes: Episode[] = [];
    let open: Episode | null = null;
    for (const step of own.toSorted((one, other) => one.at.getTime() - other.at.getTime())) {
      const { tenantId, ruleId, severity, reason, at } = step;
      if (reason === "fired" || reason === "refired") {
        if (open !== null) episodes.push(open);
        open = {
          tenantId,
          ruleId,
          severity,
          firedAt: at,
          announcedAt: at,
          acknowledgedAt: null,
          acknowledgedBy: null,
          endedAt: null,
          endedBy: null,
        };
      } else if (open !== null && reason === "unsilenced") {
        open = announceLate(open, step);
      } else if (open !== null && reason === "acknowledged") {
        open = acknowledge(open, step);
      } else if (open !== null && ["cleared", "resolved", "switched_off"].includes(reason)) {
        episodes.push(end(open, step));
        open = null;
      }
    }
    return open === null ? episodes : [...episodes, open];
  });
}

function announceLate(episode: Episode, { at }: ResponseStep): Episode {
  return episode.acknowledgedAt === null ? { ...episode, announcedAt: at } : episode;
}

/** The first to take it holds it. */
function acknowledge(episode: Episode, { actor, at }: ResponseStep): Episode {
  return episode.acknowledgedAt === null
    ? { ...episode, acknowledgedAt: at, acknowledgedBy: actor }
    : episode;
}

function end(episode: Episode, { actor, at }: ResponseStep): Episode {
  return { ...episode, endedAt: at, endedBy: actor };
}

/** Measures episodes as they stand `now`. */
export function measureResponse(episodes: readonly Episode[], now: Date): ResponseReport {
  const groups = (keyOf: (episode: Episode) => string | null) =>
    [...Map.groupBy(episodes, keyOf)]
      .flatMap(([key, own]) => (key === null ? [] : [figuresOf(key, own, now)]))
      .toSorted((one, other) => other.fired - one.fired || (one.key < other.key ? -1 : 1));
  return {
    all: figuresOf("all", episodes, now),
    byRule: groups(({ ruleId }) => ruleId),
    byTenant: groups(({ tenantId }) => tenantId),
    byPerson: groups(personOf),
  };
}

function personOf({ acknowledgedBy, endedBy }: Episode): string | null {
  if (acknowledgedBy !== null) return acknowledgedBy;
  return endedBy === SYSTEM_ACTOR ? null : endedBy;
}

function figuresOf(key: string, episodes: readonly Episode[], now: Date): ResponseFigures {
  const { acknowledgeMinutes, resolveCriticalMinutes } = RESPONSE_TARGETS;
  return {
    key,
    fired: episodes.length,
    acknowledged: episodes.filter(({ acknowledgedAt }) => acknowledgedAt !== null).length,
    endedUnseen: episodes.filter(
      ({ acknowledgedAt, endedBy }) => acknowledgedAt === null && endedBy === SYSTEM_ACTOR,
    ).length,
    open: episodes.filter(({ endedAt }) => endedAt === null).length,
    acknowledgeMinutes: spreadOf(
      episodes.flatMap(({ announcedAt, acknowledgedAt }) =>
        acknowledgedAt === null ? [] : [minutesBetween(announcedAt, acknowledgedAt)],
      ),
    ),
    resolveMinutes: spreadOf(
      episodes.flatMap(({ firedAt, endedAt }) =>
        endedAt === null ? [] : [minutesBetween(firedAt, endedAt)],
      ),
    ),
    acknowledgedLate: episodes.filter(
      ({ announcedAt, acknowledgedAt, endedAt }) =>
        // Whoever resolves it has seen it, too.
        minutesBetween(announcedAt, acknowledgedAt ?? endedAt ?? now) > acknowledgeMinutes,
    ).length,
    resolvedLate: episodes.filter(
      ({ severity, firedAt, endedAt }) =>
        severity === "critical" && minutesBetween(firedAt, endedAt ?? now) > resolveCriticalMinutes,
    ).length,
  };
}

function spreadOf(minutes: readonly number[]): Spread | null {
  const sorted = minutes.toSorted((one, other) => one - other);
  const rank = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  const [median, p90] = [rank(0.5), rank(0.9)];
  if (median === undefined || p90 === undefined) return null;
  return { mean: sorted.reduce((sum, one) => sum + one, 0) / sorted.length, median, p90 };
}

function minutesBetween(earlier: Date, later: Date): number {
  return Math.max(0, later.getTime() - earlier.getTime()) / 60_000;
}
