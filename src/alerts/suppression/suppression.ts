import { type Noise, type Steadiness, steadiness } from "../policy/noise.ts";
import { PLATFORM_TENANT } from "../rulebook/platform-rule-table.ts";
import { findInhibitor, type InhibitionSubject } from "./inhibitions.ts";
import { isInForce, matchesSilence, type SilenceWindow } from "./silence-window.ts";

/** Why an alert is suppressed; all null and steady when it is not. */
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

/** An open alert that may suppress others. */
export interface OpenInhibitor extends InhibitionSubject {
  readonly alertId: string;
}

/** What may suppress alerts at a given time. */
export interface Suppressors {
  /** By tenant. */
  readonly silences: ReadonlyMap<string, readonly KnownSilence[]>;
  /** By tenant; the installation's can suppress every tenant's. */
  readonly open: ReadonlyMap<string, readonly OpenInhibitor[]>;
  /** When alerts recently opened or ended, by fingerprint. */
  readonly changes: ReadonlyMap<string, readonly Date[]>;
}

/** An alert that may be suppressed. */
export interface SuppressibleAlert extends InhibitionSubject {
  readonly fingerprint: string;
  /** Raised for practice: nothing suppresses it. */
  readonly drill: boolean;
}

/** What suppresses an alert now. `isChange`: it is about to open or end. */
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

/** Whether an alert is suppressed. A flapping alert is still announced when it becomes worse than it ever was. */
export function isSuppressed(
  { silenceId, inhibitedBy, steadiness: steady }: Suppression,
  isWorse: boolean,
): boolean {
  return silenceId !== null || inhibitedBy !== null || (steady === "flapping" && !isWorse);
}
