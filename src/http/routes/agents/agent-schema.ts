import { z } from "zod";

/** The agent an address names. */
const Parameters = z.object({
  agent_id: z
    .string()
    .regex(/^[A-Za-z0-9][\w.:/-]{0,99}$/, "is not an agent's id; `GET /api/obs/agents` lists them"),
});

const minutes = z.int().min(1).max(10_080);

/** `PATCH /api/obs/agents/{agent_id}`: what is given changes. */
const ChangesBody = z.strictObject({
  name: z.string().trim().min(1).max(100).optional(),
  kind: z.string().trim().min(1).max(50).optional(),
  owner: z.string().trim().min(1).max(200).nullable().optional(),
  expected_heartbeat_minutes: minutes.nullable().optional(),
  run_silence_minutes: minutes.optional(),
});

/** How far back a list by day goes. */
const DaysQuery = z.object({ days: z.coerce.number().int().min(1).max(400).default(30) });

const day = z.iso.date("must be a day such as 2026-12-01");

/** `GET /api/obs/metrics/agents`. */
const DailyQuery = z.object({
  from: day.optional(),
  to: day.optional(),
  agent_id: Parameters.shape.agent_id.optional(),
});

/** Most events in a page, and how far `offset` reaches; beyond it, `cursor` goes on. */
const MOST_EVENTS_A_PAGE = 200;
const MOST_OFFSET = 10_000;

/** `GET /api/obs/events`. */
const EventsQuery = z.object({
  agent_id: Parameters.shape.agent_id.optional(),
  type: z
    .string()
    .regex(/^[a-z_]{1,40}$/, "must be an event type")
    .optional(),
  status: z
    .string()
    .regex(/^[a-z_]{1,40}$/, "must be a status")
    .optional(),
  run_id: z.uuid("a run id is a UUID; `GET /runs` lists them").optional(),
  trace_id: z
    .string()
    .regex(/^[0-9a-f]{32}$/, "must be 32 hex digits")
    .optional(),
  stage: z.string().min(1).max(64).optional(),
  from: z.iso.datetime({ offset: true }).optional(),
  to: z.iso.datetime({ offset: true }).optional(),
  limit: z.coerce.number().int().min(1).max(MOST_EVENTS_A_PAGE).default(50),
  offset: z.coerce.number().int().min(0).max(MOST_OFFSET).default(0),
  cursor: z.string().max(300).optional(),
});

/** What is asked of agents. */
export const AgentSchema = { Parameters, ChangesBody, DaysQuery, DailyQuery, EventsQuery };
