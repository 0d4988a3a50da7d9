import { randomBytes } from "node:crypto";
import type { Database, Transaction } from "../database/database.ts";
import { InvalidInputError } from "../errors.ts";
import { hashToken } from "./hash-token.ts";

/** How long a link may wait to be used. */
export const LOGIN_LINK_MINUTES = 10;

/** Links that a user may ask for within the life of one: more are a script's, or a mistake. */
const MOST_OPEN_LINKS = 10;

/** How long links are kept after their end, so that a reused one is known for what it is. */
const KEPT_DAYS = 7;

/** Makes a link's token for a Slack user, and forgets links that ended long ago. Throws InvalidInputError. */
export async function createLoginToken(database: Database, userId: string, now: Date): Promise<string> {
  if (!/^[UW][A-Z0-9]{2,30}$/.test(userId)) {
    throw new InvalidInputError(
      "user",
      "is not a Slack user id, such as U012AB3CD. Slack shows it under Profile > ⋮ > Copy member ID",
    );
  }
  const token = randomBytes(32).toString("base64url");
  await database.withService(async (transaction) => {
    await transaction.query("delete from login_links where expires_at < $1::timestamptz - $2::interval", [
      now,
      `${KEPT_DAYS} days`,
    ]);
    const [row] = await transaction.query<{ open: number }[]>(
      "select count(*)::int as open from login_links where user_id = $1 and used_at is null and expires_at > $2",
      [userId, now],
    );
    if ((row?.open ?? 0) >= MOST_OPEN_LINKS) {
      throw new InvalidInputError(
        "user",
        `has ${MOST_OPEN_LINKS} unused sign-in links. Use one of them, or wait ${LOGIN_LINK_MINUTES} minutes`,
      );
    }
    await transaction.query(
      `insert into login_links (token_hash, user_id, created_at, expires_at)
       values ($1, $2, $3::timestamptz, $3::timestamptz + $4::interval)`,
      [hashToken(token), userId, now, `${LOGIN_LINK_MINUTES} minutes`],
    );
  });
  return token;
}

/** The state of a link: `unknown` also when it ended long ago. */
export type LoginLinkState = "usable" | "used" | "expired" | "unknown";

/** Looks at a link without using it up: programs that preview links open them too. */
export async function readLoginLink(database: Database, token: string, now: Date): Promise<LoginLinkState> {
  return database.withService(async (transaction) => (await findLink(transaction, token, now)).state);
}

async function findLink(
  transaction: Transaction,
  token: string,
  now: Date,
): Promise<{ readonly state: LoginLinkState; readonly userId: string }> {
  const [found] = await transaction.query<{ userId: string; usedAt: Date | null; expiresAt: Date }[]>(
    `select user_id as "userId", used_at as "usedAt", expires_at as "expiresAt" from login_links where token_hash = $1`,
    [hashToken(token)],
  );
  if (found === undefined) return { state: "unknown", userId: "" };
  if (found.usedAt !== null) return { state: "used", userId: found.userId };
  return { state: found.expiresAt > now ? "usable" : "expired", userId: found.userId };
}

/** Uses a link up: the Slack user it was made for, or why it is no use. Of two requests at once one gets the user. */
export async function takeLoginLink(
  transaction: Transaction,
  token: string,
  now: Date,
): Promise<{ readonly state: LoginLinkState; readonly userId: string }> {
  const [rows] = await transaction.query<[{ userId: string }[], number]>(
    `update login_links set used_at = $2 where token_hash = $1 and used_at is null and expires_at > $2
     returning user_id as "userId"`,
    [hashToken(token), now],
  );
  const [taken] = rows;
  if (taken !== undefined) return { state: "usable", userId: taken.userId };
  const { state, userId } = await findLink(transaction, token, now);
  return { state: state === "usable" ? "used" : state, userId };
}
