import { z } from "zod";

/** What Slack sends over a Socket Mode connection; only the fields we use. */
export const SlackFrame = z.union([
  z.object({ type: z.literal("hello") }),
  z.object({ type: z.literal("disconnect"), reason: z.string().catch("unknown") }),
  z.object({
    type: z.enum(["slash_commands", "interactive", "events_api"]),
    envelope_id: z.string(),
    payload: z.record(z.string(), z.unknown()),
    retry_attempt: z.number().optional(),
    retry_reason: z.string().optional(),
  }),
]);

/** A request of Slack's in its envelope. */
export type SlackEnvelope = Extract<z.infer<typeof SlackFrame>, { envelope_id: string }>;
