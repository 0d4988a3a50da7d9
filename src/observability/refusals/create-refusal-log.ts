import { createHash } from "node:crypto";
import type { Clock } from "../../clock.ts";
import { createRateLimiter } from "../../create-rate-limiter.ts";
import type { Database } from "../../database/database.ts";
import { errorFields, type Logger } from "../../logger.ts";
import type { AccessRefusal, RefusalReason } from "./access-refusal.ts";
import { networkOf } from "./network-of.ts";
import { addRefusals, isTenant, type RefusalRow } from "./refusal-store.ts";

/** Keeps a trace of everybody who was turned away, however many there are. */
export interface RefusalLog {
  /**
   * Counts, writes a row the first time in a minute, and later only adds to its count. Returns after how many seconds to
   * try again when there were too many from the address or of the key; else null. Never throws.
   */
  note(refusal: AccessRefusal): Promise<number | null>;
  /** Since this process started. */
  totals(): readonly { readonly door: string; readonly reason: RefusalReason; readonly total: number }[];
  /** Writes what has been counted and not written. */
  flush(): Promise<void>;
  /** The same, and no more counting. */
  close(): Promise<void>;
}

/** Slack repeats requests by itself: nobody was turned away. Another workspace is audited with the person's id. */
const ONLY_COUNTED: ReadonlySet<RefusalReason> = new Set(["replayed", "other_workspace"]);
const MINUTE_MS = 60_000;
/** Refusals a minute beyond which whoever is refused is slowed down, by address and by key or person. */
const MOST_BY_ADDRESS = 600;
const MOST_BY_ACTOR = 60;
const FLUSH_MS = 5_000;
/** Rows a process begins in a minute; whatever comes beyond is counted in one. */
const MOST_ROWS = 120;
/** Refusals without a tenant are the installation's. */
const NO_TENANT = "platform";
/** Hex digits of an address's hash: enough to tell addresses apart, too few to look one up by. */
const HASH_LENGTH = 16;

interface Bucket {
  readonly row: Omit<RefusalRow, "count">;
  unwritten: number;
}

export function createRefusalLog(world: {
  readonly database: Database;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Keyed: an address can be found by it, and not guessed. */
  readonly hash: (value: string) => string;
}): RefusalLog {
  const { database, clock, logger, hash } = world;
  const totals = new Map<string, { door: string; reason: RefusalReason; total: number }>();
  const buckets = new Map<string, Bucket>();
  const admitAddress = createRateLimiter(MOST_BY_ADDRESS, clock);
  const admitActor = createRateLimiter(MOST_BY_ACTOR, clock);
  let minute = 0;
  let begun = 0;
  let timer: NodeJS.Timeout | null = null;
  let isClosed = false;
  let flushed: Promise<void> = Promise.resolve();

  function count({ door, reason }: AccessRefusal): void {
    const key = `${door} ${reason}`;
    const known = totals.get(key) ?? { door, reason, total: 0 };
    totals.set(key, { ...known, total: known.total + 1 });
  }

  /** The row a refusal belongs to; `isNew` when it is its first in this process and minute. */
  function bucketOf(refusal: AccessRefusal, now: Date): { bucket: Bucket; isNew: boolean } {
    const thisMinute = Math.floor(now.getTime() / MINUTE_MS);
    if (thisMinute !== minute) {
      minute = thisMinute;
      begun = 0;
    }
    const exact = { ...refusal, tenantId: refusal.tenantId ?? NO_TENANT };
    const known = buckets.get(keyOf(exact, minute));
    if (known !== undefined) return { bucket: known, isNew: false };
    const isOverflow = begun >= MOST_ROWS;
    const counted = isOverflow
      ? { ...exact, tenantId: NO_TENANT, actor: "others", address: null, subject: "others", detail: {} }
      : exact;
    const key = keyOf(counted, minute);
    const found = buckets.get(key);
    if (found !== undefined) return { bucket: found, isNew: false };
    begun += 1;
    const bucket = { row: rowOf(counted, key, now), unwritten: 0 };
    buckets.set(key, bucket);
    return { bucket, isNew: true };
  }

  function rowOf(refusal: AccessRefusal, key: string, at: Date): Omit<RefusalRow, "count"> {
    const { tenantId, actor, action, subject, reason, address, detail } = refusal;
    const from = address === null ? {} : { address: hash(networkOf(address)).slice(0, HASH_LENGTH) };
    return {
      tenantId: tenantId ?? NO_TENANT,
      auditId: uuidOf(key),
      actor,
      action,
      subject,
      detail: { refused: true, reason, ...from, ...detail },
      at,
    };
  }

  /** Only who is refused anyway is counted here: a valid key is never slowed down because of its address. */
  function waitOf({ address, actor }: AccessRefusal): number | null {
    const byAddress = address === null ? 0 : admitAddress(networkOf(address)).retryAfterSeconds;
    const byActor = actor === "anonymous" ? 0 : admitActor(actor).retryAfterSeconds;
    return Math.max(byAddress, byActor) || null;
  }

  async function write(bucket: Bucket): Promise<void> {
    const more = bucket.unwritten;
    if (more === 0) return;
    bucket.unwritten = 0;
    try {
      await database.withService(async (transaction) => {
        const { tenantId } = bucket.row;
        const isKnown = tenantId === NO_TENANT || (await isTenant(transaction, tenantId));
        await addRefusals(transaction, {
          ...bucket.row,
          tenantId: isKnown ? tenantId : NO_TENANT,
          count: more,
        });
      });
    } catch (error) {
      // The refusal itself stands; its count waits for a database that works.
      bucket.unwritten += more;
      logger.warn("refusals_not_written", errorFields(error));
    }
  }

  /** One after the other, so that whoever waits for the second has what the first took. */
  function flush(): Promise<void> {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    flushed = flushed.then(writeAll);
    return flushed;
  }

  async function writeAll(): Promise<void> {
    for (const [key, bucket] of buckets) {
      await write(bucket);
      const isOver =
        Math.floor(bucket.row.at.getTime() / MINUTE_MS) < Math.floor(clock().getTime() / MINUTE_MS);
      // What could not be written for a whole minute is in the log and the metric, and is given up here.
      if (isOver) buckets.delete(key);
    }
  }

  return {
    async note(refusal) {
      count(refusal);
      if (ONLY_COUNTED.has(refusal.reason) || isClosed) return null;
      const wait = waitOf(refusal);
      const { bucket, isNew } = bucketOf(refusal, clock());
      bucket.unwritten += 1;
      if (!isNew) {
        timer ??= setTimeout(() => void flush(), FLUSH_MS).unref();
        return wait;
      }
      logger.warn("request_refused", {
        tenantId: bucket.row.tenantId,
        status: refusal.door,
        errorCode: refusal.reason,
        errorMsg: `${bucket.row.actor} ${bucket.row.action} ${bucket.row.subject}`,
      });
      await write(bucket);
      timer ??= setTimeout(() => void flush(), FLUSH_MS).unref();
      return wait;
    },
    totals: () => [...totals.values()],
    flush,
    async close() {
      isClosed = true;
      await flush();
    },
  };
}

/** One for each who, where from, what and minute. A key tries many addresses of ours: they are one kind. */
function keyOf({ tenantId, actor, address, action, reason }: AccessRefusal, minute: number): string {
  return JSON.stringify([
    tenantId,
    actor,
    address === null ? null : networkOf(address),
    action,
    reason,
    minute,
  ]);
}

function uuidOf(key: string): string {
  const hex = createHash("sha256").update(key).digest("hex");
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join("-");
}
