import { z } from "zod";
import type { Charge } from "../../charge.ts";
import type { Charged } from "../calling/charged.ts";
import { VendorError, type VendorErrorKind } from "../calling/vendor-error.ts";
import { type Lenient, readLeniently } from "../http/read-leniently.ts";
import { type AnswerOrigin, fieldName } from "../http/read-shape.ts";
import { readJsonText } from "./read-json-text.ts";

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

/**
 * The structured output of a response and its cost. A refusal, a truncated answer or another shape is a `malformed` error
 * that carries the cost. A good answer that does not say what it used is kept, with its cost unknown.
 */
export function readResponse<Output>(
  body: unknown,
  output: z.ZodType<Output>,
  secret: string,
): Charged<Output> {
  const unbilled = UnbilledFailure.safeParse(body).data;
  if (unbilled !== undefined) {
    const [kind, vendorCode] = meaningOf(unbilled.error?.code);
    throw new VendorError("openai", kind, { operation, status: 200, vendorCode });
  }
  const bill = readBill(body, secret);
  const { charge } = bill;
  const said = charge.unit === "unknown" ? {} : { charge };
  const origin = { vendor: "openai", operation, status: 200, ...said } as const;
  const { value: response, oddities } = readLeniently(ResponseAnswer, body, origin);
  const failed = (kind: VendorErrorKind, vendorCode: string) =>
    new VendorError("openai", kind, {
      operation,
      status: 200,
      vendorCode,
      ...(charge.unit === "unknown" ? { outcomeUnknown: true } : { charge }),
    });

  if (response.status === "incomplete") {
    throw failed("malformed", word("incomplete", response.incomplete_details?.reason));
  }
  if (response.status !== "completed") throw failed(...meaningOf(response.error?.code));
  const messages = response.output.flatMap(({ type, content }) =>
    type === "message" ? [content ?? []] : [],
  );
  if (messages.flat().some(({ type }) => type === "refusal")) throw failed("malformed", "refusal");
  const answers = readAnswers(messages);
  if (answers.length === 0) throw failed("malformed", "output");
  const read = readBest(output, answers, origin);
  const odd = [...bill.oddities, ...oddities, ...read.oddities];
  return { value: read.value, charge, ...(odd.length > 0 && { oddities: odd }) };
}

type MessagePart = NonNullable<z.infer<typeof ResponseAnswer>["output"][number]["content"]>[number];

/** The model may think aloud in one message and answer in another: the last one of the right shape is the answer. */
function readBest<Output>(
  output: z.ZodType<Output>,
  answers: readonly unknown[],
  origin: AnswerOrigin,
): Lenient<Output> {
  const exact = answers.findLast((data) => output.safeParse(data).success);
  return readLeniently(output, exact ?? answers.at(-1), { ...origin, within: "output" });
}

/** What can be read as JSON: all texts as one, else each message, else each part by itself. */
function readAnswers(messages: readonly (readonly MessagePart[])[]): unknown[] {
  const texts = messages.map((parts) =>
    parts.filter(({ type }) => type === "output_text").map((part) => part.text ?? ""),
  );
  const whole = readJsonText(texts.flat().join(""));
  if (whole !== undefined) return [whole];
  return [texts.map((parts) => parts.join("")), texts.flat()]
    .map((candidates) => candidates.map(readJsonText).filter((data) => data !== undefined))
    .reduce((found, next) => (found.length > 0 ? found : next));
}

/** What an answer cost; `unknown` if it does not say, or says it in a way nobody can read. */
function readBill(
  body: unknown,
  secret: string,
): { readonly charge: Charge; readonly oddities: readonly string[] } {
  const bill = Usage.safeParse(body);
  if (!bill.success || bill.data.model.includes(secret)) {
    const field = bill.error?.issues[0]?.path.map(fieldName).join(".") ?? "model";
    return { charge: { unit: "unknown" }, oddities: [field] };
  }
  const { model, usage } = bill.data;
  const cached = usage.input_tokens_details?.cached_tokens ?? 0;
  const written = usage.input_tokens_details?.cache_write_tokens ?? 0;
  const tokens = {
    unit: "token",
    model,
    inputTokens: usage.input_tokens,
    outputTokens: usage.output_tokens,
  } as const;
  if (cached + written > usage.input_tokens) {
    // Cached tokens are part of the input, so this count is wrong. Charged as uncached, so never too low.
    return {
      charge: { ...tokens, cachedInputTokens: 0 },
      oddities: ["usage.input_tokens_details.cached_tokens"],
    };
  }
  return {
    charge: { ...tokens, cachedInputTokens: cached, ...(written > 0 && { cacheWriteTokens: written }) },
    oddities: [],
  };
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
