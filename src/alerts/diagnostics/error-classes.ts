import { STAGES } from "../../entities/stage-table.ts";
import { type Diagnostic, type DiagnosticFinding, WITHOUT_RUN } from "./diagnostic.ts";
import { type OutcomeCode, readOutcomeCodes } from "./run-trouble-store.ts";
import { boundStatements } from "./statement-limit-store.ts";

const CLASSES = 3;

/** What fails, with companies to look at, in the alert's stage or in the whole run. */
export const errorClasses: Diagnostic = {
  id: "error-classes",
  title: "Most frequent errors, with companies",
  async inspect({ database, alert }) {
    const { tenantId, runId, subject } = alert;
    if (runId === null) return WITHOUT_RUN;
    const stage = STAGES.find((known) => known === subject) ?? null;
    const classes = await database.withTenant(tenantId, async (transaction) => {
      await boundStatements(transaction);
      return readOutcomeCodes(transaction, { tenantId, runId }, { stage, outcome: "error", limit: CLASSES });
    });
    return judgeClasses(classes);
  },
};

export function judgeClasses(classes: readonly OutcomeCode[]): DiagnosticFinding {
  if (classes.length === 0) return { status: "ok", detail: "No company failed." };
  const lines = classes.map(({ code, count, examples }) => `${code} ${count} × (${examples.join(", ")})`);
  return { status: "bad", detail: `${lines.join("; ")}.` };
}
