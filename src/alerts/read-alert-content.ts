import type { Database } from "../database/database.ts";
import { type AlertCard, readAlertCard } from "./alert-card-store.ts";
import { findAlert, findTransition } from "./alert-store.ts";
import { CALL_NOTE } from "./call-note.ts";
import { listDiagnostics } from "./diagnostic-store.ts";
import { DIAGNOSTICS_NOTE, diagnosticsNote } from "./diagnostics-note.ts";
import { findDrillOfAlert, findLastDrill } from "./drill-store.ts";
import { DRILL_NOTE, drillText } from "./drill-text.ts";
import type { PostedMessage } from "./message-channel.ts";
import { callText, isBroadcast, noteText } from "./note-text.ts";
import { findMessage, type MessageSubject } from "./outbox-store.ts";
import type { Runbook } from "./runbook.ts";

/** What a message about an alert shows. */
export type AlertContent =
  | { readonly kind: "alert"; readonly card: AlertCard }
  | {
      readonly kind: "alert_note";
      readonly note: string;
      readonly broadcast: boolean;
      /** Where the alert's card is, in a note outside its thread. */
      readonly card?: PostedMessage;
    };

/** What a message about an alert shows right now; null when there is no such alert, or the message is of another kind. */
export async function readAlertContent(
  database: Database,
  runbooks: readonly Runbook[],
  { tenantId, kind, subjectId }: MessageSubject,
): Promise<AlertContent | null> {
  if (kind !== "alert" && kind !== "alert_note") return null;
  return database.withTenant(tenantId, async (transaction) => {
    if (kind === "alert") {
      const card = await readAlertCard(transaction, tenantId, subjectId, runbooks);
      return card === null ? null : { kind, card };
    }
    const [alertId = "", version = "", where] = subjectId.split(":");
    if (version === DIAGNOSTICS_NOTE) {
      const results = await listDiagnostics(transaction, tenantId, alertId);
      return results.length === 0 ? null : { kind, note: diagnosticsNote(results), broadcast: false };
    }
    if (version === DRILL_NOTE) {
      const drill = await findDrillOfAlert(transaction, tenantId, alertId);
      if (drill === null) return null;
      return { kind, note: drillText(drill, await findLastDrill(transaction, drill)), broadcast: false };
    }
    const step = await findTransition(transaction, tenantId, alertId, Number(version));
    const alert = await findAlert(transaction, tenantId, alertId);
    if (step === null || alert === null) return null;
    if (where !== CALL_NOTE) return { kind, note: noteText(step, alert), broadcast: isBroadcast(step) };
    const posted = await findMessage(transaction, { tenantId, kind: "alert", subjectId: alertId });
    return {
      kind,
      note: `${alert.ruleId} of ${tenantId}: ${callText(step, alert)}`,
      broadcast: false,
      ...(posted?.place && { card: posted.place }),
    };
  });
}
