import type { RunbookCode } from "../../alerts/runbooks/runbook.ts";

/** A runbook in one line. */
export interface RunbookName {
  readonly id: string;
  readonly title: string;
}

/** A runbook as it is written. */
export interface RunbookText {
  readonly id: string;
  readonly title: string;
  readonly markdown: string;
  /** What the codes in its tables mean. */
  readonly codes: readonly RunbookCode[];
}

/** What to do about an alert. */
export interface Runbooks {
  read(id: string): Promise<RunbookText | null>;
  list(): Promise<readonly RunbookName[]>;
}
