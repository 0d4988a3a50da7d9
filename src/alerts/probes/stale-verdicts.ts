import { counted } from "../rulebook/phrases.ts";
import { PLATFORM_RULE_TABLE } from "../rulebook/platform-rule-table.ts";
import { createProbe } from "./probe.ts";

/** Samples have waited too long for their verdicts; one alert per tenant. */
export const staleVerdicts = createProbe(
  PLATFORM_RULE_TABLE["PL-29"],
  ({ database }) =>
    database.withService((transaction) =>
      transaction.query<PendingSamples[]>(
        `select q.tenant_id as "tenantId", array_agg(q.created_at order by q.created_at) as waiting
         from qa_samples q join tenants t using (tenant_id) where q.result is null and t.active
         group by q.tenant_id order by q.tenant_id`,
      ),
    ),
  ({ tenantId, waiting }: PendingSamples, { waitMinutes }, now) => {
    const overdue = waiting.filter((since) => now.getTime() - since.getTime() > waitMinutes * 60_000);
    const [oldest] = overdue;
    return {
      subject: tenantId,
      breached: oldest !== undefined,
      summary: `${counted(overdue.length, "sample")} of tenant ${tenantId} ${overdue.length === 1 ? "has" : "have"} waited more than ${Math.round(waitMinutes / 60)} hours for a verdict, the oldest since ${oldest?.toISOString().slice(0, 10) ?? "today"}.`,
      loss: "Nobody knows yet how good those leads are.",
      facts: {
        overdue: overdue.length,
        pending: waiting.length,
        oldestAt: oldest?.toISOString() ?? null,
        waitMinutes,
      },
    };
  },
);

interface PendingSamples {
  readonly tenantId: string;
  /** When each sample without a verdict was drawn, the oldest first. */
  readonly waiting: readonly Date[];
}
