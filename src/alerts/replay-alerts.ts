import type { Database } from "../database/database.ts";
import { readTenant } from "../database/tenant-store.ts";
import { type ReplayResult, type ReplayRun, replayRule } from "./replay.ts";
import { REPLAY_BATCH, type ReplayCursor, readReplayBatch } from "./replay-store.ts";
import type { AlertRule } from "./rule.ts";

/** Tries a rule with changed thresholds on the past nights of these tenants; writes nothing. Throws NotFoundError. */
export async function replayAlerts(
  database: Database,
  {
    rule,
    changes,
    tenantIds,
    since,
  }: {
    readonly rule: AlertRule;
    readonly changes: Readonly<Record<string, number>>;
    readonly tenantIds: readonly string[];
    readonly since: Date;
  },
): Promise<ReplayResult> {
  const runs: ReplayRun[] = [];
  for (const tenantId of tenantIds) {
    const { policy } = await readTenant(database, tenantId);
    let after: ReplayCursor | null = null;
    for (;;) {
      const wanted = { tenantId, ruleId: rule.id, since, after };
      const batch: ReplayRun[] = await database.withTenant(tenantId, (transaction) =>
        readReplayBatch(transaction, wanted, policy),
      );
      runs.push(...batch);
      const last = batch.at(-1)?.snapshot.run;
      if (last === undefined || batch.length < REPLAY_BATCH) break;
      after = { startedAt: last.startedAt, runId: last.runId };
    }
  }
  return replayRule(rule, changes, runs);
}
