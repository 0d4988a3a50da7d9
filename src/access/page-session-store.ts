import { randomBytes } from "node:crypto";
import type { Database, Transaction } from "../database/database.ts";
import { hashToken } from "./hash-token.ts";

/** How long somebody stays signed in, and how long without opening a page. */
const SESSION_HOURS = 12;
const IDLE_HOURS = 4;

/** Somebody who is signed in. */
export interface SignedIn {
  readonly userId: string;
  /** IANA name; null until it is known. */
  readonly timezone: string | null;
  readonly sessionHash: string;
}

/** Begins a session; the token goes into the cookie and is kept nowhere. */
export async function createPageSession(
  transaction: Transaction,
  {
    userId,
    timezone,
    now,
  }: { readonly userId: string; readonly timezone: string | null; readonly now: Date },
): Promise<string> {
  const token = randomBytes(32).toString("base64url");
  await transaction.query("delete from page_sessions where expires_at < $1", [now]);
  await transaction.query(
    `insert into page_sessions (session_hash, user_id, timezone, created_at, expires_at, last_seen_at)
     values ($1, $2, $3, $4::timestamptz, $4::timestamptz + $5::interval, $4)`,
    [hashToken(token), userId, timezone, now, `${SESSION_HOURS} hours`],
  );
  return token;
}

/** Who a cookie stands for; null when it is unknown, ended or too old. */
export async function findPageSession(
  database: Database,
  token: string,
  now: Date,
): Promise<SignedIn | null> {
  const sessionHash = hashToken(token);
  return database.withService(async (transaction) => {
    const [found] = await transaction.query<{ userId: string; timezone: string | null; lastSeenAt: Date }[]>(
      `select user_id as "userId", timezone, last_seen_at as "lastSeenAt" from page_sessions
       where session_hash = $1 and ended_at is null and expires_at > $2
         and last_seen_at > $2::timestamptz - $3::interval`,
      [sessionHash, now, `${IDLE_HOURS} hours`],
    );
    if (found === undefined) return null;
    // Once a minute is often enough, and keeps reads from being writes.
    if (now.getTime() - found.lastSeenAt.getTime() > 60_000) {
      await transaction.query("update page_sessions set last_seen_at = $2 where session_hash = $1", [
        sessionHash,
        now,
      ]);
    }
    return { userId: found.userId, timezone: found.timezone, sessionHash };
  });
}

/** Remembers the reader's time zone. */
export async function setSessionTimezone(
  database: Database,
  sessionHash: string,
  timezone: string | null,
): Promise<void> {
  await database.withService((transaction) =>
    transaction.query("update page_sessions set timezone = $2 where session_hash = $1", [
      sessionHash,
      timezone,
    ]),
  );
}

/** Ends a session, or with `everywhere` all of the user's; returns how many. */
export async function endPageSessions(
  database: Database,
  who: Pick<SignedIn, "userId" | "sessionHash">,
  { everywhere, now }: { readonly everywhere: boolean; readonly now: Date },
): Promise<number> {
  return database.withService(async (transaction) => {
    const [, count] = await transaction.query<[unknown[], number]>(
      `update page_sessions set ended_at = $3
       where user_id = $1 and ended_at is null and expires_at > $3 and ($4 or session_hash = $2)`,
      [who.userId, who.sessionHash, now, everywhere],
    );
    return count;
  });
}
