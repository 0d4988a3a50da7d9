import type { Clock } from "../clock.ts";
import type { Database, Transaction } from "../database/database.ts";
import { errorCode } from "../errors.ts";
import { errorFields, type Logger } from "../logger.ts";
import {
  type ClaimedMessage,
  claimDue,
  dropMessage,
  forgetMessage,
  markDelivered,
  markFailed,
} from "./claim-store.ts";
import { countDelivery } from "./delivery-health-store.ts";
import { type MessageChannel, type PostedMessage, readFailure } from "./message-channel.ts";
import type { MessageSubject } from "./message-subject.ts";
import { type DeliveryFailure, type Failed, retryDelivery } from "./retry-delivery.ts";
import { reviveAfterDelivery } from "./revive-store.ts";

/** The part of a message's content that delivery needs. */
export interface Showable {
  readonly kind: string;
  /** Show it in the channel as well as in its thread. */
  readonly broadcast?: boolean;
}

/** What delivery needs. `Content` is whatever the channel can show. */
export interface DeliverDependencies<Content extends Showable> {
  readonly database: Database;
  readonly channel: MessageChannel<Content>;
  /** What a message shows right now; null when its subject no longer exists. */
  readonly readContent: (message: MessageSubject, now: Date) => Promise<Content | null>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly wait: (ms: number) => Promise<void>;
  /** The targets whose messages are sent: Slack's unless notifiers are named. */
  readonly targets?: readonly string[];
  /** Finds another way for a message that does not get through, in the transaction that records the failure. */
  readonly fallBack?: (
    transaction: Transaction,
    message: ClaimedMessage,
    failed: Failed,
    now: Date,
  ) => Promise<void>;
}

/** Messages claimed at a time, each in a different channel. */
const BATCH = 20;
/** How long a new message may be missing from the channel's history. */
const HISTORY_LAG_MS = 2_000;
/** A claim older than this is too close to expiring to post with: another sender might post as well. */
const STALE_CLAIM_MS = 30_000;
/** After this many failures a channel's history counts as unreadable. */
const MOST_LOOKUPS = 12;

/** Sends what is due, one message per channel, and waits for all of it. Returns how many were delivered. */
export async function deliverMessages<Content extends Showable>(
  dependencies: DeliverDependencies<Content>,
): Promise<number> {
  const delivered = await Promise.all(await startDeliveries(dependencies, BATCH));
  return delivered.filter(Boolean).length;
}

/** Begins to send what is due, one message per channel and at most `most`. Each resolves to whether it was delivered. */
export async function startDeliveries<Content extends Showable>(
  dependencies: DeliverDependencies<Content>,
  most: number,
): Promise<readonly Promise<boolean>[]> {
  const { database, clock, targets } = dependencies;
  const claimed = await database.withService((transaction) => claimDue(transaction, clock(), most, targets));
  return claimed.map((message) => send(dependencies, message));
}

/** How an attempt failed, and what the next one must know. */
interface Failure {
  readonly failure: DeliveryFailure;
  readonly problem: string | null;
  readonly retryAfterMs: number | null;
  readonly mayBePosted: boolean;
  /** Which message turned out to be deleted. */
  readonly gone: "message" | "thread" | null;
}

async function send<Content extends Showable>(
  dependencies: DeliverDependencies<Content>,
  message: ClaimedMessage,
): Promise<boolean> {
  const { database, clock, logger, readContent } = dependencies;
  const isDoubtful = message.mayBePostedSince !== null;
  try {
    const content = await readContent(message, clock());
    if (content === null) {
      await database.withService((transaction) => dropMessage(transaction, message));
      logger.info("message_dropped", idsOf(message));
      return false;
    }
    return await sendContent(dependencies, message, content);
  } catch (error) {
    const failure = {
      failure: "transient",
      problem: errorCode(error),
      retryAfterMs: null,
      mayBePosted: isDoubtful,
      gone: null,
    } as const;
    await recordFailure(dependencies, message, error, failure);
    return false;
  }
}

async function sendContent<Content extends Showable>(
  dependencies: DeliverDependencies<Content>,
  message: ClaimedMessage,
  content: Content,
): Promise<boolean> {
  const { channel, clock, logger } = dependencies;
  const known = message.messageTs === null ? null : { channel: message.channel, ts: message.messageTs };
  const search = message.mayBePostedSince === null ? null : await searchFor(dependencies, message);
  if (search !== null && "failure" in search) {
    await recordFailure(dependencies, message, search.error, search);
    return false;
  }
  const place = known ?? search?.found ?? null;
  if (place === null && clock().getTime() - message.claimedAt.getTime() > STALE_CLAIM_MS) {
    // Left as it is: the next sender to claim it looks for it first.
    logger.warn("claim_too_old_to_post", idsOf(message));
    return false;
  }
  let posted: PostedMessage;
  try {
    posted = await channel.deliver({
      outboxId: message.messageId,
      channel: place?.channel ?? message.channel,
      threadTs: message.threadTs,
      messageTs: place?.ts ?? null,
      ...(message.lost !== null && { lost: message.lost }),
      ...(message.moved !== null && { moved: message.moved }),
      ...(content.broadcast === true && { broadcast: true }),
      content,
    });
  } catch (error) {
    const read = readFailure(error, place === null ? "unknown_outcome" : "transient");
    const isGone = read.failure === "gone";
    await recordFailure(dependencies, message, error, {
      ...read,
      // A message that was found but not yet recorded will be looked for again.
      mayBePosted: place === null ? read.failure === "unknown_outcome" : known === null && !isGone,
      gone: isGone ? (place === null ? "thread" : "message") : null,
    });
    return false;
  }
  return recordDelivery(dependencies, message, posted);
}

