import type { AlertDiagnostic } from "../entities/alert-diagnostic.ts";

const MARKS: Readonly<Record<AlertDiagnostic["status"], string>> = { bad: "✗", unknown: "?", ok: "✓" };
const MOST_CHARACTERS = 2_800;

/** What follows an alert's id in the subject of the message that tells what its checks found. */
export const DIAGNOSTICS_NOTE = "diagnostics";

/** What the checks of an alert found, a line each, for its thread. */
export function diagnosticsNote(
  results: readonly Pick<AlertDiagnostic, "title" | "status" | "detail">[],
): string {
  const bad = results.filter(({ status }) => status === "bad").length;
  const lines = results.map(({ title, status, detail }) => `${MARKS[status]} ${title}: ${detail}`);
  // A company may be called anything: nobody is mentioned by it.
  const text = [`Checks by machine, ${bad} of ${results.length} found something:`, ...lines]
    .join("\n")
    .replaceAll("<@", "@");
  return text.length <= MOST_CHARACTERS ? text : `${text.slice(0, MOST_CHARACTERS - 1)}…`;
}
