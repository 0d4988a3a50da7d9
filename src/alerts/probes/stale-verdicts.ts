import { counted } from "../rulebook/phrases.ts";
import { PLATFORM_RULE_TABLE } from "../rulebook/platform-rule-table.ts";
import { createProbe } from "./probe.ts";

/** Samples have waited too long for their verdicts; one alert per tenant. */
export const staleVerdicts = createProbe(
  PLATFORM_RULE_TABLE["PL-29"],
  ({ database }) =>
    database.withService((transaction) =>
      transaction.query<PendingSamples[]>(
        `select q.tenant_id as "tenantId", count(*)::int as pending, min(q.created_at) as oldest
         from qa_samples q join tenants t using (tenant_id) where q.result is null and t.active
         group by q.tenant_id order by q.tenant_id`,
      ),
    ),
  ({ tenantId, pending, oldest }: PendingSamples, { waitMinutes }, now) => ({
    subject: tenantId,
    breached: now.getTime() - oldest.getTime() > waitMinutes * 60_000,
    summary: `${counted(pending, "sample")} of tenant ${tenantId} ${pending === 1 ? "waits" : "wait"} for a verdict, the oldest since ${oldest.toISOString().slice(0, 10)}.`,
    facts: { pending, oldestAt: oldest.toISOString(), waitMinutes },
  }),
);

interface PendingSamples {
  readonly tenantId: string;
  readonly pending: number;
  readonly oldest: Date;
}
