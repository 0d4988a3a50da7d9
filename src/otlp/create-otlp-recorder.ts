import type { AgentRecorder, EventOutcome } from "../agents/create-agent-recorder.ts";
import { runIdOf } from "../agents/events/admit-event.ts";
import type { AgentEvent } from "../agents/events/agent-event.ts";
import { cleanText } from "../agents/events/clean-text.ts";
import type { Clock } from "../clock.ts";
import type { Database } from "../database/database.ts";
import type { Attributes } from "./decoding/attribute-value.ts";
import type { OtlpGroup } from "./decoding/otlp-group.ts";
import type { OtlpLogRecord, OtlpSpan } from "./decoding/otlp-schema.ts";
import { agentOfResource } from "./mapping/agent-of-resource.ts";
import { countedTwice, countOnce } from "./mapping/count-once.ts";
import { endsOfRuns } from "./mapping/ends-of-runs.ts";
import { eventsOfSpan } from "./mapping/events-of-span.ts";
import { mapLog } from "./mapping/map-log.ts";
import { type MappedSpan, mapSpan } from "./mapping/map-span.ts";
import { type ExportOutcome, outcomeOf, type RefusedItem } from "./mapping/outcome-of.ts";
import { readStoredSpans, turnIntoSteps } from "./stored-span-store.ts";
import { endTracedRuns } from "./traced-run-store.ts";
import { countUnknownKeys, type UnknownKey } from "./unknown-key-store.ts";

/** For whom a key may speak: a tenant, and of its agents those named (null: all). */
export interface OtlpSender {
  readonly tenantId: string;
  readonly boundTo: readonly string[] | null;
}

/** Stores what OpenTelemetry's exporters send. What is accepted is committed. */
export interface OtlpRecorder {
  recordSpans(sender: OtlpSender, groups: readonly OtlpGroup<OtlpSpan>[]): Promise<ExportOutcome>;
  recordLogs(sender: OtlpSender, groups: readonly OtlpGroup<OtlpLogRecord>[]): Promise<ExportOutcome>;
}

/** Most events in one transaction. */
const MOST_EVENTS = 2_000;
const LONGEST_KEY = 100;

