import type { QaVerdict } from "../../entities/qa-verdict.ts";
import type { Verdict } from "../../entities/vocabulary.ts";

/** A verdict that was given, not taken back. */
export type GivenVerdict = QaVerdict & { readonly result: Verdict };

/** How long a person may take a verdict back. */
export const UNDO_MINUTES = 5;

/** The verdicts on a sample that were not taken back, oldest first; the last one counts. `rows` come in the order of their times. */
export function givenVerdicts(rows: readonly QaVerdict[]): GivenVerdict[] {
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
