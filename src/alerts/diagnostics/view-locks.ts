import { readViewState, type ViewState } from "../../database/tenants/candidate-view-store.ts";
import { counted } from "../rulebook/phrases.ts";
import type { Diagnostic, DiagnosticFinding } from "./diagnostic.ts";
import { boundStatements } from "./statement-limit-store.ts";

const STALE_HOURS = 26;

/** What blocks the refresh of the candidate view, and when it last succeeded. */
export const viewLocks: Diagnostic = {
  id: "view-locks",
  title: "Locks on the candidate view and its last refresh",
  async inspect({ database, alert, now }) {
    const state = await database.withService(async (transaction) => {
      await boundStatements(transaction);
      return readViewState(transaction, alert.tenantId);
    });
    return judgeView(state, now);
  },
};

/** One refresh per night is expected; a session waiting for a lock means another one has held it too long. */
export function judgeView({ lastRefreshedAt, waiting, holders }: ViewState, now: Date): DiagnosticFinding {
  const ageHours =
    lastRefreshedAt === null ? null : Math.floor((now.getTime() - lastRefreshedAt.getTime()) / 3_600_000);
  const refreshed =
    ageHours === null
      ? "No run has refreshed the view yet."
      : `Last refreshed ${counted(ageHours, "hour")} ago.`;
  const held = holders.length === 0 ? "" : ` Held by process ${holders.join(", ")}.`;
  const waits =
    waiting === 0
      ? " No session is waiting for a lock on it."
      : ` ${counted(waiting, "session is", "sessions are")} waiting for a lock on it.`;
  const isBad = waiting > 0 || ageHours === null || ageHours >= STALE_HOURS;
  return { status: isBad ? "bad" : "ok", detail: `${refreshed}${waits}${held}` };
}
