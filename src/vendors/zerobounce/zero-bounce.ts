import { z } from "zod";
import { InvalidInputError } from "../../errors.ts";
import type { CallContext } from "../calling/call-context.ts";
import type { Charged } from "../calling/charged.ts";
import { VendorError } from "../calling/vendor-error.ts";
import { failureOfStatus, type HttpAnswer, type HttpFailure } from "../http/http-failure.ts";
import { joinUrl } from "../http/join-url.ts";
import { createJsonClient } from "../http/json-client.ts";
import { readLeniently } from "../http/read-leniently.ts";
import type { VendorConnection } from "../http/vendor-connection.ts";
import { createRefusals } from "./create-refusals.ts";
import { type EmailCheck, EmailCheckAnswer, isCharged, isOddStatus, readEmailCheck } from "./email-check.ts";
import { readBatch } from "./read-batch.ts";

/** Checks whether e-mail addresses can be delivered to. https://www.zerobounce.net/docs/email-validation-api-quickstart/ */
export interface ZeroBounce {
  validate(email: string, context: CallContext): Promise<Charged<EmailCheck>>;
  /**
   * At most 200 addresses. `unanswered` are those the vendor reported an error for or left out; they cost nothing. One
   * whose verdict could not be read is among the checks, as `unknown`.
   * After a timeout the whole batch may have been charged: compare `getCredits` before sending it again.
   */
  validateBatch(
    emails: readonly string[],
    context: CallContext,
  ): Promise<Charged<{ readonly checks: readonly EmailCheck[]; readonly unanswered: readonly string[] }>>;
  /** Credits left on the account. Free of charge. */
  getCredits(context: CallContext): Promise<Charged<number>>;
}

/** ZeroBounce's batches have their own host and take up to 70 s. */
export interface ZeroBounceConnection extends VendorConnection {
  readonly bulkBaseUrl: string;
  /** 80 s when left out. */
  readonly batchTimeoutMs?: number;
}

const MAX_BATCH = 200;
const DEFAULT_BATCH_TIMEOUT_MS = 80_000;

/** Without an address or a status there is no verdict: a greylisted address may be answered with a `Message` alone. */
const SingleAnswer = EmailCheckAnswer.refine(({ address, status }) => address != null || status != null, {
  path: ["address"],
});
const CreditsAnswer = z.object({
  Credits: z.union([
    z.number().int(),
    z
      .string()
      .regex(/^-?\d+$/)
      .transform(Number),
  ]),
});

export function createZeroBounce(connection: ZeroBounceConnection): ZeroBounce {
  const { apiKey, timeoutMs, batchTimeoutMs = DEFAULT_BATCH_TIMEOUT_MS } = connection;
  const single = createJsonClient({ vendor: "zerobounce", connection, classify: classify(MINUTE_MS) });
  const bulk = createJsonClient({ vendor: "zerobounce", connection, classify: classify(10 * MINUTE_MS) });
  const address = (path: string, query: Record<string, string>) =>
    `${joinUrl(connection.baseUrl, path)}?${new URLSearchParams({ api_key: apiKey, ...query }).toString()}`;

  async function readCredits(context: CallContext): Promise<number> {
    try {
      const { Credits } = await single.request(
        {
          operation: "get_credits",
          method: "GET",
          url: address("/v2/getcredits", {}),
          answer: CreditsAnswer,
        },
        context,
      );
      return Credits;
    } catch (error) {
      if (!(error instanceof VendorError)) throw error;
      // It is free: whatever happened, nothing was charged.
      const { outcomeUnknown: _, ...facts } = error.facts;
      throw new VendorError("zerobounce", error.kind, facts);
    }
  }

  const refusals = createRefusals(readCredits);

  return {
    async validate(email, context) {
      const operation = "validate";
      // Makes the vendor give up before we do, with an `unknown` that costs nothing.
      const timeout = String(between(3, Math.floor(timeoutMs / 1_000) - 1, 60));
      const url = address("/v2/validate", { email, ip_address: "", timeout });
      const body = await refusals.accepted(operation, context, () =>
        single.request({ operation, method: "GET", url, answer: z.unknown() }, context),
      );
      const origin = { vendor: "zerobounce", operation, status: 200 } as const;
      const { value: answer, oddities } = readLeniently(SingleAnswer, body, origin);
      const odd = [...oddities, ...(isOddStatus(answer) ? ["status"] : [])];
      return {
        value: readEmailCheck(email, answer),
        charge: { unit: "credit", quantity: isCharged(answer) ? 1 : 0 },
        ...(odd.length > 0 && { oddities: odd }),
      };
    },

    async validateBatch(emails, context) {
      if (emails.length === 0) return { value: { checks: [], unanswered: [] }, charge: { unit: "none" } };
      if (emails.length > MAX_BATCH) {
        throw new InvalidInputError(
          "emails",
          `ZeroBounce takes at most ${MAX_BATCH} at a time; split the list.`,
        );
      }
      const operation = "validate_batch";
      const body = await refusals.accepted(operation, context, () =>
        bulk.request(
          {
            operation,
            method: "POST",
            url: joinUrl(connection.bulkBaseUrl, "/v2/validatebatch"),
            body: {
              api_key: apiKey,
              email_batch: emails.map((email) => ({ email_address: email, ip_address: "" })),
              timeout: between(10, Math.floor(batchTimeoutMs / 1_000) - 10, 120),
            },
            timeoutMs: batchTimeoutMs,
            answer: z.unknown(),
          },
          context,
        ),
      );
      const batch = readBatch(emails, body, { vendor: "zerobounce", operation, status: 200 });
      if (batch.isRefused) throw await refusals.refused(operation, context);
      const { checks, unanswered, charge, oddities } = batch;
      return { value: { checks, unanswered }, charge, ...(oddities.length > 0 && { oddities }) };
    },

    async getCredits(context) {
      const credits = await readCredits(context);
      if (credits < 0) throw new VendorError("zerobounce", "auth", { operation: "get_credits", status: 200 });
      return { value: credits, charge: { unit: "none" } };
    },
  };
}

const MINUTE_MS = 60_000;

/** Above its limits ZeroBounce blocks for a fixed time without Retry-After: 1 minute for single checks, 10 for batches. */
function classify(blockMs: number) {
  return ({ status }: HttpAnswer): HttpFailure =>
    status === 429 ? { kind: "rate_limited", retryAfterMs: blockMs } : failureOfStatus(status);
}

function between(min: number, value: number, max: number): number {
  return Math.min(max, Math.max(min, value));
}
