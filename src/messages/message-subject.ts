import { UUID_PATTERN } from "../entities/is-uuid.ts";
import type { OutboxMessage } from "../entities/outbox-message.ts";

/** What a message shows, as its row holds it; there is one message for each. */
export interface MessageSubject {
  readonly tenantId: string;
  readonly kind: OutboxMessage["kind"];
  readonly subjectId: string;
}

/** What a message shows, taken apart. */
export type SubjectParts =
  /** The card of an alert. */
  | { readonly kind: "alert"; readonly alertId: string }
  /** Its runbook, in the card's thread. */
  | { readonly kind: "alert_checklist"; readonly alertId: string }
  | NoteParts
  /** An alert for one notifier. */
  | { readonly kind: "alert_page"; readonly alertId: string; readonly target: string }
  /** The root of a storm: its channel and the time at which it began, in ISO 8601. */
  | { readonly kind: "alert_digest"; readonly channel: string; readonly begunAt: string }
  | { readonly kind: "qa_run"; readonly runId: string }
  | { readonly kind: "qa_gate"; readonly runId: string }
  | { readonly kind: "qa_sample"; readonly runId: string; readonly companyId: string }
  /** The seven days before this one (YYYY-MM-DD). */
  | { readonly kind: "digest"; readonly day: string };

/** A line in an alert's thread, and what it reports. */
export type NoteParts = { readonly kind: "alert_note"; readonly alertId: string } & (
  | { readonly about: "step"; readonly version: number }
  /** The same step, in another channel, to call people there. */
  | { readonly about: "call"; readonly version: number }
  | { readonly about: "silence"; readonly silenceId: string }
  /** A run that somebody started from the alert. */
  | { readonly about: "run"; readonly runId: string; readonly actor: string }
  /** The alert's own run, which somebody stopped. */
  | { readonly about: "stop"; readonly runId: string; readonly actor: string }
  | { readonly about: "drill" }
);

/** The only place that puts the subject of a message together; `parseSubject` reads it. */
export function formatSubject<const Parts extends SubjectParts>(
  parts: Parts,
): { readonly kind: Parts["kind"]; readonly subjectId: string } {
  return { kind: parts.kind, subjectId: subjectIdOf(parts) };
}

function subjectIdOf(parts: SubjectParts): string {
  switch (parts.kind) {
    case "alert":
    case "alert_checklist":
      return parts.alertId;
    case "alert_note":
      return noteIdOf(parts);
    case "alert_page":
      return `${parts.alertId}:${parts.target}`;
    case "alert_digest":
      return `${parts.channel}:${parts.begunAt}`;
    case "qa_run":
    case "qa_gate":
      return parts.runId;
    case "qa_sample":
      return `${parts.runId}:${parts.companyId}`;
    case "digest":
      return parts.day;
  }
}

function noteIdOf(note: NoteParts): string {
  switch (note.about) {
    case "step":
      return `${note.alertId}:${note.version}`;
    case "call":
      return `${note.alertId}:${note.version}:call`;
    case "silence":
      return `${note.alertId}:silence:${note.silenceId}`;
    case "run":
    case "stop":
      return `${note.alertId}:${note.about}:${note.runId}:${note.actor}`;
    case "drill":
      return `${note.alertId}:drill`;
  }
}

const ID = new RegExp(`^${UUID_PATTERN}$`);
const STEP = new RegExp(`^(${UUID_PATTERN}):(\\d+)(:call)?$`);
const OF_ALERT = new RegExp(`^(${UUID_PATTERN}):([^:]+)$`);
const SILENCE = new RegExp(`^(${UUID_PATTERN}):silence:(${UUID_PATTERN})$`);
const RUN = new RegExp(`^(${UUID_PATTERN}):(run|stop):(${UUID_PATTERN}):(.*)$`, "s");
const DIGEST = /^(.*):(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)$/s;
const COMPANY = new RegExp(`^(${UUID_PATTERN}):(${UUID_PATTERN})$`);
const DAY = /^\d{4}-\d\d-\d\d$/;

/** Takes the subject of a message apart; null when it is none of its kind. */
export function parseSubject({
  kind,
  subjectId,
}: Pick<MessageSubject, "kind" | "subjectId">): SubjectParts | null {
  switch (kind) {
    case "alert":
    case "alert_checklist":
      return ID.test(subjectId) ? { kind, alertId: subjectId } : null;
    case "alert_note":
      return parseNote(subjectId);
    case "alert_page": {
      const [, alertId, target] = OF_ALERT.exec(subjectId) ?? [];
      return alertId === undefined || target === undefined ? null : { kind, alertId, target };
    }
    case "alert_digest": {
      const [, channel, begunAt] = DIGEST.exec(subjectId) ?? [];
      return channel === undefined || begunAt === undefined ? null : { kind, channel, begunAt };
    }
    case "qa_run":
    case "qa_gate":
      return ID.test(subjectId) ? { kind, runId: subjectId } : null;
    case "qa_sample": {
      const [, runId, companyId] = COMPANY.exec(subjectId) ?? [];
      return runId === undefined || companyId === undefined ? null : { kind, runId, companyId };
    }
    case "digest":
      return DAY.test(subjectId) ? { kind, day: subjectId } : null;
  }
}

function parseNote(subjectId: string): NoteParts | null {
  const kind = "alert_note";
  const [, alertId, version, call] = STEP.exec(subjectId) ?? [];
  if (alertId !== undefined)
    return { kind, alertId, about: call === undefined ? "step" : "call", version: Number(version) };
  const [, silenced, silenceId] = SILENCE.exec(subjectId) ?? [];
  if (silenced !== undefined && silenceId !== undefined)
    return { kind, alertId: silenced, about: "silence", silenceId };
  const [, ofRun, about, runId, actor] = RUN.exec(subjectId) ?? [];
  if (ofRun !== undefined && runId !== undefined && actor !== undefined)
    return { kind, alertId: ofRun, about: about === "run" ? "run" : "stop", runId, actor };
  const [, drilled, word] = OF_ALERT.exec(subjectId) ?? [];
  return drilled !== undefined && word === "drill" ? { kind, alertId: drilled, about: "drill" } : null;
}

/** The alert that a message is about, in SQL: null where it is about something else. */
export function alertIdSql(column: string): string {
  return `case when ${column} ~ '^${UUID_PATTERN}(:|$)' then left(${column}, 36)::uuid end`;
}

/** The subject of an alert's page, in SQL. */
export function pageSubjectSql(alertId: string, target: string): string {
  return `${alertId} || ':' || ${target}`;
}

/** The subject of the line that reports a step of an alert, in SQL. */
export function stepSubjectSql(alertId: string, version: string): string {
  return `${alertId} || ':' || ${version}`;
}

/** The subject of the message that calls people elsewhere about a step of an alert, in SQL. */
export function callSubjectSql(alertId: string, version: string): string {
  return `${stepSubjectSql(alertId, version)} || ':call'`;
}

/** Whether a line reports a run that somebody started, in SQL. */
export function isRunNoteSql(column: string, runId: string): string {
  return `${column} like '%:run:' || ${runId} || ':%'`;
}
