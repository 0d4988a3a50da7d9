import type { Transaction } from "../database/database.ts";
import { FLAPPING_MINUTES, type Steadiness, steadiness } from "./flapping.ts";
import { findInhibitor, type InhibitionSubject, inhibitorsOf } from "./inhibitions.ts";
import { isInForce, matchesSilence, type SilenceWindow } from "./silence.ts";

/** Why people are not disturbed with an alert; all null and steady when they are. */
export interface Quiet {
  /** The silence that covers it. */
  readonly silenceId: string | null;
  /** The open alert that explains it. */
  readonly inhibitedBy: string | null;
  readonly steadiness: Steadiness;
}

/** Nothing covers it. */
export const NOT_QUIET: Quiet = { silenceId: null, inhibitedBy: null, steadiness: "steady" };

/** Whether to keep quiet. An alert that comes and goes is still heard when it gets worse than it ever was. */
export function isQuiet({ silenceId, inhibitedBy, steadiness: steady }: Quiet, isWorse: boolean): boolean {
  return silenceId !== null || inhibitedBy !== null || (steady === "flapping" && !isWorse);
}

/** What covers an alert now. `isChange`: it is about to open or end. */
export async function readQuiet(
  transaction: Transaction,
  alert: InhibitionSubject & { readonly tenantId: string; readonly fingerprint: string },
  isChange: boolean,
  now: Date,
): Promise<Quiet> {
  const { tenantId, ruleId, fingerprint } = alert;
  const inhibitors = inhibitorsOf(ruleId);
  const silences = await transaction.query<(SilenceWindow & { silenceId: string })[]>(
    `select silence_id as "silenceId", rule_id as "ruleId", subject, starts_at as "startsAt", ends_at as "endsAt",
       cancelled_at as "cancelledAt"
     from silences where tenant_id = $1 and ends_at > $2 and starts_at <= $2 and cancelled_at is null order by ends_at desc`,
    [tenantId, now],
  );
  const open =
    inhibitors.length === 0
      ? []
      : await transaction.query<(InhibitionSubject & { alertId: string })[]>(
          `select alert_id as "alertId", rule_id as "ruleId", subject, run_id as "runId" from alerts
           where tenant_id = $1 and rule_id = any($2) and state in ('firing', 'acknowledged') and not drill`,
          [tenantId, inhibitors],
        );
  const [row] = await transaction.query<{ changes: number }[]>(
    `select count(*)::int as changes from alerts a join alert_transitions t using (tenant_id, alert_id)
     where a.tenant_id = $1 and a.fingerprint = $2 and t.reason in ('fired', 'refired', 'cleared')
       and t.at > $3::timestamptz - make_interval(mins => $4)`,
    [tenantId, fingerprint, now, FLAPPING_MINUTES],
  );
  return {
    silenceId:
      silences.find((silence) => isInForce(silence, now) && matchesSilence(silence, alert))?.silenceId ??
      null,
    inhibitedBy: findInhibitor(alert, open)?.alertId ?? null,
    steadiness: steadiness((row?.changes ?? 0) + (isChange ? 1 : 0), isChange),
  };
}
