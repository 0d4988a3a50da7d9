import type { Transaction } from "../../database/database.ts";
import { type GateCard, type HeldLead, MOST_LISTED } from "./gate-card.ts";
import { findGate, readNightCounts } from "./gate-store.ts";

export async function readGateCard(transaction: Transaction, runId: string): Promise<GateCard | null> {
  const gate = await findGate(transaction, runId);
  if (gate === null) return null;
  const [run] = await transaction.query<{ startedAt: Date }[]>(
    `select started_at as "startedAt" from enrichment_runs where run_id = $1`,
    [runId],
  );
  const held = await transaction.query<HeldLead[]>(
    `select s.company_id as "companyId", c.name as "companyName",
       case when q.result = 'fail' then 'fail' when q.result is null and not k.is_flawless then 'check' end as against
     from lead_scores s join companies c using (tenant_id, company_id)
       left join company_checks k on k.tenant_id = s.tenant_id and k.run_id = $1 and k.company_id = s.company_id
       left join qa_samples q on q.tenant_id = s.tenant_id and q.run_id = $1 and q.company_id = s.company_id
     where s.held_by_run = $1
     order by q.result is not distinct from 'fail' desc, coalesce(k.is_flawless, false), s.score desc, s.company_id
     limit ${MOST_LISTED}`,
    [runId],
  );
  return {
    gate,
    startedAt: run?.startedAt ?? new Date(0),
    night: await readNightCounts(transaction, runId),
    held,
  };
}
