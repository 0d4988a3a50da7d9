import { z } from "zod";
import { readTraceId } from "../../../trace-context.ts";

/** What a column of whole numbers holds. */
const MOST = 2_147_483_647;

/**
 * A quick look at a field, beside its schema: what it says yes to, the schema takes as it is. It may say no to what the
 * schema takes; then the schema decides.
 */
export const QUICK = z.registry<{ readonly holds: (value: unknown) => boolean }>();

const text = (length: number) =>
  z
    .string()
    .min(1)
    .max(length)
    .register(QUICK, {
      holds: (value) => typeof value === "string" && value.length > 0 && value.length <= length,
    });
const numberBetween = (least: number, most: number) =>
  z
    .number()
    .min(least)
    .max(most)
    .register(QUICK, { holds: (value) => typeof value === "number" && value >= least && value <= most });
const oneOf = <const Words extends readonly [string, ...string[]]>(words: Words) => {
  const known: ReadonlySet<unknown> = new Set(words);
  return z.enum(words).register(QUICK, { holds: (value) => known.has(value) });
};
const wholeNumber = z
  .int()
  .min(0)
  .max(MOST)
  .register(QUICK, {
    holds: (value) => typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= MOST,
  });
const outcome = oneOf(["success", "error"]);

/** An agent's id: letters, digits and `. _ : / -`. */
const AGENT_ID = /^[A-Za-z0-9][\w.:/-]{0,99}$/;
const AgentId = z
  .string()
  .regex(AGENT_ID, "must be 1 to 100 letters, digits and . _ : / -")
  .register(QUICK, { holds: (value) => typeof value === "string" && AGENT_ID.test(value) });

/** A time as programs write it. Only the 29th to the 31st need a look at the calendar. */
const PLAIN_TIME =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?Z$/;
const PLAIN_TRACE_ID = /^(?!0{32})[0-9a-f]{32}$/;

const common = {
  agent_id: AgentId,
  ts: z.iso
    .datetime({ offset: true, error: "must be an ISO 8601 time with its offset" })
    .register(QUICK, {
      holds: (value) =>
        typeof value === "string" &&
        PLAIN_TIME.test(value) &&
        (value.slice(8, 10) <= "28" || new Date(value).getUTCDate() === Number(value.slice(8, 10))),
    })
    .optional(),
  dedupe_key: text(200).optional(),
  run_id: text(200).optional(),
  trace_id: z
    .string()
    .max(40)
    .refine((value) => readTraceId(value) !== null, "must be 32 hex digits or a UUID, not all zero")
    .register(QUICK, { holds: (value) => typeof value === "string" && PLAIN_TRACE_ID.test(value) })
    .optional(),
  stage: text(64).optional(),
  // Looked at where it is cleaned: zod would drop a member called __proto__ without a word.
  attributes: z
    .unknown()
    .register(QUICK, { holds: () => true })
    .optional(),
};
const duration_ms = numberBetween(0, MOST).optional();
const cost_usd = numberBetween(0, 1_000_000).optional();
const failure = { error_code: text(100).optional(), message: text(20_000).optional() };

/** An event from outside: a closed set of types, each with the fields it must and may have. */
const Event = z.discriminatedUnion(
  "type",
  [
    z.strictObject({
      type: z.literal("run_started"),
      ...common,
      run_id: text(200),
      name: text(200).optional(),
    }),
    z.strictObject({
      type: z.literal("run_finished"),
      ...common,
      ...failure,
      run_id: text(200),
      status: oneOf(["succeeded", "degraded", "failed", "cancelled"]),
      duration_ms,
    }),
    z.strictObject({
      type: z.literal("llm_call"),
      ...common,
      ...failure,
      status: outcome.default("success"),
      model: text(100),
      provider: text(64).optional(),
      tokens_input: wholeNumber,
      tokens_output: wholeNumber,
      tokens_cached: wholeNumber.optional(),
      cost_usd,
      duration_ms,
      name: text(200).optional(),
    }),
    z.strictObject({
      type: z.literal("tool_call"),
      ...common,
      ...failure,
      status: outcome.default("success"),
      name: text(200),
      provider: text(64).optional(),
      cost_usd,
      duration_ms,
    }),
    z.strictObject({
      type: z.literal("step"),
      ...common,
      ...failure,
      stage: text(64),
      status: oneOf(["success", "error", "skipped"]),
      duration_ms,
      name: text(200).optional(),
    }),
    z.strictObject({
      type: z.literal("log"),
      ...common,
      message: text(20_000),
      level: oneOf(["debug", "info", "warn", "error"]).default("info"),
    }),
    z.strictObject({
      type: z.literal("metric"),
      ...common,
      name: text(200),
      value: z.number().register(QUICK, { holds: Number.isFinite }),
    }),
    z.strictObject({
      type: z.literal("error"),
      ...common,
      error_code: text(100),
      message: text(20_000).optional(),
      name: text(200).optional(),
    }),
    z.strictObject({ type: z.literal("heartbeat"), ...common }),
    z.strictObject({
      type: z.literal("feedback"),
      ...common,
      name: text(200).optional(),
      value: numberBetween(-1, 1),
      message: text(20_000).optional(),
    }),
  ],
  {
    error: (issue) =>
      issue.code === "invalid_union"
        ? "must be one of run_started, run_finished, llm_call, tool_call, step, log, metric, error, heartbeat, feedback"
        : undefined,
  },
);

/** `POST /api/obs/ingest/heartbeat`. */
const Heartbeat = z.strictObject({ agent_id: AgentId }).meta({ id: "Heartbeat" });

const Alive = z
  .object({ agent_id: z.string(), status: z.literal("alive") })
  .meta({ id: "Alive", examples: [{ agent_id: "support-bot", status: "alive" }] });

const documented = Event.meta({ id: "Event" });

/** `POST /api/obs/ingest/events`, as it is described; each event of it is checked by itself. */
const Events = z
  .union([documented, z.array(documented), z.strictObject({ events: z.array(documented) })])
  .describe("An event, a list of up to 1,000, or an object with such a list.");

const Ingested = z
  .object({
    accepted: z.int().describe("Duplicates included."),
    rejected: z.int(),
    duplicates: z.int(),
    results: z
      .array(
        z.object({
          index: z.int(),
          status: z.enum(["accepted", "duplicate", "rejected"]),
          errors: z
            .array(z.object({ field: z.string(), detail: z.string(), code: z.string() }))
            .optional()
            .describe("Why it was rejected."),
        }),
      )
      .describe("Of each event when some were rejected, else of the duplicates."),
  })
  .meta({ id: "Ingested", examples: [{ accepted: 3, rejected: 0, duplicates: 0, results: [] }] });

/** What comes in under `/api/obs/ingest`, and how it is answered. */
export const EventSchema = { Event, Events, Heartbeat, Alive, Ingested };

/** An event from outside, checked; what has a default may be missing. */
export type EventBody = z.input<typeof Event>;
