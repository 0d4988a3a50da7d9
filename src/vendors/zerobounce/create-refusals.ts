import { z } from "zod";
import type { CallContext } from "../calling/call-context.ts";
import { VendorError } from "../calling/vendor-error.ts";
import type { HttpFailure } from "../http/http-failure.ts";

/** Tells ZeroBounce's refusals apart, which look alike. */
export interface Refusals {
  /** The answer's body, unless it is one of ZeroBounce's two ways to refuse. */
  accepted(operation: string, context: CallContext, ask: () => Promise<unknown>): Promise<unknown>;
  /** The error of an answer with HTTP 200 that refuses the request. */
  refused(operation: string, context: CallContext): Promise<VendorError>;
}

/** An answer that refuses a request; `otherwise` is what it means if key and credits are good. */
interface Refusal {
  readonly operation: string;
  readonly status: number;
  readonly otherwise: HttpFailure;
}

const ErrorAnswer = z.object({ error: z.string() });

/** Blocked by the API shield with a good key and credits left: its blocks last an hour. */
const SHIELD = { kind: "rate_limited", vendorCode: "api_shield" } as const satisfies HttpFailure;
const SHIELD_MS = 60 * 60_000;
const REFUSED: HttpFailure = { kind: "bad_request", vendorCode: "refused" };

/** `readCredits` asks for the credits left, which shows what a refusal means. */
export function createRefusals(readCredits: (context: CallContext) => Promise<number>): Refusals {
  /**
   * ZeroBounce says the same for a bad key and for an empty account (HTTP 200 with an error's text), and its API shield
   * answers 403 whatever the reason: the credits tell which it was.
   */
  async function explain(
    { operation, status, otherwise }: Refusal,
    context: CallContext,
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
      throw await explain({ operation, status: 403, otherwise: { ...SHIELD, retryAfterMs } }, context);
    }
    if (ErrorAnswer.safeParse(body).success) throw await refused(operation, context);
    return body;
  }

  const refused: Refusals["refused"] = (operation, context) =>
    explain({ operation, status: 200, otherwise: REFUSED }, context);

  return { accepted, refused };
}
