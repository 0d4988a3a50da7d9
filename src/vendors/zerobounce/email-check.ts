import { z } from "zod";
import type { EmailStatus } from "../../entities/vocabulary.ts";

/** ZeroBounce's verdict on one address. */
export interface EmailCheck {
  /** As it was asked. */
  readonly email: string;
  readonly status: EmailStatus;
  /**
   * The vendor's own word, of which `status` is our short form: `valid`, `invalid`, `catch-all`, `unknown`, `spamtrap`,
   * `abuse`, `do_not_mail`, a newer word, or `unread` for a verdict that could not be read.
   */
  readonly zeroBounceStatus: string;
  /** The vendor's reason, e.g. `mailbox_not_found`; null if it gives none. */
  readonly subStatus: string | null;
  /** Whether the domain belongs to a free mail provider; null if the vendor does not say. */
  readonly freeEmail: boolean | null;
}

/** An empty text says nothing. */
const emptyIsNull = (value: unknown): unknown => (value === "" ? null : value);

/** The fields we use of ZeroBounce's answer about one address; a greylisted one may carry nothing but `Message`. */
export const EmailCheckAnswer = z.object({
  address: z.preprocess(emptyIsNull, z.string().nullish()),
  status: z.preprocess(emptyIsNull, z.string().nullish()),
  sub_status: z.preprocess(emptyIsNull, z.string().nullish()),
  free_email: z.preprocess(emptyIsNull, z.union([z.boolean(), z.stringbool()]).nullish()),
});

export type EmailCheckAnswer = z.infer<typeof EmailCheckAnswer>;

/** The statuses that are documented, with what they mean to us. */
const STATUS: ReadonlyMap<string, EmailStatus> = new Map([
  ["valid", "verified"],
  ["catch-all", "unknown"],
  ["unknown", "unknown"],
  ["invalid", "bad"],
  ["spamtrap", "bad"],
  ["abuse", "bad"],
  ["do_not_mail", "bad"],
]);

/** What a status that cannot be read is called. */
const UNREAD = "unread";

/** The verdict in an answer about `email`. One with a status that is new or missing is `unknown`. */
export function readEmailCheck(email: string, answer: EmailCheckAnswer): EmailCheck {
  const zeroBounceStatus = statusOf(answer);
  return {
    email,
    status: STATUS.get(zeroBounceStatus) ?? "unknown",
    zeroBounceStatus,
    subStatus: answer.sub_status ?? null,
    freeEmail: answer.free_email ?? null,
  };
}

/** An address whose verdict was paid for and could not be read: asking again might cost again. */
export function unreadCheck(email: string): EmailCheck {
  return { email, status: "unknown", zeroBounceStatus: UNREAD, subStatus: null, freeEmail: null };
}

/** True unless the answer's status is one that is documented. */
export function isOddStatus(answer: EmailCheckAnswer): boolean {
  return !STATUS.has(statusOf(answer));
}

/** Every verdict costs a credit, except `unknown` and those on the vendor's test addresses. */
export function isCharged(answer: EmailCheckAnswer): boolean {
  return statusOf(answer) !== "unknown" && !foldEmail(answer.address ?? "").endsWith("@example.com");
}

/** An address as the vendor may echo it: it changes case. */
export function foldEmail(email: string): string {
  return email.trim().toLowerCase();
}

/** A word in lower case; anything that does not look like one is not repeated. */
function statusOf({ status }: EmailCheckAnswer): string {
  const word = status?.trim().toLowerCase() ?? "";
  return /^[a-z][a-z_-]{0,39}$/.test(word) ? word : UNREAD;
}
