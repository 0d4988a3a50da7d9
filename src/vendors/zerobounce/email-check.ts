import { z } from "zod";

/** May we write to the address: `verified` yes, `unknown` nobody knows, `bad` no. */
export type EmailStatus = "verified" | "unknown" | "bad";

/** ZeroBounce's verdict on one address. */
export interface EmailCheck {
  /** As it was asked. */
  readonly email: string;
  readonly status: EmailStatus;
  /** The vendor's own verdict; `status` is our short form. */
  readonly zeroBounceStatus: z.infer<typeof ZeroBounceStatus>;
  /** The vendor's reason, e.g. `mailbox_not_found`; null if it gives none. */
  readonly subStatus: string | null;
  /** Whether the domain belongs to a free mail provider; null if the vendor does not say. */
  readonly freeEmail: boolean | null;
}

const ZeroBounceStatus = z.enum([
  "valid",
  "invalid",
  "catch-all",
  "unknown",
  "spamtrap",
  "abuse",
  "do_not_mail",
]);

/** The fields we use of ZeroBounce's answer about one address. */
export const EmailCheckAnswer = z.object({
  address: z.string(),
  status: z.preprocess((text) => (typeof text === "string" ? text.toLowerCase() : text), ZeroBounceStatus),
  sub_status: z.string().nullish(),
  free_email: z.union([z.boolean(), z.stringbool()]).nullish(),
});

export type EmailCheckResult = z.infer<typeof EmailCheckAnswer>;

const STATUS: Readonly<Record<z.infer<typeof ZeroBounceStatus>, EmailStatus>> = {
  valid: "verified",
  "catch-all": "unknown",
  unknown: "unknown",
  invalid: "bad",
  spamtrap: "bad",
  abuse: "bad",
  do_not_mail: "bad",
};

export function readEmailCheck(email: string, answer: EmailCheckResult): EmailCheck {
  return {
    email,
    status: STATUS[answer.status],
    zeroBounceStatus: answer.status,
    subStatus: answer.sub_status ? answer.sub_status : null,
    freeEmail: answer.free_email ?? null,
  };
}