/** Looks for a message that may have been posted: its place, null when it almost certainly was not, or why that is not known yet. */
async function searchFor<Content extends Showable>(
  { database, channel, logger, wait }: DeliverDependencies<Content>,
  message: ClaimedMessage,
): Promise<{ readonly found: PostedMessage | null } | (Failure & { readonly error: unknown })> {
  const { messageId: outboxId, lookupChannel, threadTs, mayBePostedSince, attempts } = message;
  const wanted = { outboxId, channel: lookupChannel, threadTs };
  const since = mayBePostedSince ?? message.claimedAt;
  try {
    const found = await channel.findPosted(wanted, since);
    if (found !== null) return { found };
    // A new message may not be in the history yet.
    await wait(HISTORY_LAG_MS);
    return { found: await channel.findPosted(wanted, since) };
  } catch (error) {
    const { failure, problem, retryAfterMs } = readFailure(error, "transient");
    if (failure === "gone")
      return { error, failure, problem, retryAfterMs, mayBePosted: false, gone: "thread" };
    const isUnreadable = failure === "config" || failure === "rejected" || attempts >= MOST_LOOKUPS;
    if (!isUnreadable) return { error, failure, problem, retryAfterMs, mayBePosted: true, gone: null };
    // A message posted twice is better than one not posted at all.
    await database.withService((transaction) => countDelivery(transaction, message.target, "unverified"));
    logger.warn("unverified_repost", { ...errorFields(error), ...idsOf(message) });
    return { found: null };
  }
}

async function recordDelivery<Content extends Showable>(
  { database, channel, clock, logger }: DeliverDependencies<Content>,
  message: ClaimedMessage,
  posted: PostedMessage,
): Promise<boolean> {
  try {
    const isRecorded = await database.withService(async (transaction) => {
      const isOurs = await markDelivered(transaction, message, posted, clock());
      if (isOurs) {
        await countDelivery(transaction, message.target, "delivered");
        await reviveAfterDelivery(transaction, message, channel.channelProblems ?? [], clock());
      }
      return isOurs;
    });
    if (!isRecorded) logger.warn("delivered_after_claim_was_void", idsOf(message));
    return isRecorded;
  } catch (error) {
    // It is posted: the next sender to claim it will find it.
    logger.error("delivery_not_recorded", { ...errorFields(error), ...idsOf(message) });
    return false;
  }
}

async function recordFailure<Content extends Showable>(
  { database, clock, logger, fallBack }: DeliverDependencies<Content>,
  message: ClaimedMessage,
  error: unknown,
  { failure, problem, retryAfterMs, mayBePosted, gone }: Failure,
): Promise<void> {
  const recorded = mayBePosted ? "unknown_outcome" : failure;
  const attempts = message.lastError === recorded ? message.attempts : 1;
  const kind = mayBePosted && failure !== "retry_after" ? "unknown_outcome" : failure;
  const failingForMs = clock().getTime() - (message.failingSince ?? clock()).getTime();
  const retry = retryDelivery(kind, attempts, retryAfterMs, failingForMs);
  const fields = { ...errorFields(error), ...idsOf(message) };
  if (retry === "dead") logger.error("message_given_up", fields);
  else logger.warn("message_not_delivered", fields);
  try {
    await database.withService(async (transaction) => {
      if (gone === "message") await forgetMessage(transaction, message);
      if (gone === "thread" && message.parentId !== null) {
        await forgetMessage(transaction, { tenantId: message.tenantId, messageId: message.parentId });
      }
      const now = clock();
      const isRecorded = await markFailed(
        transaction,
        message,
        { failure, problem, mayBePosted, attempts, retry },
        now,
      );
      if (!isRecorded) return;
      const isDead = retry === "dead";
      await fallBack?.(transaction, message, { failure, attempts, failingForMs, isDead }, now);
      await countDelivery(transaction, message.target, isDead ? "given_up" : recorded);
    });
  } catch (unrecorded) {
    // The claim expires by itself, and then the message is tried again.
    logger.error("failure_not_recorded", { ...errorFields(unrecorded), ...idsOf(message) });
  }
}

function idsOf({ tenantId, kind }: ClaimedMessage) {
  return { tenantId, status: kind };
}
