import { PLATFORM_TENANT } from "../rulebook/platform-rule-table.ts";

/** While an alert of one rule is open, an alert of another rule adds nothing, and people are not notified about it. */
export interface Inhibition {
  /** The rule that explains the other. */
  readonly by: string;
  /** The rule that is suppressed. */
  readonly suppresses: string;
  /** What both must share: the run or night they are about, their subject, or only the tenant; `platform`: `by` is about the installation, and so about every tenant. */
  readonly sharing: "run" | "night" | "subject" | "tenant" | "platform";
}

/** In each row, `by` explains everything that `suppresses` would report. A row of a rule that does not exist does nothing. */
export const INHIBITIONS: readonly Inhibition[] = [
  // A run that failed because of a stage is said by the stage's own alert.
  { by: "MV-01", suppresses: "SR-11", sharing: "run" },
  { by: "CC-05", suppresses: "SR-11", sharing: "run" },
  { by: "CR-02", suppresses: "SR-11", sharing: "run" },
  { by: "OE-06", suppresses: "SR-11", sharing: "run" },
  // A night whose run failed is not also late or stuck.
  { by: "SR-11", suppresses: "SR-10", sharing: "night" },
  { by: "SR-11", suppresses: "SR-12", sharing: "run" },
  // A vendor whose quota is exhausted answers 429 all night.
  { by: "VQ-03", suppresses: "RL-07", sharing: "subject" },
  { by: "VQ-03", suppresses: "OA-04", sharing: "subject" },
  // OpenAI has its own rule.
  { by: "OA-04", suppresses: "RL-07", sharing: "subject" },
  // A view that was not refreshed has few candidates.
  { by: "MV-01", suppresses: "CC-05", sharing: "run" },
  // While the service itself is down, crawls fail for every tenant.
  { by: "PL-20", suppresses: "CR-02", sharing: "platform" },
  // Without a worker no run starts or makes progress.
  { by: "PL-24", suppresses: "SR-10", sharing: "platform" },
  { by: "PL-24", suppresses: "SR-12", sharing: "platform" },
];

/** The part of an alert that decides whether another one suppresses it. */
export interface InhibitionSubject {
  readonly tenantId: string;
  readonly ruleId: string;
  readonly subject: string;
  readonly runId: string | null;
  /** The night it is about, `YYYY-MM-DD`; null when it is about no particular night. */
  readonly night: string | null;
}

/** The rules that suppress another one. */
export function inhibitingRules(table: readonly Inhibition[] = INHIBITIONS): string[] {
  return [...new Set(table.map(({ by }) => by))];
}

/** Alerts of a lower rank must be recorded first, since they may suppress those of a higher rank. */
export function inhibitionRank(ruleId: string, table: readonly Inhibition[] = INHIBITIONS): number {
  const explaining = table.filter(({ suppresses }) => suppresses === ruleId);
  return explaining.reduce((rank, { by }) => Math.max(rank, 1 + inhibitionRank(by, table)), 0);
}

/** The rules that others explain, those explained by the most others last. */
export function explainedRules(table: readonly Inhibition[] = INHIBITIONS): string[] {
  const rules = [...new Set(table.map(({ suppresses }) => suppresses))];
  return rules.toSorted((one, other) => inhibitionRank(one, table) - inhibitionRank(other, table));
}

/** The open alert that explains this one; null when none does. */
export function findInhibitor<Open extends InhibitionSubject>(
  alert: InhibitionSubject,
  open: readonly Open[],
  table: readonly Inhibition[] = INHIBITIONS,
): Open | null {
  const rows = table.filter(({ suppresses }) => suppresses === alert.ruleId);
  return (
    open.find((other) =>
      rows.some(({ by, sharing }) => by === other.ruleId && shares(sharing, alert, other)),
    ) ?? null
  );
}

function shares(what: Inhibition["sharing"], one: InhibitionSubject, other: InhibitionSubject): boolean {
  if (what === "platform") return other.tenantId === PLATFORM_TENANT;
  if (one.tenantId !== other.tenantId) return false;
  switch (what) {
    case "run":
      return one.runId !== null && one.runId === other.runId;
    case "night":
      return one.night !== null && one.night === other.night;
    case "subject":
      return one.subject === other.subject;
    case "tenant":
      return true;
  }
}

/** The night that a finding's facts name. */
export function nightOf(facts: Readonly<Record<string, unknown>>): string | null {
  const night = facts["night"];
  return typeof night === "string" ? night : null;
}
