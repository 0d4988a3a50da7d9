import type { Database } from "../../database/database.ts";
import { causeText, ruledOutText } from "../../diagnosis/cause-text.ts";
import type { Alert } from "../../entities/alert.ts";
import { diagnoseAlert } from "./diagnose-alert.ts";

/** Why an alert fired, in a line, and what was ruled out. `bad`: something is broken; `ok`: nothing is. */
export async function describeCause({
  database,
  alert,
  now,
}: {
  readonly database: Database;
  readonly alert: Alert;
  readonly now: Date;
}): Promise<{ readonly status: "ok" | "bad" | "unknown"; readonly detail: string }> {
  const found = alert.drill === true ? null : await diagnoseAlert(database, alert, now);
  if (found === null) return { status: "unknown", detail: "A drill has no cause." };
  const { diagnosis } = found;
  const [first] = diagnosis.causes;
  const ruledOut = ruledOutText(diagnosis);
  return {
    status: first === undefined ? "unknown" : first.hypothesis.area === "none" ? "ok" : "bad",
    detail: `${causeText(diagnosis)}${ruledOut === "" ? "" : `\nRuled out: ${ruledOut}.`}`,
  };
}
