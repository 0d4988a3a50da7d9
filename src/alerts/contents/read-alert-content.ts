import type { Database, Transaction } from "../../database/database.ts";
import type { Alert } from "../../entities/alert.ts";
import type { PostedMessage } from "../../messages/message-channel.ts";
import {
  formatSubject,
  type MessageSubject,
  type NoteParts,
  parseSubject,
} from "../../messages/message-subject.ts";
import { findMessage } from "../../messages/outbox-store.ts";
import type { AlertCard } from "../cards/alert-card.ts";
import { readAlertCard, titleOf } from "../cards/alert-card-store.ts";
import { findDrillOfAlert, findLastDrill } from "../drills/drill-store.ts";
import { drillText } from "../drills/drill-text.ts";
import { incidentIdOf } from "../incidents/incident.ts";
import { findAlert, findTransition, listIncidentAlerts } from "../lifecycle/alert-store.ts";
import { findStartedRun } from "../notify/thread-note-store.ts";
import type { Runbook } from "../runbooks/runbook.ts";
import { findSilence } from "../suppression/silence-store.ts";
import {
  callText,
  channelNoteText,
  inThreadText,
  isBroadcast,
  noteText,
  runNoteText,
  silenceNoteText,
  stopNoteText,
} from "./note-text.ts";

/** What a message about an alert shows. */
export type AlertContent =
  | { readonly kind: "alert"; readonly card: AlertCard }
  | {
      readonly kind: "alert_note";
      readonly note: string;
      readonly broadcast: boolean;
      /** Where the alert's card is, in a note outside its thread. */
      readonly card?: PostedMessage;
      /** The alert to acknowledge from the note, while it is firing; absent in notes that only the thread shows. */
      readonly acknowledge?: Pick<Alert, "tenantId" | "alertId">;
      /** Who has it, or ended it, in a note that had that button; Slack user id or `system`. */
      readonly taken?: { readonly state: "acknowledged" | "resolved"; readonly by: string };
    };

/** What a message about an alert shows right now; null when there is no such alert, or the message is of another kind. */
export async function readAlertContent(
  database: Database,
  runbooks: readonly Runbook[],
  message: MessageSubject,
  now: Date,
): Promise<AlertContent | null> {
  const { tenantId } = message;
  const subject = parseSubject(message);
  if (subject?.kind !== "alert" && subject?.kind !== "alert_note") return null;
  return database.withTenant(tenantId, async (transaction) => {
    if (subject.kind === "alert_note") return readNote(transaction, tenantId, subject, runbooks);
    const card = await readAlertCard(transaction, { tenantId, alertId: subject.alertId }, runbooks, now);
    return card === null ? null : { kind: "alert", card };
  });
}

/** A line in the alert's thread. */
async function readNote(
  transaction: Transaction,
  tenantId: string,
  subject: NoteParts,
  runbooks: readonly Runbook[],
): Promise<AlertContent | null> {
  const { kind, alertId } = subject;
  switch (subject.about) {
    case "silence": {
      const silence = await findSilence(transaction, tenantId, subject.silenceId);
      return silence === null ? null : { kind, note: silenceNoteText(silence), broadcast: false };
    }
    case "run": {
      const run = await findStartedRun(transaction, tenantId, subject.runId);
      return run === null ? null : { kind, note: runNoteText(run, subject.actor), broadcast: false };
    }
    case "stop":
      return { kind, note: stopNoteText(subject.runId, subject.actor), broadcast: false };
    case "drill": {
      const drill = await findDrillOfAlert(transaction, tenantId, alertId);
      if (drill === null) return null;
      return { kind, note: drillText(drill, await findLastDrill(transaction, drill)), broadcast: false };
    }
    case "step":
    case "call":
      return readStep(transaction, { tenantId, ...subject }, runbooks);
  }
}

/** A step of the alert's life, in its thread or as a call in another channel. */
async function readStep(
  transaction: Transaction,
  {
    tenantId,
    alertId,
    about,
    version,
  }: {
    readonly tenantId: string;
    readonly alertId: string;
    readonly about: "step" | "call";
    readonly version: number;
  },
  runbooks: readonly Runbook[],
): Promise<AlertContent | null> {
  const kind = "alert_note";
  const step = await findTransition(transaction, tenantId, alertId, version);
  const alert = await findAlert(transaction, tenantId, alertId);
  if (step === null || alert === null) return null;
  const title = titleOf(alert, runbooks);
  const inChannel = (note: string) => channelNoteText(note, { tenantId, title, drill: alert.drill === true });
  const button = buttonOf(alert);
  if (about === "step") {
    const note = noteText(step, alert);
    if (!isBroadcast(step)) {
      const isShared =
        (await listIncidentAlerts(transaction, { tenantId, incidentId: incidentIdOf(alert) })).length > 1;
      return { kind, note: isShared ? inThreadText(note, title) : note, broadcast: false };
    }
    return { kind, note: inChannel(note), broadcast: true, ...button };
  }
  const posted = await findMessage(transaction, {
    tenantId,
    ...formatSubject({ kind: "alert", alertId: incidentIdOf(alert) }),
  });
  return {
    kind,
    note: inChannel(callText(step, alert)),
    broadcast: false,
    ...button,
    ...(posted?.place && { card: posted.place }),
  };
}

/** The button of a note that calls people; once somebody has pressed it, or the alert has ended, who. */
function buttonOf({
  tenantId,
  alertId,
  state,
  acknowledgedBy,
  resolvedBy,
}: Alert): Pick<Extract<AlertContent, { readonly kind: "alert_note" }>, "acknowledge" | "taken"> {
  switch (state) {
    case "firing":
      return { acknowledge: { tenantId, alertId } };
    case "acknowledged":
      return acknowledgedBy === null ? {} : { taken: { state, by: acknowledgedBy } };
    case "resolved":
      return resolvedBy === null ? {} : { taken: { state, by: resolvedBy } };
    case "pending":
      return {};
  }
}
