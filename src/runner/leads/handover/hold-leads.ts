import { insertAudit } from "../../../database/tenants/audit-store.ts";
import { readTenant } from "../../../database/tenants/tenant-store.ts";
import { checkCompany, DEFAULT_CHECK_POLICY } from "../../../qa/checklist/checks.ts";
import { announceGate } from "../../../qa/gate/announce-gate.ts";
import { deadlineOf } from "../../../qa/gate/deadline-of.ts";
import { reviewGate } from "../../../qa/gate/decide-gate.ts";
import { findGate, listLeadsAtGate, noteAsked, openGate } from "../../../qa/gate/gate-store.ts";
import { nightModel } from "../../../qa/gate/night-model.ts";
import { readCheckedCompanies } from "../../../qa/sampling/checked-company-store.ts";
import { insertChecks } from "../../../qa/sampling/sample-store.ts";
import { isExportOnly } from "../../record/export-only.ts";
import { REASONS } from "../../record/stage-reasons.ts";
import type { Precondition } from "../../stage-work/stage-work.ts";

/**
 * The tenant's export gate, when its policy has one: checks every lead that the run would export, and lets them go where the
 * checks say that the night is a usual one. Otherwise it holds them and asks people; the run ends without its export. A run
 * that only exports takes what no gate has let go since it was scored, and exports the rest.
 */
export const holdLeads: Precondition = async (run, { database, environment, clock }) => {
  const { tenantId, runId, policy } = run;
  const { exportGate } = policy;
  if (!exportGate.on) return null;
  const { timezone } = await readTenant(database, tenantId);
  const exportsOnly = isExportOnly(run.manifest);
  const at = clock();
  const key = { tenantId, runId, at, channel: policy.qaChannel };
  const held = await database.withTenant(tenantId, async (transaction) => {
    const known = await findGate(transaction, runId);
    // The job has run before.
    if (known !== null) return known.state === "released" ? 0 : known.leads;
    const leads = await listLeadsAtGate(transaction, run, {
      minScore: policy.exportMinScore ?? environment.exportMinScore,
      uncleared: exportsOnly,
    });
    if (leads.length === 0) return 0;
    const companyIds = leads.map(({ companyId }) => companyId);
    const facts = await readCheckedCompanies(transaction, companyIds);
    const checkPolicy = { ...DEFAULT_CHECK_POLICY, webmailForbidden: !policy.allowWebmail };
    await insertChecks(
      transaction,
      run,
      leads.flatMap(({ companyId, bucket }) => {
        const company = facts.get(companyId);
        return company === undefined
          ? []
          : [{ companyId, bucket, checks: checkCompany(company, checkPolicy) }];
      }),
    );
    await openGate(transaction, run, { companyIds, unanswered: exportGate.unanswered });
    if (!(await reviewGate(transaction, key, nightModel(exportGate)))) return 0;
    const deadlineAt = deadlineOf(exportGate.decideBy, timezone, at);
    await noteAsked(transaction, runId, { at, deadlineAt });
    await announceGate(transaction, key);
    await insertAudit(transaction, {
      tenantId,
      actor: "system:evidence",
      action: "gate.ask",
      subject: runId,
      detail: {
        leads: leads.length,
        deadlineAt: deadlineAt.toISOString(),
        unanswered: exportGate.unanswered,
      },
      at,
    });
    return leads.length;
  });
  return held === 0 || exportsOnly ? null : REASONS.held(held);
};
