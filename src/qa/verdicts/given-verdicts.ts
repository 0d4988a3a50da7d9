import type { QaVerdict } from "../../entities/qa-verdict.ts";
import type { Verdict } from "../../entities/vocabulary.ts";

/** A verdict that was given, not taken back. */
export interface GivenVerdict extends Readonly<Omit<QaVerdict, "result">> {
  readonly result: Verdict;
}

/** A row of `qa_verdicts`; without a result it takes the one before back. */
export interface VerdictRow extends Omit<GivenVerdict, "result"> {
  readonly result: Verdict | null;
}

/** How long a person may take a verdict back. */
export const UNDO_MINUTES = 5;

/** The verdicts on a sample that were not taken back, oldest first; the last one counts. `rows` come in the order of their times. */
export function givenVerdicts(rows: readonly VerdictRow[]): GivenVerdict[] {
  const given: GivenVerdict[] = [];
  for (const row of rows) {
    const { result } = row;
    if (result === null) given.pop();
    else given.push({ ...row, result });
  }
  return given;
}

/** Whether a person may still take the verdict that counts back. */
export function mayTakeBack(standing: GivenVerdict | undefined, slackUserId: string, now: Date): boolean {
  return standing?.actor === slackUserId && now.getTime() - standing.at.getTime() <= UNDO_MINUTES * 60_000;
}
