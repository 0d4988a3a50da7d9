import type { Transaction } from "../../database/database.ts";
import { auditActor } from "../../database/tenants/audit-actor.ts";
import { insertAudit } from "../../database/tenants/audit-store.ts";
import { isUuid } from "../../entities/is-uuid.ts";
import type { Silence } from "../../entities/silence.ts";
import { SILENCE_LIMITS } from "../../entities/silence-limits.ts";
import { ConflictError, InvalidInputError, NotFoundError } from "../../errors.ts";
import { redactValue, truncate } from "../../redaction.ts";
import { listOpenAlerts, type OpenAlert } from "../lifecycle/alert-list-store.ts";
import { noteSilence } from "./silence-note-store.ts";
import { matchesSilence, readSilenceWindow, type SilenceMatcher } from "./silence-window.ts";

/** A silence that somebody asks for. `actor` is a Slack user id, or another name for the audit log. */
export interface SilenceRequest extends SilenceMatcher {
  readonly tenantId: string;
  readonly reason: string;
  readonly actor: string;
  /** Now when absent or null. */
  readonly startsAt?: Date | null;
  /** Required; null and undefined cause an InvalidInputError that says so. */
  readonly endsAt: Date | null | undefined;
}

const COLUMNS = `s.tenant_id as "tenantId", s.silence_id as "silenceId", s.rule_id as "ruleId", s.subject, s.reason,
  s.created_by as "createdBy", s.created_at as "createdAt", s.starts_at as "startsAt", s.ends_at as "endsAt",
  s.cancelled_by as "cancelledBy", s.cancelled_at as "cancelledAt"`;

/** The open alerts that a silence would cover now. */
export async function previewSilence(
  transaction: Transaction,
  tenantId: string,
  matcher: SilenceMatcher,
): Promise<OpenAlert[]> {
  const open = await listOpenAlerts(transaction, tenantId);
  return open.filter((alert) => matchesSilence(matcher, alert));
}

const WEEK_MS = 7 * 86_400_000;

/** How many alerts that fired in the last seven days a silence would have covered. */
export async function countLastWeek(
  transaction: Transaction,
  tenantId: string,
  { ruleId, subject }: SilenceMatcher,
  now: Date,
): Promise<number> {
  const [row] = await transaction.query<{ count: number }[]>(
    `select count(*)::int as count from alerts where tenant_id = $1 and fired_at > $2 and fired_at <= $3 and not drill
       and ($4::text is null or rule_id = $4) and ($5::text is null or subject = $5)`,
    [tenantId, new Date(now.getTime() - WEEK_MS), now, ruleId, subject],
  );
  return row?.count ?? 0;
}

/** The same silence asked for again by the same person within this time is the same silence: the first answer was lost. */
const SAME_WITHIN_MS = 2 * 60_000;

/** Starts a silence. Throws InvalidInputError when it has no end, no reason or lasts too long. */
export async function createSilence(
  transaction: Transaction,
  request: SilenceRequest,
  now: Date,
): Promise<Silence> {
  const { tenantId, ruleId, subject, actor } = request;
  const { startsAt, endsAt } = readSilenceWindow(request, now);
  const reason = truncate(redactValue(request.reason.trim()), SILENCE_LIMITS.reasonLength);
  if (reason === "") throw new InvalidInputError("reason", "say why, so that others know why it is quiet");
  if (request.reason.trim().length > SILENCE_LIMITS.reasonLength)
    throw new InvalidInputError(
      "reason",
      `must not be longer than ${SILENCE_LIMITS.reasonLength} characters`,
    );
  const [same] = await transaction.query<Silence[]>(
    `select ${COLUMNS} from silences s where s.tenant_id = $1 and s.rule_id is not distinct from $2
       and s.subject is not distinct from $3 and s.reason = $4 and s.created_by = $5 and s.created_at > $6
       and s.cancelled_at is null and abs(extract(epoch from s.ends_at - $7::timestamptz)) * 1000 < $8`,
    [
      tenantId,
      ruleId,
      subject,
      reason,
      actor,
      new Date(now.getTime() - SAME_WITHIN_MS),
      endsAt,
      SAME_WITHIN_MS,
    ],
  );
  if (same !== undefined) return same;
  const [silence] = await transaction.query<Silence[]>(
    `insert into silences as s (tenant_id, rule_id, subject, reason, created_by, created_at, starts_at, ends_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8) returning ${COLUMNS}`,
    [tenantId, ruleId, subject, reason, actor, now, startsAt, endsAt],
  );
  if (silence === undefined) throw new ConflictError("The silence was not written.");
  await insertAudit(transaction, {
    tenantId,
    actor: auditActor(actor),
    action: "silence.create",
    subject: silence.silenceId,
    detail: { ruleId, subject, reason, startsAt, endsAt },
    at: now,
  });
  await noteSilence(transaction, silence, now);
  return silence;
}

