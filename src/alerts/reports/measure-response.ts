import type { Severity } from "../../entities/vocabulary.ts";
import { percentile } from "../../observability/figures/percentiles.ts";
import { minutesBetween } from "../rulebook/minutes-between.ts";
import { SYSTEM_ACTOR } from "../transition/alert-state.ts";

/** A transition of an announced alert. */
export interface ResponseStep {
  readonly tenantId: string;
  readonly alertId: string;
  readonly ruleId: string;
  readonly severity: Severity;
  readonly reason: string;
  readonly actor: string;
  readonly at: Date;
}

/** One period from an alert's firing to its end; firing again starts another. */
export interface Episode {
  readonly tenantId: string;
  readonly ruleId: string;
  readonly severity: Severity;
  readonly firedAt: Date;
  /** When it was announced: when it fired, or when nothing suppressed it any more. */
  readonly announcedAt: Date;
  /** Null when nobody acknowledged it. */
  readonly acknowledgedAt: Date | null;
  readonly acknowledgedBy: string | null;
  /** Null while it is open. */
  readonly endedAt: Date | null;
  /** `system` when the condition went away by itself. */
  readonly endedBy: string | null;
}

/** The promised response: minutes until an alert is acknowledged, and until a critical one (P1) is resolved. */
export const RESPONSE_TARGETS = { acknowledgeMinutes: 10, resolveCriticalMinutes: 120 } as const;

/** Minutes over a set of episodes. */
export interface Spread {
  readonly mean: number;
  readonly median: number;
  readonly p90: number;
}

/** The response to one group of episodes. */
export interface ResponseFigures {
  /** The rule, tenant or person; `all` for everything. */
  readonly key: string;
  readonly fired: number;
  readonly acknowledged: number;
  /** Ended by themselves before anybody acknowledged them. */
  readonly endedUnseen: number;
  readonly open: number;
  /** Minutes from announcement to acknowledgement (MTTA is the mean). */
  readonly acknowledgeMinutes: Spread | null;
  /** Minutes from firing to the end (MTTR is the mean). */
  readonly resolveMinutes: Spread | null;
  /** Acknowledged later than the target, or not by then. */
  readonly acknowledgedLate: number;
  /** Critical ones that lasted longer than the target, or already have. */
  readonly resolvedLate: number;
}

/** How people responded to alerts: in total, and by rule, tenant and person. */
export interface ResponseReport {
  readonly all: ResponseFigures;
  readonly byRule: readonly ResponseFigures[];
  readonly byTenant: readonly ResponseFigures[];
  /** A person's episodes are those they acknowledged, or resolved without anybody acknowledging them. */
  readonly byPerson: readonly ResponseFigures[];
}

/** Groups transitions into episodes. Transitions whose episode began before the window are left out. */
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
      } else if (open !== null && (reason === "acknowledged" || reason === "handed_over")) {
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

/** The first acknowledgement counts. */
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
        acknowledgedAt === null ? [] : [minutesUntil(announcedAt, acknowledgedAt)],
      ),
    ),
    resolveMinutes: spreadOf(
      episodes.flatMap(({ firedAt, endedAt }) => (endedAt === null ? [] : [minutesUntil(firedAt, endedAt)])),
    ),
    acknowledgedLate: episodes.filter(
      ({ announcedAt, acknowledgedAt, endedAt }) =>
        // Resolving an alert also means having seen it.
        minutesUntil(announcedAt, acknowledgedAt ?? endedAt ?? now) > acknowledgeMinutes,
    ).length,
    resolvedLate: episodes.filter(
      ({ severity, firedAt, endedAt }) =>
        severity === "critical" && minutesUntil(firedAt, endedAt ?? now) > resolveCriticalMinutes,
    ).length,
  };
}

function spreadOf(minutes: readonly number[]): Spread | null {
  const [median, p90] = [percentile(minutes, 0.5), percentile(minutes, 0.9)];
  if (median === null || p90 === null) return null;
  return { mean: minutes.reduce((sum, one) => sum + one, 0) / minutes.length, median, p90 };
}

/** Never below zero: two machines may have written the two times. */
function minutesUntil(earlier: Date, later: Date): number {
  return Math.max(0, minutesBetween(earlier, later));
}
