import type { Transaction } from "../../database/database.ts";
import type { Alert } from "../../entities/alert.ts";
import { type Ending, readEnding } from "../../entities/ending.ts";

/** How the same condition ended the last time. */
export interface LastTime extends Ending {
  /** Slack user id, or `system` when it went away by itself. */
  readonly by: string;
  readonly at: Date;
  readonly afterMs: number;
}

interface EndRow {
  readonly actor: string;
  readonly detail: Readonly<Record<string, unknown>> | null;
  readonly at: Date;
  readonly firedAt: Date;
}

/** How the same condition ended before an alert that is open; null for one that ended, or the first of its kind. */
export async function readLastTime(transaction: Transaction, alert: Alert): Promise<LastTime | null> {
  if (alert.state === "resolved" || alert.drill === true) return null;
  const [row] = await transaction.query<EndRow[]>(
    `select t.actor, t.detail, t.at, f.at as "firedAt"
     from alerts a join alert_transitions t using (tenant_id, alert_id)
       join lateral (select max(b.at) as at from alert_transitions b
         where b.tenant_id = t.tenant_id and b.alert_id = t.alert_id and b.version < t.version
           and b.reason in ('fired', 'refired')) f on f.at is not null
     where a.tenant_id = $1 and a.fingerprint = $2 and not a.drill and t.reason in ('resolved', 'cleared')
     order by t.at desc limit 1`,
    [alert.tenantId, alert.fingerprint],
  );
  if (row === undefined) return null;
  const { actor, detail, at, firedAt } = row;
  return { by: actor, at, afterMs: at.getTime() - firedAt.getTime(), ...readEnding(detail) };
}

/** What the person who resolved an alert said of it; nothing for one that is open or ended by itself. */
export async function readOwnEnding(transaction: Transaction, alert: Alert): Promise<Ending> {
  if (alert.state !== "resolved") return readEnding(null);
  const [row] = await transaction.query<Pick<EndRow, "detail">[]>(
    `select detail from alert_transitions where tenant_id = $1 and alert_id = $2 and reason = 'resolved'
     order by version desc limit 1`,
    [alert.tenantId, alert.alertId],
  );
  return readEnding(row?.detail ?? null);
}
