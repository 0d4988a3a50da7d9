import type { Database } from "../../database/database.ts";
import type { PostedMessage } from "../../messages/message-channel.ts";
import { findMessage, type MessageSubject } from "../../messages/outbox-store.ts";
import type { AlertCard } from "../cards/alert-card.ts";
import { readAlertCard } from "../cards/alert-card-store.ts";
import { findDrillOfAlert, findLastDrill } from "../drills/drill-store.ts";
import { DRILL_NOTE, drillText } from "../drills/drill-text.ts";
import { findAlert, findTransition } from "../lifecycle/alert-store.ts";
import { CALL_NOTE } from "../notify/call-note.ts";
import { findStartedRun, RUN_NOTE, SILENCE_NOTE, STOP_NOTE } from "../notify/thread-note-store.ts";
import type { Runbook } from "../runbooks/runbook.ts";
import { findSilence } from "../suppression/silence-store.ts";
import { callText, isBroadcast, noteText, runNoteText, silenceNoteText, stopNoteText } from "./note-text.ts";

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
    const [alertId = "", version = "", reference = "", actor = ""] = subjectId.split(":");
    if (version === SILENCE_NOTE) {
      const silence = await findSilence(transaction, tenantId, reference);
      return silence === null ? null : { kind, note: silenceNoteText(silence), broadcast: false };
    }
    if (version === RUN_NOTE) {
      const run = await findStartedRun(transaction, tenantId, reference);
      return run === null ? null : { kind, note: runNoteText(run, actor), broadcast: false };
    }
    if (version === STOP_NOTE) return { kind, note: stopNoteText(reference, actor), broadcast: false };
    if (version === DRILL_NOTE) {
      const drill = await findDrillOfAlert(transaction, tenantId, alertId);
      if (drill === null) return null;
      return { kind, note: drillText(drill, await findLastDrill(transaction, drill)), broadcast: false };
    }
    const step = await findTransition(transaction, tenantId, alertId, Number(version));
    const alert = await findAlert(transaction, tenantId, alertId);
    if (step === null || alert === null) return null;
    if (reference !== CALL_NOTE) return { kind, note: noteText(step, alert), broadcast: isBroadcast(step) };
    const posted = await findMessage(transaction, { tenantId, kind: "alert", subjectId: alertId });
    return {
      kind,
      note: `${alert.ruleId} of ${tenantId}: ${callText(step, alert)}`,
      broadcast: false,
      ...(posted?.place && { card: posted.place }),
    };
  });
}
