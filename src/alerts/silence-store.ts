import { insertAudit } from "../database/audit-store.ts";
import type { Transaction } from "../database/database.ts";
import type { Silence } from "../entities/silence.ts";
import { ConflictError, InvalidInputError, NotFoundError } from "../errors.ts";
import { listOpenAlerts, type OpenAlert } from "./alert-store.ts";
import { auditActor } from "./audit-actor.ts";
import { matchesSilence, readSilenceWindow, type SilenceMatcher } from "./silence.ts";

/** What somebody wants to be quiet about. `actor` is a Slack user id, or who else asks. */
export interface SilenceRequest extends SilenceMatcher {
  readonly tenantId: string;
  readonly reason: string;
  readonly actor: string;
  /** Now when absent or null. */
  readonly startsAt?: Date | null;
  /** Must be given; null and undefined are answered with an InvalidInputError that says so. */
  readonly endsAt: Date | null | undefined;
}

const COLUMNS = `s.tenant_id as "tenantId", s.silence_id as "silenceId", s.rule_id as "ruleId", s.subject, s.reason,
  s.created_by as "createdBy", s.created_at as "createdAt", s.starts_at as "startsAt", s.ends_at as "endsAt",
  s.cancelled_by as "cancelledBy", s.cancelled_at as "cancelledAt"`;
const LONGEST_REASON = 500;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The open alerts that a silence would cover now. */
export async function previewSilence(
  transaction: Transaction,
  tenantId: string,
  matcher: SilenceMatcher,
): Promise<OpenAlert[]> {
  const open = await listOpenAlerts(transaction, tenantId);
  return open.filter((alert) => matchesSilence(matcher, alert));
}

/** How many alerts fired in the last seven days that a silence would have kept quiet. */
export async function countSilenced(
  transaction: Transaction,
  tenantId: string,
  { ruleId, subject }: SilenceMatcher,
  now: Date,
): Promise<number> {
  const [row] = await transaction.query<{ alerts: number }[]>(
    `select count(*)::int as alerts from alerts
     where tenant_id = $1 and fired_at > $4::timestamptz - interval '7 days' and fired_at <= $4 and not drill
       and ($2::text is null or rule_id = $2) and ($3::text is null or subject = $3)`,
    [tenantId, ruleId, subject, now],
  );
  return row?.alerts ?? 0;
}

/** Begins a silence. Throws InvalidInputError when it has no end, no reason, or lasts too long. */
export async function createSilence(
  transaction: Transaction,
  request: SilenceRequest,
  now: Date,
): Promise<Silence> {
  const { tenantId, ruleId, subject, actor } = request;
  const { startsAt, endsAt } = readSilenceWindow(request, now);
  const reason = request.reason.trim();
  if (reason === "") throw new InvalidInputError("reason", "say why, for whoever wonders about the quiet");
  if (reason.length > LONGEST_REASON)
    throw new InvalidInputError("reason", `must not be longer than ${LONGEST_REASON} characters`);
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
  return silence;
}

/**
 * Ends a silence before its time (the undo of creating it); what it covered is told within the next sweep. False when it
 * had ended already, and then nothing is written. Throws NotFoundError.
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
  const known = UUID.test(silenceId)
    ? await transaction.query<unknown[]>("select 1 from silences where tenant_id = $1 and silence_id = $2", [
        tenantId,
        silenceId,
      ])
    : [];
  if (known.length === 0) throw new NotFoundError("silence", silenceId);
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
  return true;
}

/** Silences of a tenant that are in force or will be, the first to end first. */
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
