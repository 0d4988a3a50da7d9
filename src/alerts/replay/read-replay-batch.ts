import type { Transaction } from "../../database/database.ts";
import { listPastNights, type NightCursor } from "../evidence/past-night-store.ts";
import type { RuleNumbers } from "../evidence/run-evidence.ts";
import { readPastEvidences } from "../evidence/snapshot-store.ts";
import { RULE_TABLE } from "../rulebook/rule-table.ts";
import type { ReplayRun } from "./replay-rule.ts";

/** Runs read at a time, in seven queries whatever their number; RC-13 takes one more per run, to count its events. */
export const REPLAY_BATCH = 100;

/**
 * A tenant's nights since then that are over, the oldest first, as rules saw them when they ended, without the classes of
 * errors, which decide nothing. `ruleId`: whose alerts count as fired.
 */
export async function readReplayBatch(
  transaction: Transaction,
  wanted: {
    readonly tenantId: string;
    readonly ruleId: string;
    readonly since: Date;
    readonly after: NightCursor | null;
  },
  numbers: RuleNumbers,
): Promise<ReplayRun[]> {
  const { tenantId } = wanted;
  const nights = await listPastNights(transaction, { ...wanted, limit: REPLAY_BATCH });
  const evidences = await readPastEvidences(transaction, {
    keys: nights.map(({ runId }) => ({ tenantId, runId })),
    numbersOf: () => numbers,
    depth: { errorClasses: false, reconcile: wanted.ruleId === RULE_TABLE["RC-13"].id },
  });
  const byId = new Map(nights.map((night) => [night.runId, night]));
  return evidences.map(({ snapshot }) => {
    const { fired = false, notUseful = false } = byId.get(snapshot.run.runId) ?? {};
    return { snapshot, fired, notUseful };
  });
}
