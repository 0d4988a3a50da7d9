import { PLATFORM_TENANT } from "../rulebook/platform-rule-table.ts";

/** While an alert of one rule is open, an alert of another rule says nothing new, and people are not told of it. */
export interface Inhibition {
  /** The rule that explains the other. */
  readonly by: string;
  /** The rule that keeps quiet. */
  readonly suppresses: string;
  /** What the two must share: the run or night they are about, their subject, or nothing but the tenant; `platform`: `by` is about the installation, and so about every tenant. */
  readonly sharing: "run" | "night" | "subject" | "tenant" | "platform";
}

/** Each row in one sentence: `quiet` tells nothing that `by` does not explain. A row of a rule that does not exist does nothing. */
export const INHIBITIONS: readonly Inhibition[] = [
  // A night whose run failed is neither late nor stuck besides.
  { by: "SR-11", suppresses: "SR-10", sharing: "night" },
  { by: "SR-11", suppresses: "SR-12", sharing: "run" },
  // A vendor whose quota is used up answers 429 all night.
  { by: "VQ-03", suppresses: "RL-07", sharing: "subject" },
  { by: "VQ-03", suppresses: "OA-04", sharing: "subject" },
  // OpenAI has a rule of its own.
  { by: "OA-04", suppresses: "RL-07", sharing: "subject" },
  // A view that was not refreshed has few candidates.
  { by: "MV-01", suppresses: "CC-05", sharing: "run" },
  // While the service itself is down, much fails for every tenant.
  { by: "PL-20", suppresses: "CR-02", sharing: "platform" },
  // Without a worker no run begins or gets on.
  { by: "PL-24", suppresses: "SR-10", sharing: "platform" },
  { by: "PL-24", suppresses: "SR-12", sharing: "platform" },
];

/** An alert, as far as another one may keep it quiet. */
export interface InhibitionSubject {
  readonly tenantId: string;
  readonly ruleId: string;
  readonly subject: string;
  readonly runId: string | null;
  /** The night it is about, `YYYY-MM-DD`; null when it is about no certain one. */
  readonly night: string | null;
}

/** The rules that keep another one quiet. */
export function inhibitingRules(table: readonly Inhibition[] = INHIBITIONS): string[] {
  return [...new Set(table.map(({ by }) => by))];
}

/** Alerts of a lower rank are to be recorded first, since they may keep those of a higher one quiet. */
export function inhibitionRank(ruleId: string, table: readonly Inhibition[] = INHIBITIONS): number {
  const explaining = table.filter(({ suppresses }) => suppresses === ruleId);
  return explaining.reduce((rank, { by }) => Math.max(rank, 1 + inhibitionRank(by, table)), 0);
}

/** The open alert that explains this one; null when it stands for itself. */
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
