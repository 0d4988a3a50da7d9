import { STAGES } from "../../entities/stage-table.ts";
import { type Diagnostic, type DiagnosticFinding, WITHOUT_RUN } from "./diagnostic.ts";
import { boundStatements, type ErrorClass, readErrorClasses } from "./diagnostic-evidence-store.ts";

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
      return readErrorClasses(transaction, { tenantId, runId }, { stage, outcome: "error", limit: CLASSES });
    });
    return judgeClasses(classes);
  },
};

export function judgeClasses(classes: readonly ErrorClass[]): DiagnosticFinding {
  if (classes.length === 0) return { status: "ok", detail: "No company failed." };
  const lines = classes.map(({ code, count, examples }) => `${code} ${count} × (${examples.join(", ")})`);
  return { status: "bad", detail: `${lines.join("; ")}.` };
}
