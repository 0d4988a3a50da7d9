import type { Clock } from "../clock.ts";
import type { Queryable } from "../database/batch.ts";
import type { Database } from "../database/database.ts";
import { sqlStateOf } from "../database/faults/sql-state.ts";
import { RUN_STATUSES } from "../entities/vocabulary.ts";
import { listPriceCards } from "../observability/costs/price-card-store.ts";
import { DEFAULT_PRICE_CARDS } from "../observability/costs/price-cards.ts";
import { createPriceCharge } from "../observability/costs/price-charge.ts";
import { createTraceId } from "../trace-context.ts";
import { ensureAgentRuns, finishAgentRuns, type NewAgentRun, startAgentRuns } from "./agent-run-store.ts";
import { noteAgentsSeen } from "./agent-store.ts";
import { createCache } from "./create-cache.ts";
import { admitEvent } from "./events/admit-event.ts";
import type { AgentEvent, EventProblem, StoredAgentEvent } from "./events/agent-event.ts";
import {
  commitDurably,
  insertNewAgentEvents,
  insertUnknownAgentEvents,
  markStaleDays,
  readLiveDates,
} from "./events/agent-event-store.ts";
import { cleanText } from "./events/clean-text.ts";

/** What became of an event of a batch: stored, known already, or refused. */
export type EventOutcome = "accepted" | "duplicate" | EventProblem;

/** Stores what agents report. */
export interface AgentRecorder {
  /** What became of each event, in order; what is accepted is committed. */
  record(
    sender: { readonly tenantId: string; readonly boundTo: readonly string[] | null },
    events: readonly AgentEvent[],
  ): Promise<EventOutcome[]>;
}

const SHARDS = 8;
/** What a sender may call a run, in characters. */
const LONGEST_RUN_NAME = 200;
const CACHED_MS = 30_000;
const CACHED_RUNS = 20_000;
const CACHED_AGENTS = 20_000;
/** Days that are counted again by the hour anyhow. */
const RECENT_MS = 24 * 3_600_000;
/** A sign of life is written again after this long. */
const SEEN_MS = 10_000;
/** After a resend, the next events are looked up before they are written, rather than refused by Postgres. */
const RESENDING_MS = 10_000;
const UNIQUE_VIOLATION = "23505";
const CHECK_VIOLATION = "23514";

interface RunStart {
  readonly runId: string;
  readonly agentId: string;
  readonly at: Date;
}

/** Events that are about to be stored, with the runs they begin. */
interface NewEvents {
  readonly stored: readonly StoredAgentEvent[];
  readonly starts: readonly RunStart[];
  readonly now: Date;
}

interface KnownRun {
  readonly agentId: string;
  readonly startedAt: Date;
}

