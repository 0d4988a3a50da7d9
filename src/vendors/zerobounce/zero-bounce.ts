import { z } from "zod";
import { InvalidInputError } from "../../errors.ts";
import type { CallContext } from "../calling/call-context.ts";
import type { Charged } from "../calling/charged.ts";
import { failureOfStatus, type HttpAnswer, type HttpFailure } from "../calling/http-failure.ts";
import { joinUrl } from "../calling/join-url.ts";
import { createJsonClient } from "../calling/json-client.ts";
import { readShape } from "../calling/read-shape.ts";
import type { VendorConnection } from "../calling/vendor-connection.ts";
import { VendorError } from "../calling/vendor-error.ts";
import { type EmailCheck, EmailCheckAnswer, type EmailCheckResult, readEmailCheck } from "./email-check.ts";

/** Checks whether e-mail addresses can be delivered to. https://www.zerobounce.net/docs/email-validation-api-quickstart/ */
export interface ZeroBounce {
  validate(email: string, context: CallContext): Promise<Charged<EmailCheck>>;
  /**
   * At most 200 addresses. `unanswered` are those the vendor reported an error for or left out; they cost nothing.
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

const ErrorAnswer = z.object({ error: z.string() });
const BatchAnswer = z.object({
  email_batch: z.array(EmailCheckAnswer),
  errors: z.array(z.object({ email_address: z.string().nullish() })).nullish(),
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

  /**
   * ZeroBounce says the same for a bad key and for an empty account (HTTP 200 with an error's text), and its API shield
   * answers 403 whatever the reason: the credits tell which it was.
   */
  async function explain(
    operation: string,
    status: number,
    context: CallContext,
    otherwise: HttpFailure,
  ): Promise<VendorError> {
    const refusal = ({ kind, vendorCode, retryAfterMs }: HttpFailure) =>
      new VendorError("zerobounce", kind, {
        operation,
        status,
        ...(vendorCode === undefined ? {} : { vendorCode }),
        ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
      });
    const credits = await readCredits(context).catch((error: unknown) => {
      if (error instanceof VendorError) return error;
      throw error;
    });
    if (credits instanceof VendorError) {
      if (credits.kind === "cancelled") return credits;
      // The shield, which may be the only problem, blocks this request too.
      return refusal(status === 403 ? otherwise : { kind: "auth", vendorCode: "key_or_credits" });
    }
    if (credits < 0) return refusal({ kind: "auth" });
    return refusal(credits === 0 ? { kind: "quota_exhausted" } : otherwise);
  }

  /** The answer's body, unless it is one of ZeroBounce's two ways to refuse. */
  async function accepted(
    operation: string,
    context: CallContext,
    ask: () => Promise<unknown>,
  ): Promise<unknown> {
    let body: unknown;
    try {
      body = await ask();
    } catch (error) {
      if (!(error instanceof VendorError) || error.facts.status !== 403) throw error;
      const { retryAfterMs = SHIELD_MS } = error.facts;
      throw await explain(operation, 403, context, { ...SHIELD, retryAfterMs });
    }
    if (ErrorAnswer.safeParse(body).success) throw await explain(operation, 200, context, REFUSED);
    return body;
  }

  return {
    async validate(email, context) {
      const operation = "validate";
      // Makes the vendor give up before we do, with an `unknown` that costs nothing.
      const timeout = String(between(3, Math.floor(timeoutMs / 1_000) - 1, 60));
      const url = address("/v2/validate", { email, ip_address: "", timeout });
      const body = await accepted(operation, context, () =>
        single.request({ operation, method: "GET", url, answer: z.unknown() }, context),
      );
      const answer = readShape(EmailCheckAnswer, body, { vendor: "zerobounce", operation, status: 200 });
      return { value: readEmailCheck(email, answer), charge: chargeOf([answer]) };
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
      const body = await accepted(operation, context, () =>
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
      const { email_batch: answers, errors } = readShape(BatchAnswer, body, {
        vendor: "zerobounce",
        operation,
        status: 200,
      });
      if (answers.length === 0 && (errors ?? []).length > 0) {
        throw await explain(operation, 200, context, REFUSED);
      }
      const byAddress = new Map(answers.map((answer) => [fold(answer.address), answer]));
      const found = emails.map((email) => ({ email, answer: byAddress.get(fold(email)) }));
      return {
        value: {
          checks: found.flatMap(({ email, answer }) => (answer ? [readEmailCheck(email, answer)] : [])),
          unanswered: found.filter(({ answer }) => answer === undefined).map(({ email }) => email),
        },
        charge: chargeOf(answers),
      };
    },

    async getCredits(context) {
      const credits = await readCredits(context);
      if (credits < 0) throw new VendorError("zerobounce", "auth", { operation: "get_credits", status: 200 });
      return { value: credits, charge: { unit: "none" } };
    },
  };
}

const MINUTE_MS = 60_000;

/** Blocked by the API shield with a good key and credits left: its blocks last an hour. */
const SHIELD = { kind: "rate_limited", vendorCode: "api_shield" } as const satisfies HttpFailure;
const SHIELD_MS = 60 * MINUTE_MS;
const REFUSED: HttpFailure = { kind: "bad_request", vendorCode: "refused" };

/** Above its limits ZeroBounce blocks for a fixed time without Retry-After: 1 minute for single checks, 10 for batches. */
function classify(blockMs: number) {
  return ({ status }: HttpAnswer): HttpFailure =>
    status === 429 ? { kind: "rate_limited", retryAfterMs: blockMs } : failureOfStatus(status);
}

/** An `unknown` is free, and so are the vendor's test addresses; every other verdict costs a credit. */
function chargeOf(answers: readonly EmailCheckResult[]) {
  const paid = answers.filter(
    ({ status, address }) => status !== "unknown" && !fold(address).endsWith("@example.com"),
  );
  return { unit: "credit", quantity: paid.length } as const;
}

function between(min: number, value: number, max: number): number {
  return Math.min(max, Math.max(min, value));
}

function fold(email: string): string {
  return email.trim().toLowerCase();
}