/**
 * Ends a silence early (the undo of creating it); alerts that it suppressed are announced within seconds. False when it had
 * ended already, and then nothing is written. Throws NotFoundError.
 */
export async function cancelSilence(
  transaction: Transaction,
  {
    tenantId,
    silenceId,
    actor,
  }: { readonly tenantId: string; readonly silenceId: string; readonly actor: string },
  now: Date,
): Promise<boolean> {
  const silence = await findSilence(transaction, tenantId, silenceId);
  if (silence === null) throw new NotFoundError("silence", silenceId);
  const [, written] = await transaction.query<[unknown, number]>(
    `update silences set cancelled_by = $3, cancelled_at = $4
     where tenant_id = $1 and silence_id = $2 and cancelled_at is null and ends_at > $4`,
    [tenantId, silenceId, actor, now],
  );
  if (written !== 1) return false;
  await insertAudit(transaction, {
    tenantId,
    actor: auditActor(actor),
    action: "silence.cancel",
    subject: silenceId,
    at: now,
  });
  await noteSilence(transaction, silence, now);
  return true;
}

/** One silence, in force or not; null when there is none. */
export async function findSilence(
  transaction: Transaction,
  tenantId: string,
  silenceId: string,
): Promise<Silence | null> {
  if (!isUuid(silenceId)) return null;
  const [silence] = await transaction.query<Silence[]>(
    `select ${COLUMNS} from silences s where s.tenant_id = $1 and s.silence_id = $2`,
    [tenantId, silenceId],
  );
  return silence ?? null;
}

/** The silences of tenants that are in force now, the one that ends last first. */
export async function listSilencesInForce(
  transaction: Transaction,
  tenantIds: readonly string[],
  now: Date,
): Promise<Silence[]> {
  return transaction.query<Silence[]>(
    `select ${COLUMNS} from silences s where s.tenant_id = any($1) and s.ends_at > $2 and s.starts_at <= $2
       and s.cancelled_at is null order by s.ends_at desc`,
    [tenantIds, now],
  );
}

/** The silences of tenants that ran out after `since`: those that somebody undid are not among them. */
export async function listEndedSilences(
  transaction: Transaction,
  tenantIds: readonly string[],
  since: Date,
  now: Date,
): Promise<Silence[]> {
  return transaction.query<Silence[]>(
    `select ${COLUMNS} from silences s where s.tenant_id = any($1) and s.ends_at > $2 and s.ends_at <= $3
       and s.cancelled_at is null order by s.ends_at desc`,
    [tenantIds, since, now],
  );
}

/** The silence that covers an alert now, the one that ends last if there are several; null without one. */
export async function findSilenceInForce(
  transaction: Transaction,
  alert: { readonly tenantId: string; readonly ruleId: string; readonly subject: string },
  now: Date,
): Promise<Pick<Silence, "createdBy" | "endsAt" | "reason"> | null> {
  const covering = (await listSilencesInForce(transaction, [alert.tenantId], now)).find((silence) =>
    matchesSilence(silence, alert),
  );
  if (covering === undefined) return null;
  const { createdBy, endsAt, reason } = covering;
  return { createdBy, endsAt, reason };
}

/** A tenant's silences that are in force or will be, the first to end first. */
export async function listSilences(
  transaction: Transaction,
  tenantId: string,
  now: Date,
): Promise<Silence[]> {
  return transaction.query<Silence[]>(
    `select ${COLUMNS} from silences s
     where s.tenant_id = $1 and s.cancelled_at is null and s.ends_at > $2 order by s.ends_at, s.silence_id`,
    [tenantId, now],
  );
}
