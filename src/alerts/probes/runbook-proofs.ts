import type { Transaction } from "../../database/database.ts";
import type { RunbookProof } from "../../entities/runbook-proof.ts";
import { WORKER_AGENTS } from "../../observability/heartbeat/heartbeat-store.ts";
import { listProofs } from "../proving/runbook-proof-store.ts";
import { counted } from "../rulebook/phrases.ts";
import { PLATFORM_RULE_TABLE } from "../rulebook/platform-rule-table.ts";
import { createProbe } from "./probe.ts";

const HOUR_MS = 3_600_000;
/** So many broken steps are named, the rest is a number. */
const MOST_NAMED = 3;

/** What a runbook tells people to use is not there, or nobody has looked for too long. */
export const runbookProofs = createProbe(
  PLATFORM_RULE_TABLE["PL-35"],
  async ({ database }) => [await database.withService(readProofState)],
  ({ proofs, waitingSince }: ProofState, { toleratedSteps, staleHours }, now) => {
    const broken = proofs.flatMap(({ runbookId, broken: steps }) =>
      steps.map((step) => ({ runbookId, ...step })),
    );
    const newest = proofs.reduce<Date | null>(
      (last, { provedAt }) => (last === null || provedAt > last ? provedAt : last),
      null,
    );
    const since = newest ?? waitingSince;
    const isStale = since !== null && now.getTime() - since.getTime() > staleHours * HOUR_MS;
    const runbooks = new Set(broken.map(({ runbookId }) => runbookId)).size;
    const isBroken = broken.length > toleratedSteps;
    return {
      subject: "runbooks",
      breached: since === null ? null : isBroken || isStale,
      summary: isBroken
        ? `${counted(broken.length, "step")} of ${counted(runbooks, "runbook")} ${broken.length === 1 ? "does" : "do"} not work: ${nameSteps(broken)}.`
        : `The runbooks have not been proved since ${since?.toISOString().slice(0, 16) ?? "ever"}Z.`,
      loss: "No lead is lost; whoever follows such a runbook at night is stuck.",
      facts: {
        brokenSteps: broken.length,
        runbooks,
        provedAt: newest?.toISOString() ?? null,
        toleratedSteps,
        staleHours,
      },
    };
  },
);

interface ProofState {
  readonly proofs: readonly Pick<RunbookProof, "runbookId" | "provedAt" | "broken">[];
  /** Since when a runner has been up that could have proved them; null without one. */
  readonly waitingSince: Date | null;
}

async function readProofState(transaction: Transaction): Promise<ProofState> {
  const proofs = await listProofs(transaction);
  const [row] = await transaction.query<Pick<ProofState, "waitingSince">[]>(
    `select min(started_at) as "waitingSince" from worker_heartbeats where agent_id = $1`,
    [WORKER_AGENTS.runner],
  );
  return { proofs, waitingSince: row?.waitingSince ?? null };
}

/** The first broken steps; one cause that breaks several is named once. */
function nameSteps(
  broken: readonly { readonly runbookId: string; readonly where: string; readonly problem: string }[],
): string {
  const byProblem = new Map<string, string[]>();
  for (const { runbookId, where, problem } of broken) {
    byProblem.set(problem, [...(byProblem.get(problem) ?? []), `${runbookId} ${where}`]);
  }
  const named = [...byProblem].slice(0, MOST_NAMED).map(([problem, places]) => {
    const [first = "", ...others] = places;
    return `${first}${others.length === 0 ? "" : ` and ${others.length} more`} (${problem})`;
  });
  const left = byProblem.size - named.length;
  return [...named, ...(left > 0 ? [`and ${left} more`] : [])].join("; ");
}
