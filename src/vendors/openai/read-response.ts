import { z } from "zod";
import type { Charge } from "../../charge.ts";
import type { Charged } from "../calling/charged.ts";
import { parseJson } from "../calling/parse-json.ts";
import { readShape } from "../calling/read-shape.ts";
import { VendorError, type VendorErrorKind } from "../calling/vendor-error.ts";

/** The fields we use of a response. */
const ResponseAnswer = z.object({
  status: z.string(),
  error: z.object({ code: z.string().nullish() }).nullish(),
  incomplete_details: z.object({ reason: z.string().nullish() }).nullish(),
  output: z.array(
    z.object({
      type: z.string(),
      content: z
        .array(z.object({ type: z.string(), text: z.string().nullish(), refusal: z.string().nullish() }))
        .nullish(),
    }),
  ),
});

/** More than any answer can have: such a count is an error and must not reach any total. */
const Tokens = z.number().int().nonnegative().max(1_000_000_000);

/** Read first and separately: even an otherwise useless answer has been paid for. */
const Usage = z.object({
  // It goes into records and errors, so it must look like a name.
  model: z.string().regex(/^[\w.:/-]{1,100}$/),
  usage: z.object({
    input_tokens: Tokens,
    input_tokens_details: z
      .object({
        cached_tokens: Tokens.nullish(),
        cache_write_tokens: Tokens.nullish(),
      })
      .nullish(),
    output_tokens: Tokens,
  }),
});

/** A response that failed before using anything: nothing to pay, and a retry may work. */
const UnbilledFailure = z.object({
  status: z.literal("failed"),
  error: z.object({ code: z.string().nullish() }).nullish(),
  usage: z.null().optional(),
});

const operation = "respond";

/** The structured output of a response and its cost. A refusal, a truncated answer or another shape is a `malformed` error that carries the cost. */
export function readResponse<Output>(
  body: unknown,
  output: z.ZodType<Output>,
  secret: string,
): Charged<Output> {
  const origin = { vendor: "openai", operation, status: 200 } as const;
  const unbilled = UnbilledFailure.safeParse(body).data;
  if (unbilled !== undefined) {
    const [kind, vendorCode] = meaningOf(unbilled.error?.code);
    throw new VendorError("openai", kind, { operation, status: 200, vendorCode });
  }
  const charge = readCharge(body, secret);
  const response = readShape(ResponseAnswer, body, { ...origin, charge });
  const failed = (kind: VendorErrorKind, vendorCode: string) =>
    new VendorError("openai", kind, { operation, status: 200, vendorCode, charge });

  if (response.status === "incomplete") {
    throw failed("malformed", word("incomplete", response.incomplete_details?.reason));
  }
  if (response.status !== "completed") throw failed(...meaningOf(response.error?.code));
  const parts = response.output.flatMap(({ type, content }) => (type === "message" ? (content ?? []) : []));
  if (parts.some(({ type }) => type === "refusal")) throw failed("malformed", "refusal");
  const text = parts
    .filter(({ type }) => type === "output_text")
    .map((part) => part.text ?? "")
    .join("");
  const data = parseJson(text);
  if (data === undefined) throw failed("malformed", "output");
  return { value: readShape(output, data, { ...origin, charge, within: "output" }), charge };
}

function readCharge(body: unknown, secret: string): Charge {
  const origin = { vendor: "openai", operation, status: 200 } as const;
  const { model, usage } = readShape(
    Usage.refine((answer) => !answer.model.includes(secret), { path: ["model"] }),
    body,
    origin,
  );
  const cached = usage.input_tokens_details?.cached_tokens ?? 0;
  const tokens = {
    unit: "token",
    model,
    inputTokens: usage.input_tokens,
    outputTokens: usage.output_tokens,
  } as const;
  const written = usage.input_tokens_details?.cache_write_tokens ?? 0;
  if (cached + written > usage.input_tokens) {
    // Cached tokens are part of the input: more of them than input is a count nobody can price. Charged as uncached, so never too low.
    throw new VendorError("openai", "malformed", {
      operation,
      status: 200,
      vendorCode: "usage.input_tokens_details.cached_tokens",
      charge: { ...tokens, cachedInputTokens: 0 },
    });
  }
  return { ...tokens, cachedInputTokens: cached, ...(written > 0 && { cacheWriteTokens: written }) };
}

/** What the error code of an incomplete response means. */
function meaningOf(code: string | null | undefined): [kind: VendorErrorKind, vendorCode: string] {
  if (code === "server_error") return ["server", code];
  if (code === "rate_limit_exceeded") return ["rate_limited", code];
  return ["malformed", word("failed", code)];
}

function word(prefix: string, reason: string | null | undefined): string {
  return reason != null && /^[a-z_]{1,40}$/.test(reason) ? `${prefix}.${reason}` : prefix;
}
