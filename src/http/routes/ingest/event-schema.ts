import { z } from "zod";
import { readTraceId } from "../../../trace-context.ts";

/** What a column of whole numbers holds. */
const MOST = 2_147_483_647;

const text = (length: number) => z.string().min(1).max(length);
const wholeNumber = z.int().min(0).max(MOST);
const outcome = z.enum(["success", "error"]);

/** An agent's id: letters, digits and `. _ : / -`. */
const AgentId = z
  .string()
  .regex(/^[A-Za-z0-9][\w.:/-]{0,99}$/, "must be 1 to 100 letters, digits and . _ : / -");

const common = {
  agent_id: AgentId,
  ts: z.iso
    .datetime({ offset: true, error: "must be an ISO 8601 time with its offset" })
    .transform((value) => new Date(value))
    .optional(),
  dedupe_key: text(200).optional(),
  run_id: text(200).optional(),
  trace_id: z
    .string()
    .max(40)
    .refine((value) => readTraceId(value) !== null, "must be 32 hex digits or a UUID, not all zero")
    .optional(),
  stage: text(64).optional(),
  // Looked at where it is cleaned: zod would drop a member called __proto__ without a word.
  attributes: z.unknown().optional(),
};
const duration_ms = z.number().min(0).max(MOST).optional();
const cost_usd = z.number().min(0).max(1_000_000).optional();
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
      status: z.enum(["succeeded", "degraded", "failed", "cancelled"]),
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
      status: z.enum(["success", "error", "skipped"]),
      duration_ms,
      name: text(200).optional(),
    }),
    z.strictObject({
      type: z.literal("log"),
      ...common,
      message: text(20_000),
      level: z.enum(["debug", "info", "warn", "error"]).default("info"),
    }),
    z.strictObject({ type: z.literal("metric"), ...common, name: text(200), value: z.number() }),
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
      value: z.number().min(-1).max(1),
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

/** An event from outside, checked. */
export type EventBody = z.output<typeof Event>;