export function createOtlpRecorder(world: {
  readonly database: Database;
  readonly clock: Clock;
  readonly recorder: AgentRecorder;
}): OtlpRecorder {
  const { database, clock, recorder } = world;

  async function record(sender: OtlpSender, events: readonly AgentEvent[]): Promise<EventOutcome[]> {
    const outcomes: EventOutcome[] = [];
    for (let from = 0; from < events.length; from += MOST_EVENTS)
      outcomes.push(...(await recorder.record(sender, events.slice(from, from + MOST_EVENTS))));
    return outcomes;
  }

  /** Two libraries that report one call would count its tokens twice: one look at what is stored of its trace. */
  async function counted(tenantId: string, spans: readonly MappedSpan[]): Promise<readonly MappedSpan[]> {
    const traces = new Set(spans.filter(({ role }) => role === "llm_call").map(({ traceId }) => traceId));
    if (traces.size === 0) return spans;
    const stored = await database.withTenant(tenantId, (transaction) =>
      readStoredSpans(transaction, tenantId, [...traces]),
    );
    return countOnce(spans, stored);
  }

  /** Another request may have stored the rest of a call at the same time, or this one what connects two calls. */
  async function mend(tenantId: string, spans: readonly MappedSpan[]): Promise<void> {
    const traces = new Set(spans.map(({ traceId }) => traceId));
    if (traces.size === 0) return;
    await database.withTenant(tenantId, async (transaction) => {
      const twice = countedTwice(await readStoredSpans(transaction, tenantId, [...traces]));
      if (twice.length > 0) await turnIntoSteps(transaction, tenantId, twice);
    });
  }

  async function countKeys(tenantId: string, keys: readonly UnknownKey[]): Promise<void> {
    if (keys.length === 0) return;
    await database.withTenant(tenantId, (transaction) =>
      countUnknownKeys(transaction, tenantId, { keys, now: clock() }),
    );
  }

  return {
    async recordSpans(sender, groups) {
      const { tenantId } = sender;
      const refusals: RefusedItem[] = [];
      const mapped: MappedSpan[] = [];
      for (const { agentId, item } of itemsOf(sender, groups, refusals)) {
        const span = "problem" in item ? item : mapSpan(item, agentId);
        if ("problem" in span) refusals.push({ problem: span.problem, isAgent: false });
        else mapped.push(span);
      }
      const spans = await counted(tenantId, mapped);
      const events = spans.map(eventsOfSpan);
      const outcomes = await record(sender, events.flat());
      const taken: MappedSpan[] = [];
      const fresh: MappedSpan[] = [];
      let place = 0;
      for (const [index, span] of spans.entries()) {
        const outcome = outcomes[place];
        place += events[index]?.length ?? 0;
        if (typeof outcome === "object") refusals.push({ problem: problemOf(outcome), isAgent: false });
        else taken.push(span);
        if (outcome === "accepted") fresh.push(span);
      }
      await mend(tenantId, taken);
      const ends = endsOfRuns(taken).map(({ traceId, ...end }) => ({
        ...end,
        runId: runIdOf(tenantId, end.agentId, traceId),
      }));
      if (ends.length > 0)
        await database.withTenant(tenantId, (transaction) => endTracedRuns(transaction, ends));
      await countKeys(tenantId, sumKeys(fresh));
      return outcomeOf(taken, refusals);
    },

    async recordLogs(sender, groups) {
      const { tenantId } = sender;
      const refusals: RefusedItem[] = [];
      const now = clock();
      const logs = [];
      for (const { agentId, item } of itemsOf(sender, groups, refusals)) {
        if ("problem" in item) refusals.push({ problem: item.problem, isAgent: false });
        else logs.push({ agentId, ...mapLog(item, { agentId, now }) });
      }
      const outcomes = await record(
        sender,
        logs.map(({ event }) => event),
      );
      for (const outcome of outcomes)
        if (typeof outcome === "object") refusals.push({ problem: problemOf(outcome), isAgent: false });
      await countKeys(tenantId, sumKeys(logs.filter((_, index) => outcomes[index] === "accepted")));
      return outcomeOf(
        logs.filter((_, index) => typeof outcomes[index] === "string"),
        refusals,
      );
    },
  };
}

/** Each item with the agent it is of; what has none is refused. */
function* itemsOf<Item>(
  { boundTo }: OtlpSender,
  groups: readonly OtlpGroup<Item>[],
  refusals: RefusedItem[],
): Generator<{ readonly agentId: string; readonly item: Item | { readonly problem: string } }> {
  for (const { resource, items } of groups) {
    const agentId = agentOf(boundTo, resource);
    for (const item of items) {
      if (agentId === null) refusals.push({ problem: NO_AGENT, isAgent: true });
      else yield { agentId, item };
    }
  }
}

const NO_AGENT = "service.name is missing; set OTEL_SERVICE_NAME, or use a key that is bound to one agent";

/** A key that speaks for one agent says whose everything is. */
function agentOf(boundTo: readonly string[] | null, resource: Attributes): string | null {
  const [only] = boundTo ?? [];
  return boundTo?.length === 1 && only !== undefined ? only : agentOfResource(resource);
}

function problemOf({ field, detail }: { readonly field: string; readonly detail: string }): string {
  return (field === "agent_id" ? detail : `${field} ${detail}`).replace(/\.$/, "");
}

function sumKeys(
  items: readonly { readonly unknownKeys: readonly string[]; readonly event: AgentEvent }[],
): UnknownKey[] {
  const sums = new Map<string, UnknownKey>();
  for (const { unknownKeys, event } of items) {
    for (const sent of unknownKeys) {
      const key = cleanText(sent, LONGEST_KEY);
      sums.set(key, { key, uses: (sums.get(key)?.uses ?? 0) + 1, agentId: event.agentId });
    }
  }
  return [...sums.values()];
}
