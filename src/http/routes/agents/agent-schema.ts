import { z } from "zod";

/** The agent an address names. */
const Parameters = z.object({
  agent_id: z
    .string()
    .regex(/^[A-Za-z0-9][\w.:/-]{0,99}$/, "is not an agent's id; `GET /api/obs/agents` lists them")
    .meta({ examples: ["support-bot"] }),
});

const time = z.iso.datetime();
const count = z.int().min(0);
const usd = z.number().describe("US dollars.");

const Agent = z
  .object({
    agent_id: z.string(),
    name: z.string(),
    kind: z.string(),
    owner: z.string().nullable(),
    first_seen_at: time.nullable(),
    last_seen_at: time.nullable(),
    last_heartbeat_at: time.nullable(),
    expected_heartbeat_minutes: z.int().nullable().describe("Null: no heartbeat is expected."),
    run_silence_minutes: z.int().describe("A run that is silent for longer is closed as failed."),
  })
  .meta({
    id: "Agent",
    examples: [
      {
        agent_id: "support-bot",
        name: "Support bot",
        kind: "agent",
        owner: "support@acme.example",
        first_seen_at: "2026-11-01T08:00:00.000Z",
        last_seen_at: "2026-11-22T09:30:00.000Z",
        last_heartbeat_at: null,
        expected_heartbeat_minutes: null,
        run_silence_minutes: 60,
      },
    ],
  });

const totals = {
  cost_usd: usd,
  calls: count,
  errors: count,
  active_agents: count,
  events: count,
  tokens_input: count,
  tokens_output: count,
  tokens_cached: count,
  unpriced_calls: count.describe("Calls whose price nobody knows; their cost is in no sum."),
};
const Totals = z.object(totals);
const DayTotals = z.object({ date: z.iso.date(), ...totals }).meta({ id: "DayTotals" });

const Overview = z
  .object({
    tenant_id: z.string(),
    timezone: z.string(),
    open_alerts: count,
    today: DayTotals,
    last_7_days: z.object({ ...totals, days: z.array(DayTotals).describe("Today included, oldest first.") }),
  })
  .meta({ id: "MetricsOverview" });

const AgentDay = z
  .object({
    agent_id: z.string(),
    date: z.iso.date().describe("A day of the tenant's time zone."),
    total_runs: count,
    successful_runs: count,
    failed_runs: count,
    events: count,
    calls: count,
    errors: count,
    tokens_input: count,
    tokens_output: count,
    tokens_cached: count,
    cost_usd: usd,
    unpriced_calls: count,
    p50_ms: z.int().nullable(),
    p95_ms: z.int().nullable(),
    p99_ms: z.int().nullable(),
    models_used: z.record(z.string(), z.number()).describe("Calls by model."),
    aggregated_at: time.nullable(),
  })
  .meta({ id: "AgentDay" });

const AgentDays = z
  .object({ from: z.iso.date(), to: z.iso.date(), metrics: z.array(AgentDay) })
  .meta({ id: "AgentDays" });

const Event = z
  .object({
    ts: time,
    type: z.string(),
    status: z.string(),
    agent_id: z.string(),
    run_id: z.uuid().nullable(),
    trace_id: z.string().nullable(),
    stage: z.string().nullable(),
    company_id: z.uuid().nullable(),
    duration_ms: z.int().nullable(),
    provider: z.string().nullable(),
    model: z.string().nullable(),
    tokens_input: z.int().nullable().describe("Includes `tokens_cached`."),
    tokens_output: z.int().nullable(),
    tokens_cached: z.int().nullable(),
    cost_usd: z.number().nullable().describe("US dollars; null when there is no price, or nothing to pay."),
    error_code: z.string().nullable(),
    message: z.string().nullable(),
    extra: z.record(z.string(), z.unknown()).nullable(),
  })
  .meta({ id: "StoredEvent" });

const AgentDetail = z
  .object({ agent: Agent, metrics: z.array(AgentDay), recent_events: z.array(Event) })
  .meta({ id: "AgentDetail" });

const Agents = z.object({ agents: z.array(Agent) }).meta({ id: "Agents" });

const Events = z
  .object({ events: z.array(Event), next_cursor: z.string().nullable().describe("Null on the last page.") })
  .meta({ id: "Events" });

const Aggregated = z
  .object({ days: z.array(z.object({ date: z.iso.date(), agents: count })) })
  .meta({ id: "AggregatedDays" });

const Prices = z
  .object({
    price_cards: z.array(
      z.object({
        price_card_id: z.string(),
        provider: z.string(),
        model: z.string().nullable(),
        unit: z.enum(["credit", "input_mtok", "cached_input_mtok", "output_mtok"]),
        usd,
        valid_from: time,
        valid_to: time.nullable(),
        source: z.string(),
        own: z.boolean().describe("The tenant's own, not a default."),
      }),
    ),
    public_list: z.string().describe("The list by which models without a card are priced."),
  })
  .meta({ id: "Prices" });

const minutes = z.int().min(1).max(10_080);

/** `PATCH /api/obs/agents/{agent_id}`: what is given changes. */
const ChangesBody = z
  .strictObject({
    name: z.string().trim().min(1).max(100).optional(),
    kind: z.string().trim().min(1).max(50).optional(),
    owner: z.string().trim().min(1).max(200).nullable().optional(),
    expected_heartbeat_minutes: minutes.nullable().optional(),
    run_silence_minutes: minutes.optional(),
  })
  .meta({ id: "AgentChanges" });

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

/** What is asked and answered about agents. */
export const AgentSchema = {
  Parameters,
  ChangesBody,
  DaysQuery,
  DailyQuery,
  EventsQuery,
  Agent,
  Agents,
  AgentDay,
  AgentDays,
  AgentDetail,
  Totals,
  Overview,
  Event,
  Events,
  Aggregated,
  Prices,
};
