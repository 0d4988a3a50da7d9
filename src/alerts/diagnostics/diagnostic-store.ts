import type { Transaction } from "../../database/database.ts";
import type { AlertDiagnostic } from "../../entities/alert-diagnostic.ts";
import { redactValue } from "../../redaction.ts";
import { CAUSE_ID } from "./diagnostic.ts";

/** Saves what the checks found, replacing earlier results. */
export async function saveDiagnostics(
  transaction: Transaction,
  results: readonly AlertDiagnostic[],
): Promise<void> {
  for (const result of results) {
    await transaction.query(
      `insert into alert_diagnostics (tenant_id, alert_id, diagnostic_id, title, status, detail, duration_ms, checked_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8)
       on conflict (tenant_id, alert_id, diagnostic_id) do update set title = excluded.title, status = excluded.status,
         detail = excluded.detail, duration_ms = excluded.duration_ms, checked_at = excluded.checked_at`,
      [
        result.tenantId,
        result.alertId,
        result.diagnosticId,
        redactValue(result.title),
        result.status,
        redactValue(result.detail),
        result.durationMs,
        result.checkedAt,
      ],
    );
  }
}

/** What an alert's checks found, problems first. */
export async function listDiagnostics(
  transaction: Transaction,
  tenantId: string,
  alertId: string,
): Promise<AlertDiagnostic[]> {
  return transaction.query<AlertDiagnostic[]>(
    `select tenant_id as "tenantId", alert_id as "alertId", diagnostic_id as "diagnosticId", title, status, detail,
       duration_ms as "durationMs", checked_at as "checkedAt"
     from alert_diagnostics where tenant_id = $1 and alert_id = $2
     order by array_position(array['bad', 'unknown', 'ok'], status), diagnostic_id`,
    [tenantId, alertId],
  );
}

/** Why an alert fired, in one line; null before that was looked into. */
export async function readCause(
  transaction: Transaction,
  { tenantId, alertId }: { readonly tenantId: string; readonly alertId: string },
): Promise<string | null> {
  const [row] = await transaction.query<{ detail: string }[]>(
    "select detail from alert_diagnostics where tenant_id = $1 and alert_id = $2 and diagnostic_id = $3",
    [tenantId, alertId, CAUSE_ID],
  );
  return row?.detail.split("\n")[0] ?? null;
}
