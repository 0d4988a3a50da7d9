import type { Clock } from "../../clock.ts";
import type { Database } from "../../database/database.ts";
import { readTenant } from "../../database/tenants/tenant-store.ts";
import type { NightCursor } from "../evidence/past-night-store.ts";
import type { AlertRule } from "../rulebook/rule.ts";
import { checkThresholds } from "../settings/check-rule-settings.ts";
import { readRuleOverrides } from "../settings/rule-store.ts";
import { REPLAY_BATCH, readReplayBatch } from "./read-replay-batch.ts";
import { findReplayRule, type ReplayResult, type ReplayRun, replayRule } from "./replay-rule.ts";

const DAY_MS = 86_400_000;
/** How far back a change is tried by default. */
export const REPLAY_DAYS = 30;

/**
 * What changed thresholds of a built-in rule would have found in a tenant's past nights, for a person who is about to save
 * them; writes nothing. Throws NotFoundError, or InvalidInputError for an invalid threshold or a rule that cannot be
 * replayed.
 */
export async function replayThresholds(
  { database, clock }: { readonly database: Database; readonly clock: Clock },
  tenantId: string,
  {
    ruleId,
    thresholds,
    days = REPLAY_DAYS,
  }: {
    readonly ruleId: string;
    readonly thresholds: Readonly<Record<string, number>>;
    readonly days?: number;
  },
): Promise<ReplayResult> {
  const rule = findReplayRule(ruleId);
  checkThresholds(rule, thresholds);
  const since = new Date(clock().getTime() - days * DAY_MS);
  return replayAlerts(database, { rule, changes: thresholds, tenantIds: [tenantId], since });
}

/** Replays a rule with changed thresholds on the past nights of these tenants; writes nothing. Throws NotFoundError. */
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
    let after: NightCursor | null = null;
    for (;;) {
      const wanted = { tenantId, ruleId: rule.id, since, after };
      const batch: ReplayRun[] = await database.withTenant(tenantId, async (transaction) => {
        const { thresholds } = await readRuleOverrides(transaction, tenantId, policy.thresholds);
        return readReplayBatch(transaction, wanted, { ...policy, thresholds });
      });
      runs.push(...batch);
      const last = batch.at(-1)?.snapshot.run;
      if (last === undefined || batch.length < REPLAY_BATCH) break;
      after = { startedAt: last.startedAt, runId: last.runId };
    }
  }
  return replayRule(rule, changes, runs);
}
