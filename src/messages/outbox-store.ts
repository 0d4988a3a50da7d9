import type { Transaction } from "../database/database.ts";
import { DATABASE_CLOCK } from "../database/database-clock.ts";
import type { OutboxMessage } from "../entities/outbox-message.ts";
import { ConflictError } from "../errors.ts";
import { currentTraceId } from "../trace-context.ts";
import type { PostedMessage } from "./message-channel.ts";
import type { MessageSubject } from "./message-subject.ts";

/** A message that people should see. */
export interface WantedMessage extends MessageSubject {
  readonly channel: string;
  /** The message in whose thread it belongs; absent or null for one in the channel itself. */
  readonly parentId?: string | null;
  /** Slack unless a notifier is named. */
  readonly target?: OutboxMessage["target"];
}

/** Identifies a message. */
export function messageKey({ tenantId, kind, subjectId }: MessageSubject): string {
  return JSON.stringify([tenantId, kind, subjectId]);
}

/**
 * Asks for a message, or for an edit of it; changes that come faster than they can be delivered become one edit. A message
 * stays in the channel where it was posted. One that was given up is tried again. Returns its id. Without `now` the
 * database's clock is used, whose microseconds keep the order of messages asked for together.
 */
export async function wantMessage(
  transaction: Transaction,
  wanted: WantedMessage,
  now: Date | null = null,
): Promise<string> {
  const id = (await wantMessages(transaction, [wanted], now)).get(messageKey(wanted));
  if (id === undefined)
    throw new ConflictError(`The message ${wanted.kind} ${wanted.subjectId} was not written.`);
  return id;
}

/** The same for any number of messages, in one query; duplicates count once. Returns their ids by `messageKey`. */
export async function wantMessages(
  transaction: Transaction,
  wanted: readonly WantedMessage[],
  now: Date | null = null,
): Promise<ReadonlyMap<string, string>> {
  const once = [...new Map(wanted.map((one) => [messageKey(one), one])).values()];
  if (once.length === 0) return new Map();
  const rows = await transaction.query<(MessageSubject & { messageId: string })[]>(
    `insert into alert_notifications as n (tenant_id, kind, subject_id, channel, parent_id, not_before, created_at, target, trace_id)
     select w.tenant_id, w.kind, w.subject_id, w.channel, w.parent_id, coalesce($7::timestamptz, ${DATABASE_CLOCK}),
       coalesce($7::timestamptz, ${DATABASE_CLOCK}), w.target, $8
     from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::uuid[], $6::text[])
       with ordinality as w (tenant_id, kind, subject_id, channel, parent_id, target, place)
     order by w.place
     on conflict (tenant_id, kind, subject_id) do update set
       desired_version = n.desired_version + 1,
       trace_id = coalesce(n.trace_id, excluded.trace_id),
       channel = case when n.message_ts is null and n.state <> 'sending' and n.last_error is distinct from 'unknown_outcome'
         then excluded.channel else n.channel end,
       state = case when n.state = 'sending' then n.state else 'waiting' end,
       attempts = case when n.state = 'dead' then 0 else n.attempts end,
       failing_since = case when n.state <> 'dead' then n.failing_since end,
       not_before = case when n.state = 'sending' then n.not_before
         when n.state = 'dead' then excluded.not_before else greatest(n.not_before, excluded.not_before) end
     returning tenant_id as "tenantId", kind, subject_id as "subjectId", notification_id as "messageId"`,
    [
      once.map(({ tenantId }) => tenantId),
      once.map(({ kind }) => kind),
      once.map(({ subjectId }) => subjectId),
      once.map(({ channel }) => channel),
      once.map(({ parentId }) => parentId ?? null),
      once.map(({ target }) => target ?? "slack"),
      now,
      currentTraceId(),
    ],
  );
  return new Map(rows.map(({ messageId, ...subject }) => [messageKey(subject), messageId]));
}

/** A message that was asked for. */
export interface KnownMessage extends MessageSubject {
  readonly messageId: string;
  readonly channel: string;
  readonly parentId: string | null;
  /** Null until it is posted. */
  readonly place: PostedMessage | null;
}

/** The message with this subject, or null when none was asked for. */
export async function findMessage(
  transaction: Transaction,
  subject: MessageSubject,
): Promise<KnownMessage | null> {
  return (await findMessages(transaction, [subject])).get(messageKey(subject)) ?? null;
}

/** The messages with these subjects that were asked for, by `messageKey`, in one query. */
export async function findMessages(
  transaction: Transaction,
  subjects: readonly MessageSubject[],
): Promise<ReadonlyMap<string, KnownMessage>> {
  const rows = await transaction.query<KnownMessage[]>(
    `select n.tenant_id as "tenantId", n.kind, n.subject_id as "subjectId", n.notification_id as "messageId", n.channel,
       n.parent_id as "parentId",
       case when n.message_ts is not null then jsonb_build_object('channel', n.message_channel, 'ts', n.message_ts) end as place
     from unnest($1::text[], $2::text[], $3::text[]) as k (tenant_id, kind, subject_id)
       join alert_notifications n using (tenant_id, kind, subject_id)`,
    [
      subjects.map(({ tenantId }) => tenantId),
      subjects.map(({ kind }) => kind),
      subjects.map(({ subjectId }) => subjectId),
    ],
  );
  return new Map(rows.map((row) => [messageKey(row), row]));
}
