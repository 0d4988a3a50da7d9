import { COMPANY_STAGES, toleratedErrorShareOf } from "../../entities/stage-table.ts";
import { counted, percent } from "../rulebook/phrases.ts";
import { PLATFORM_RULE_TABLE } from "../rulebook/platform-rule-table.ts";
import { tenantsText } from "../rulebook/trouble-facts.ts";
import { createProbe } from "./probe.ts";

/** A run is judged once this share of its company stages has ended: before that, crawling is nearly all there is. */
const JUDGED_FROM = 0.2;
/** A tenant without a newer run is not judged. */
const MOST_DAYS = 7;

/** A stage of companies in one of a tenant's newest runs, the newest first. */
interface RunStage {
  readonly tenantId: string;
  readonly runId: string;
  readonly stage: string;
  readonly hasEnded: boolean;
  readonly success: number;
  readonly errors: number;
}

/**
 * How much of the work of each tenant's latest run failed beyond what its stages tolerate. A run counts from when a fifth
 * of its company stages has ended, else the one before it: a sliding hour would change when nothing happens.
 */
export const failureRate = createProbe(
  PLATFORM_RULE_TABLE["PL-27"],
  async ({ database, now }) => [
    await database.withService((transaction) =>
      transaction.query<RunStage[]>(
        `select t.tenant_id as "tenantId", r.run_id as "runId", s.stage,
           s.status in ('succeeded', 'degraded', 'failed') as "hasEnded",
           s.count_success::float8 as success, s.count_error::float8 as errors
         from tenants t cross join lateral (
             select n.run_id, n.started_at from enrichment_runs n
             where n.tenant_id = t.tenant_id and n.agent_id = 'nightly' and n.status <> 'cancelled'
               and n.started_at <= $1 and n.started_at > $1::timestamptz - make_interval(days => $3)
             order by n.started_at desc, n.run_id desc limit 2) r
           join run_stage_stats s on s.tenant_id = t.tenant_id and s.run_id = r.run_id
         where t.active and s.stage = any($2) and s.status <> 'skipped'
         order by t.tenant_id, r.started_at desc, r.run_id desc`,
        [now, COMPANY_STAGES, MOST_DAYS],
      ),
    ),
  ],
  (stages: readonly RunStage[], { maxRatio, minimumAttempts }) => {
    const judged = [...Map.groupBy(stages, ({ tenantId }) => tenantId).values()].flatMap(latestJudged);
    const attempts = judged.reduce((sum, { success, errors }) => sum + success + errors, 0);
    const errors = judged.reduce((sum, stage) => sum + stage.errors, 0);
    const excess = Math.round(judged.reduce((sum, stage) => sum + excessOf(stage), 0));
    const failing = judged
      .filter((stage) => excessOf(stage) > 0)
      .toSorted((one, other) => excessOf(other) - excessOf(one));
    const tenants = new Set(judged.map(({ tenantId }) => tenantId)).size;
    return {
      subject: "items",
      // Without a run there is nothing that fails.
      breached: attempts === 0 ? false : attempts < minimumAttempts ? null : excess / attempts > maxRatio,
      summary: `${excess} of ${counted(attempts, "item")} failed beyond what their stages tolerate (${percent(attempts === 0 ? 0 : excess / attempts)}, limit ${percent(maxRatio)}), in the latest runs of ${counted(tenants, "tenant")}.`,
      loss: `That much is missing from the leads of ${tenantsText(failing)}.`,
      facts: {
        attempts,
        errors,
        excess,
        tenants,
        maxRatio,
        tenantNames: [...new Set(failing.map(({ tenantId }) => tenantId))].slice(0, 5).join(", "),
        stages: [...new Set(failing.map(({ stage }) => stage))].slice(0, 5).join(", "),
      },
    };
  },
);

/** The ended stages of a tenant's newest run that is far enough to be judged. */
function latestJudged(stages: readonly RunStage[]): readonly RunStage[] {
  for (const own of Map.groupBy(stages, ({ runId }) => runId).values()) {
    const ended = own.filter(({ hasEnded }) => hasEnded);
    if (ended.length / own.length >= JUDGED_FROM) return ended;
  }
  return [];
}

function excessOf({ stage, success, errors }: RunStage): number {
  return Math.max(0, errors - toleratedErrorShareOf(stage) * (success + errors));
}
