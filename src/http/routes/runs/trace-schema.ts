import { z } from "zod";

const TraceId = z
  .string()
  .regex(
    /^(?:[0-9a-fA-F]{32}|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})$/,
    "must be a trace id: 32 hex digits",
  )
  .meta({ examples: ["4bf92f3577b34da6a3ce929d0e0e4736"] });

const word = z.string().nullable();

/** What a trace is asked by, and how it is answered. */
export const TraceSchema = {
  Parameters: z.object({ trace_id: TraceId }),
  Query: z.object({
    limit: z.coerce.number().int().min(1).max(1_000).default(200).describe("How many steps, the first ones."),
  }),
  Trace: z
    .object({
      trace_id: z.string(),
      steps: z.array(
        z.object({
          at: z.iso.datetime(),
          kind: z.enum(["slack_request", "audit", "run", "event", "message"]),
          what: z.string().describe("The action, the event, or the kind of message."),
          detail: word.describe("How it ended, or who did it."),
          run_id: word,
          stage: word,
          company_id: word,
          vendor: word,
          duration_ms: z.int().nullable(),
          error_code: word,
        }),
      ),
      more: z.boolean().describe("Whether there are more steps than `limit`."),
    })
    .meta({ id: "Trace" }),
};
