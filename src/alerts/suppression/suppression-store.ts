import type { Transaction } from "../../database/database.ts";
import { PLATFORM_TENANT } from "../rulebook/platform-rule-table.ts";
import { inhibitingRules, nightOf } from "./inhibitions.ts";
import { listSilencesInForce } from "./silence-store.ts";
import type { OpenInhibitor, Suppressors } from "./suppression.ts";

/** Changes further back never count. */
const LONGEST_FLAP_MINUTES = 24 * 60;

interface InhibitorRow extends Omit<OpenInhibitor, "night"> {
  readonly facts: Readonly<Record<string, unknown>>;
}

/** What may suppress alerts with these fingerprints, in three queries whatever their number. As the service role: the installation's alerts can suppress every tenant's. */
export async function readSuppressors(
  transaction: Transaction,
  alerts: readonly { readonly tenantId: string; readonly fingerprint: string }[],
  now: Date,
): Promise<Suppressors> {
  const tenantIds = [...new Set(alerts.map(({ tenantId }) => tenantId))];
  const silences = await listSilencesInForce(transaction, tenantIds, now);
  const open = await transaction.query<InhibitorRow[]>(
    `select tenant_id as "tenantId", alert_id as "alertId", rule_id as "ruleId", subject, run_id as "runId", facts from alerts
     where tenant_id = any($1) and rule_id = any($2) and state in ('firing', 'acknowledged') and not drill`,
    [[...tenantIds, PLATFORM_TENANT], inhibitingRules()],
  );
  const changes = await transaction.query<{ fingerprint: string; at: Date }[]>(
    `select a.fingerprint, t.at from unnest($1::text[], $2::text[]) as k (tenant_id, fingerprint)
       join alerts a using (tenant_id, fingerprint) join alert_transitions t using (tenant_id, alert_id)
     where t.reason in ('fired', 'refired', 'cleared')
       and t.at > $3::timestamptz - make_interval(mins => $4)`,
    [
      alerts.map(({ tenantId }) => tenantId),
      alerts.map(({ fingerprint }) => fingerprint),
      now,
      LONGEST_FLAP_MINUTES,
    ],
  );
  const ofFingerprint = Map.groupBy(changes, ({ fingerprint }) => fingerprint);
  return {
    silences: Map.groupBy(silences, ({ tenantId }) => tenantId),
    open: Map.groupBy(
      open.map(({ facts, ...alert }) => ({ ...alert, night: nightOf(facts) })),
      ({ tenantId }) => tenantId,
    ),
    changes: new Map([...ofFingerprint].map(([name, own]) => [name, own.map(({ at }) => at)])),
  };
}
