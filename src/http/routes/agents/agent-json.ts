import type { z } from "zod";
import type { PlacedEvent } from "../../../agents/events/event-query-store.ts";
import type { AgentTotals } from "../../../agents/figures/agent-metrics-store.ts";
import type { Agent } from "../../../entities/agent.ts";
import type { AgentDailyMetric } from "../../../entities/agent-daily-metric.ts";
import { usdNumber } from "../../../nano-usd.ts";
import type { AgentSchema } from "./agent-schema.ts";

/** An agent in the API's own words. */
export function agentJson(agent: Agent): z.input<typeof AgentSchema.Agent> {
  return {
    agent_id: agent.agentId,
    name: agent.name,
    kind: agent.kind,
    owner: agent.owner,
    first_seen_at: agent.firstSeenAt?.toISOString() ?? null,
    last_seen_at: agent.lastSeenAt?.toISOString() ?? null,
    last_heartbeat_at: agent.lastHeartbeatAt?.toISOString() ?? null,
    expected_heartbeat_minutes: agent.expectedHeartbeatMinutes,
    run_silence_minutes: agent.runSilenceMinutes,
  };
}

/** What agents did in a stretch of time. */
export function totalsJson(totals: AgentTotals): z.input<typeof AgentSchema.Totals> {
  return {
    cost_usd: usdNumber(totals.costNanoUsd),
    calls: totals.calls,
    errors: totals.errors,
    active_agents: totals.activeAgents,
    events: totals.events,
    tokens_input: totals.tokensInput,
    tokens_output: totals.tokensOutput,
    tokens_cached: totals.tokensCached,
    unpriced_calls: totals.unpricedCalls,
  };
}

/** An agent's day. */
export function dayJson(day: AgentDailyMetric): z.input<typeof AgentSchema.AgentDay> {
  return {
    agent_id: day.agentId,
    date: day.date,
    total_runs: day.totalRuns,
    successful_runs: day.successfulRuns,
    failed_runs: day.failedRuns,
    events: day.events,
    calls: day.calls,
    errors: day.errors,
    tokens_input: day.tokensInput,
    tokens_output: day.tokensOutput,
    tokens_cached: day.tokensCached,
    cost_usd: usdNumber(day.costNanoUsd),
    unpriced_calls: day.unpricedCalls,
    p50_ms: day.p50Ms,
    p95_ms: day.p95Ms,
    p99_ms: day.p99Ms,
    models_used: day.modelsUsed,
    aggregated_at: day.aggregatedAt?.toISOString() ?? null,
  };
}

/** An event of the log. */
export function eventJson(event: PlacedEvent): z.input<typeof AgentSchema.Event> {
  return {
    ts: event.ts.toISOString(),
    type: event.event,
    status: event.status,
    agent_id: event.agentId ?? "nightly",
    run_id: event.runId,
    trace_id: event.traceId,
    stage: event.stage,
    company_id: event.companyId,
    duration_ms: event.durationMs,
    provider: event.vendor,
    model: event.model,
    tokens_input: event.tokensInput,
    tokens_output: event.tokensOutput,
    tokens_cached: event.tokensCached,
    cost_usd: event.costNanoUsd === null ? null : usdNumber(event.costNanoUsd),
    error_code: event.errorCode,
    message: event.errorMsg,
    extra: event.extra,
  };
}
