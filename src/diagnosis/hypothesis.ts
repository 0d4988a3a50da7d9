import type { AlertKind, CauseEvidence, EvidenceName } from "./cause-evidence.ts";

/** What speaks for or against a cause. */
export interface Point {
  /** From -1 (rules it out) to 1 (needs nothing else). */
  readonly weight: number;
  /** One clause with its figures. */
  readonly says: string;
}

/** Which part of the system a cause lies in: one hop short is a cause of the same area. */
export type Area =
  | "sites"
  | "network"
  | "vendor"
  | "odoo"
  | "input"
  | "setting"
  | "runner"
  | "database"
  | "agent"
  | "none";

/** A cause that an alert may have. */
export interface Hypothesis {
  /** Also its file's name. */
  readonly id: string;
  readonly area: Area;
  /** Alerts that may have this cause. */
  readonly explains: readonly AlertKind[];
  /** The cause as one sentence without a period. */
  readonly claims: (evidence: CauseEvidence) => string;
  /** Without these it cannot be told. */
  readonly needs: readonly EvidenceName[];
  /** What speaks for and against it; null if nothing does either. Asked only when all it needs is there. */
  readonly weigh: (evidence: CauseEvidence) => readonly Point[] | null;
  /** What helps. */
  readonly helps: string;
  /** What does not, though one would think so; null if nothing comes to mind. */
  readonly doesNotHelp: string | null;
}
