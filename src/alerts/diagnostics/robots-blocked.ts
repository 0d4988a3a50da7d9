import { counted } from "../rulebook/phrases.ts";
import { type Diagnostic, type DiagnosticFinding, WITHOUT_RUN } from "./diagnostic.ts";
import { type OutcomeCode, readOutcomeCodes } from "./run-trouble-store.ts";
import { boundStatements } from "./statement-limit-store.ts";

/** How many of the run's sites block us with robots.txt. That is their right, not an error. */
export const robotsBlocked: Diagnostic = {
  id: "robots-blocked",
  title: "Sites that block us with robots.txt",
  async inspect({ database, alert }) {
    const { tenantId, runId } = alert;
    if (runId === null) return WITHOUT_RUN;
    const wanted = { stage: "crawl", outcome: "blocked", limit: 3 } as const;
    const classes = await database.withTenant(tenantId, async (transaction) => {
      await boundStatements(transaction);
      return readOutcomeCodes(transaction, { tenantId, runId }, wanted);
    });
    return judgeBlocked(classes);
  },
};

export function judgeBlocked(classes: readonly OutcomeCode[]): DiagnosticFinding {
  const blocked = classes.reduce((sum, { count }) => sum + count, 0);
  if (blocked === 0) return { status: "ok", detail: "No site blocked us with robots.txt." };
  const examples = classes.flatMap((one) => one.examples).slice(0, 3);
  return {
    status: "ok",
    detail: `${counted(blocked, "site")} blocked us (${examples.join(", ")}). These count as neither attempts nor errors.`,
  };
}
