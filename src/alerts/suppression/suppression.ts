import { type Noise, type Steadiness, steadiness } from "../policy/noise.ts";
import { PLATFORM_TENANT } from "../rulebook/platform-rule-table.ts";
import { findInhibitor, type InhibitionSubject } from "./inhibitions.ts";
import { isInForce, matchesSilence, type SilenceWindow } from "./silence-window.ts";

/** Why people are not disturbed with an alert; all null and steady when they are. */
export interface Suppression {
  /** The silence that covers it. */
  readonly silenceId: string | null;
  /** The open alert that explains it. */
  readonly inhibitedBy: string | null;
  readonly steadiness: Steadiness;
}

const NOT_SUPPRESSED: Suppression = { silenceId: null, inhibitedBy: null, steadiness: "steady" };

/** A silence of a tenant. */
export interface KnownSilence extends SilenceWindow {
  readonly tenantId: string;
  readonly silenceId: string;
}

/** An open alert that may keep others quiet. */
export interface OpenInhibitor extends InhibitionSubject {
  readonly alertId: string;
}

/** What may cover alerts at a moment. */
export interface Suppressors {
  /** By tenant. */
  readonly silences: ReadonlyMap<string, readonly KnownSilence[]>;
  /** By tenant; those of the installation cover every tenant's. */
  readonly open: ReadonlyMap<string, readonly OpenInhibitor[]>;
  /** When alerts opened or ended of late, by fingerprint. */
  readonly changes: ReadonlyMap<string, readonly Date[]>;
}

/** An alert that may be covered. */
export interface SuppressibleAlert extends InhibitionSubject {
  readonly fingerprint: string;
  /** People practise on it, whatever else is the matter: nothing keeps it quiet. */
  readonly drill: boolean;
}

/** What covers an alert now. `isChange`: it is about to open or end. */
export function suppressionOf(
  alert: SuppressibleAlert,
  { silences, open, changes }: Suppressors,
  { isChange, noise }: { readonly isChange: boolean; readonly noise: Noise },
  now: Date,
): Suppression {
  if (alert.drill) return NOT_SUPPRESSED;
  const since = now.getTime() - noise.flapMinutes * 60_000;
  const recent = (changes.get(alert.fingerprint) ?? []).filter((at) => at.getTime() > since);
  const silence = silences
    .get(alert.tenantId)
    ?.find((known) => isInForce(known, now) && matchesSilence(known, alert));
  const explaining = [...(open.get(alert.tenantId) ?? []), ...(open.get(PLATFORM_TENANT) ?? [])];
  return {
    silenceId: silence?.silenceId ?? null,
    inhibitedBy: findInhibitor(alert, explaining)?.alertId ?? null,
    steadiness: steadiness(recent.length + (isChange ? 1 : 0), isChange, noise),
  };
}

/** Whether to keep quiet. An alert that comes and goes is still heard when it gets worse than it ever was. */
export function isSuppressed(
  { silenceId, inhibitedBy, steadiness: steady }: Suppression,
  isWorse: boolean,
): boolean {
  return silenceId !== null || inhibitedBy !== null || (steady === "flapping" && !isWorse);
}
