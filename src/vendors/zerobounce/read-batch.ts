import { z } from "zod";
import type { Charge } from "../../charge.ts";
import { readLeniently } from "../http/read-leniently.ts";
import type { AnswerOrigin } from "../http/read-shape.ts";
import {
  type EmailCheck,
  EmailCheckAnswer,
  foldEmail,
  isCharged,
  isOddStatus,
  readEmailCheck,
  unreadCheck,
} from "./email-check.ts";

const BatchAnswer = z.object({
  // Null keeps its place, so that fields are named by the row they were in.
  email_batch: z.array(EmailCheckAnswer.nullable()),
  errors: z.array(z.object({ email_address: z.string().nullish() })).nullish(),
});

/** A batch's answer, sorted out. */
export interface Batch {
  readonly checks: readonly EmailCheck[];
  /** Addresses the vendor reported an error for or left out; they cost nothing. */
  readonly unanswered: readonly string[];
  readonly charge: Charge;
  readonly oddities: readonly string[];
  /** Errors and not a single row: how ZeroBounce refuses a batch as a whole. */
  readonly isRefused: boolean;
}

/**
 * Reads the answer to a batch. One odd row never costs the others: it is named, and an address that it must have been
 * about is `unread`, since asking again might be charged again.
 */
export function readBatch(emails: readonly string[], body: unknown, origin: AnswerOrigin): Batch {
  const { value, oddities } = readLeniently(BatchAnswer, body, origin);
  const { email_batch: rows, errors } = value;
  const odd = [...oddities];
  const byAddress = new Map<string, EmailCheckAnswer>();
  const unplaced: (EmailCheckAnswer | null)[] = [];
  for (const [place, row] of rows.entries()) {
    const address = row?.address ?? null;
    if (row === null || address === null) {
      unplaced.push(row);
      odd.push(`email_batch.${place}${row === null ? "" : ".address"}`);
    } else {
      byAddress.set(foldEmail(address), row);
      if (isOddStatus(row)) odd.push(`email_batch.${place}.status`);
    }
  }
  const failed = new Set(
    (errors ?? []).flatMap(({ email_address: email }) => (email ? [foldEmail(email)] : [])),
  );
  const missing = emails.filter((email) => !byAddress.has(foldEmail(email)) && !failed.has(foldEmail(email)));
  const [nameless] = unplaced;
  if (missing.length === 1 && unplaced.length === 1 && nameless?.status != null) {
    byAddress.set(foldEmail(missing.join("")), nameless);
    unplaced.pop();
  }
  // With more addresses missing than rows without one, we do not know which of them those rows were about.
  const unread = new Set(unplaced.length >= missing.length ? missing : []);
  return {
    checks: emails.flatMap((email) => {
      const answer = byAddress.get(foldEmail(email));
      if (answer !== undefined) return [readEmailCheck(email, answer)];
      return unread.has(email) ? [unreadCheck(email)] : [];
    }),
    unanswered: emails.filter((email) => !byAddress.has(foldEmail(email)) && !unread.has(email)),
    charge: { unit: "credit", quantity: [...byAddress.values()].filter(isCharged).length + unplaced.length },
    oddities: [...new Set(odd)],
    isRefused: rows.length === 0 && (errors ?? []).length > 0,
  };
}