export function createAgentRecorder({
  database,
  clock,
}: {
  readonly database: Database;
  readonly clock: Clock;
}): AgentRecorder {
  const dates = createCache<ReadonlySet<string>>({ clock, keepMs: CACHED_MS, most: 1 });
  const prices = createCache<ReturnType<typeof createPriceCharge>>({ clock, keepMs: CACHED_MS, most: 1_000 });
  /** A run never changes hands, and its beginning never moves on. */
  const runs = createCache<KnownRun>({ clock, keepMs: Number.POSITIVE_INFINITY, most: CACHED_RUNS });
  const seen = createCache<true>({ clock, keepMs: SEEN_MS, most: CACHED_AGENTS });
  const resending = createCache<true>({ clock, keepMs: RESENDING_MS, most: 1_000 });
  let shard = 0;

  async function admissionOf(tenantId: string, boundTo: readonly string[] | null) {
    const liveDates = await dates.get("all", () => database.batch(tenantId, readLiveDates));
    const price = await prices.get(tenantId, () =>
      database.withTenant(tenantId, async (transaction) =>
        createPriceCharge([...(await listPriceCards(transaction, tenantId)), ...DEFAULT_PRICE_CARDS]),
      ),
    );
    return { tenantId, boundTo, liveDates, price, now: clock(), runIds: new Map<string, string>() };
  }

  /** Makes the runs that are new. What belongs to another agent's run is refused. */
  async function refuseForeignRuns(
    tenantId: string,
    events: readonly AgentEvent[],
    outcomes: (StoredAgentEvent | EventProblem)[],
  ): Promise<void> {
    const unknown = new Map<string, NewAgentRun>();
    for (const [index, stored] of outcomes.entries()) {
      if (!("eventDate" in stored) || stored.runId === null) continue;
      if (runs.peek(`${tenantId} ${stored.runId}`) !== undefined) continue;
      const known = unknown.get(stored.runId);
      if (known !== undefined && known.startedAt <= stored.ts) continue;
      unknown.set(stored.runId, {
        runId: stored.runId,
        agentId: known?.agentId ?? stored.agentId,
        startedAt: stored.ts,
        traceId: stored.traceId ?? createTraceId(),
        senderId: cleanText(events[index]?.runId ?? "", LONGEST_RUN_NAME),
      });
    }
    if (unknown.size > 0) {
      const found = await database.withTenant(tenantId, (transaction) =>
        ensureAgentRuns(transaction, tenantId, [...unknown.values()]),
      );
      for (const { runId, ...run } of found) runs.set(`${tenantId} ${runId}`, run);
    }
    for (const [index, stored] of outcomes.entries()) {
      if (!("eventDate" in stored) || stored.runId === null) continue;
      if (runs.peek(`${tenantId} ${stored.runId}`)?.agentId !== stored.agentId)
        outcomes[index] = { field: "run_id", detail: "is a run of another agent", code: "invalid_input" };
    }
  }

  /** What else follows from events, in the transaction that stores them. */
  function consequences(
    batch: Queryable,
    tenantId: string,
    { stored, starts, now }: NewEvents,
  ): Promise<void>[] {
    const agents = [...new Set(stored.map(({ agentId }) => agentId))]
      .filter((agentId) => seen.peek(`${tenantId} ${agentId}`) === undefined)
      .sort();
    const late = stored.filter(({ ts }) => now.getTime() - ts.getTime() > RECENT_MS);
    const ends = stored.flatMap(({ event, runId, agentId, status: word, errorMsg, ts }) => {
      const status = RUN_STATUSES.find((one) => one === word);
      if (event !== "run_finished" || runId === null || status === undefined) return [];
      return [{ runId, agentId, status, reason: errorMsg, at: ts }];
    });
    return [
      ...(agents.length > 0 ? [noteAgentsSeen(batch, tenantId, agents, now)] : []),
      ...(late.length > 0 ? [markStaleDays(batch, tenantId, late)] : []),
      ...(starts.length > 0 ? [startAgentRuns(batch, starts)] : []),
      ...(ends.length > 0 ? [finishAgentRuns(batch, ends)] : []),
    ];
  }

  /** Returns the days and keys that were stored; null when all were. */
  async function write(
    tenantId: string,
    stored: readonly StoredAgentEvent[],
  ): Promise<ReadonlySet<string> | null> {
    shard = (shard + 1) % SHARDS;
    const now = clock();
    const starts = findEarlierStarts(stored, (runId) => runs.peek(`${tenantId} ${runId}`)?.startedAt);
    const transact = <Result>(insert: (batch: Queryable) => Promise<Result>) =>
      database.batch(tenantId, async (batch) => {
        const inserted = insert(batch);
        await Promise.all([
          commitDurably(batch),
          inserted,
          ...consequences(batch, tenantId, { stored, starts, now }),
        ]);
        return inserted;
      });
    const writeUnknown = () => transact((batch) => insertUnknownAgentEvents(batch, tenantId, stored, shard));
    const writeNew = async () => {
      try {
        await transact((batch) => insertNewAgentEvents(batch, tenantId, stored, shard));
        return null;
      } catch (error) {
        if (sqlStateOf(error) !== UNIQUE_VIOLATION) throw error;
        return writeUnknown();
      }
    };
    const kept = resending.peek(tenantId) === undefined ? await writeNew() : await writeUnknown();
    if (kept !== null) resending.set(tenantId, true);
    for (const { agentId } of stored) seen.set(`${tenantId} ${agentId}`, true);
    for (const { runId, agentId, at } of starts) runs.set(`${tenantId} ${runId}`, { agentId, startedAt: at });
    return kept;
  }

  return {
    async record({ tenantId, boundTo }, events) {
      for (let isRetry = false; ; isRetry = true) {
        const admission = await admissionOf(tenantId, boundTo);
        const outcomes = events.map((event) => admitEvent(event, admission));
        await refuseForeignRuns(tenantId, events, outcomes);
        const stored = findFirsts(outcomes.filter((outcome) => "eventDate" in outcome));
        if (stored.length === 0) return judge(outcomes, null);
        try {
          return judge(outcomes, await write(tenantId, stored));
        } catch (error) {
          // The day's partition was dropped since we looked: once more, with the days there are now.
          if (isRetry || sqlStateOf(error) !== CHECK_VIOLATION) throw error;
          dates.clear();
        }
      }
    },
  };
}

/** Of events with one key the first, in the order of their keys: two senders of the same wait for each other, and no more. */
function findFirsts(events: readonly StoredAgentEvent[]): StoredAgentEvent[] {
  const firsts = new Map<string, StoredAgentEvent>();
  for (const event of events) {
    const name = nameOf(event);
    if (!firsts.has(name)) firsts.set(name, event);
  }
  return [...firsts].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, event]) => event);
}

function nameOf({ eventDate, dedupeKey }: StoredAgentEvent): string {
  return `${eventDate} ${dedupeKey}`;
}

/** The runs of which an event is earlier than the beginning we know of. */
function findEarlierStarts(
  stored: readonly StoredAgentEvent[],
  knownStart: (runId: string) => Date | undefined,
): RunStart[] {
  const starts = new Map<string, RunStart>();
  for (const { runId, agentId, ts } of stored) {
    if (runId === null) continue;
    const known = starts.get(runId)?.at ?? knownStart(runId);
    if (known === undefined || ts < known) starts.set(runId, { runId, agentId, at: ts });
  }
  return [...starts.values()];
}

/** `kept` has the days and keys that were stored, null for all; of two events with one key the first was. */
function judge(
  outcomes: readonly (StoredAgentEvent | EventProblem)[],
  kept: ReadonlySet<string> | null,
): EventOutcome[] {
  const seen = new Set<string>();
  return outcomes.map((outcome) => {
    if (!("eventDate" in outcome)) return outcome;
    const name = nameOf(outcome);
    const isNew = (kept === null || kept.has(name)) && !seen.has(name);
    seen.add(name);
    return isNew ? "accepted" : "duplicate";
  });
}
