import { counted } from "../rulebook/phrases.ts";
import { type Diagnostic, type DiagnosticFinding, WITHOUT_RUN } from "./diagnostic.ts";
import { boundStatements, type ErrorClass, readErrorClasses } from "./diagnostic-evidence-store.ts";

/** How many sites of the run keep us out by robots.txt; that is their right, and no error. */
export const robotsBlocked: Diagnostic = {
  id: "robots-blocked",
  title: "Sites that robots.txt keeps us out of",
  async inspect({ database, alert }) {
    const { tenantId, runId } = alert;
    if (runId === null) return WITHOUT_RUN;
    const wanted = { stage: "crawl", outcome: "blocked", limit: 3 } as const;
    const classes = await database.withTenant(tenantId, async (transaction) => {
      await boundStatements(transaction);
      return readErrorClasses(transaction, { tenantId, runId }, wanted);
    });
    return judgeBlocked(classes);
  },
};

export function judgeBlocked(classes: readonly ErrorClass[]): DiagnosticFinding {
  const blocked = classes.reduce((sum, { count }) => sum + count, 0);
  if (blocked === 0) return { status: "ok", detail: "robots.txt kept us out of no site." };
  const examples = classes.flatMap((one) => one.examples).slice(0, 3);
  return {
    status: "ok",
    detail: `${counted(blocked, "site")} kept us out (${examples.join(", ")}), which counts neither as an attempt nor as an error.`,
  };
}
