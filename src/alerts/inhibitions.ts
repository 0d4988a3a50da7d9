/** While an alert of one rule is open, an alert of another rule says nothing new, and people are not told of it. */
export interface Inhibition {
  /** The rule that explains the other. */
  readonly by: string;
  /** The rule that keeps quiet. */
  readonly quiet: string;
  /** What the two must share: the run they are about, their subject, or nothing but the tenant. */
  readonly sharing: "run" | "subject" | "tenant";
}

/** Each row in one sentence: `quiet` tells nothing that `by` does not explain. A row of a rule that does not exist does nothing. */
export const INHIBITIONS: readonly Inhibition[] = [
  // A run that failed is neither late nor stuck besides.
  { by: "SR-11", quiet: "SR-10", sharing: "run" },
  { by: "SR-11", quiet: "SR-12", sharing: "run" },
  // A vendor whose quota is used up answers 429 all night.
  { by: "VQ-03", quiet: "RL-07", sharing: "subject" },
  { by: "VQ-03", quiet: "OA-04", sharing: "subject" },
  // OpenAI has a rule of its own.
  { by: "OA-04", quiet: "RL-07", sharing: "subject" },
  // A view that was not refreshed has few candidates.
  { by: "MV-01", quiet: "CC-05", sharing: "run" },
];

/** An alert, as far as another one may keep it quiet. */
export interface InhibitionSubject {
  readonly ruleId: string;
  readonly subject: string;
  readonly runId: string | null;
}

/** The rules whose open alerts could keep an alert of this rule quiet. */
export function inhibitorsOf(ruleId: string, table: readonly Inhibition[] = INHIBITIONS): string[] {
  return [...new Set(table.filter(({ quiet }) => quiet === ruleId).map(({ by }) => by))];
}

/** The open alert that explains this one; null when it stands for itself. */
export function findInhibitor<Open extends InhibitionSubject>(
  alert: InhibitionSubject,
  open: readonly Open[],
  table: readonly Inhibition[] = INHIBITIONS,
): Open | null {
  const rows = table.filter(({ quiet }) => quiet === alert.ruleId);
  return (
    open.find((other) =>
      rows.some(({ by, sharing }) => by === other.ruleId && shares(sharing, alert, other)),
    ) ?? null
  );
}

function shares(what: Inhibition["sharing"], one: InhibitionSubject, other: InhibitionSubject): boolean {
  switch (what) {
    case "run":
      return one.runId !== null && one.runId === other.runId;
    case "subject":
      return one.subject === other.subject;
    case "tenant":
      return true;
  }
}
