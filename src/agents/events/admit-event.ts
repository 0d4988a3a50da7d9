import { randomUUID } from "node:crypto";
import { isUuid } from "../../entities/is-uuid.ts";
import { nanoNumber } from "../../nano-usd.ts";
import type { PriceCharge } from "../../observability/costs/price-charge.ts";
import { keyOf } from "../../observability/events/run-event.ts";
import type { AgentEvent, EventProblem, SpanFacts, StoredAgentEvent } from "./agent-event.ts";
import { cleanAttributes } from "./clean-attributes.ts";
import { cleanText } from "./clean-text.ts";
import { holdsSecret } from "./holds-secret.ts";

/** Ids that are nightshift's own: events under them would pass for the night's, or for a runner's sign of life. */
export const RESERVED_AGENT_IDS: readonly string[] = [
  "nightly",
  "runner",
  "bot",
  "nightshift-bot",
  "nightshift",
];

/** A sender's clock may be ahead of ours by this much. */
export const MOST_AHEAD_MS = 10 * 60_000;

const LONGEST_MESSAGE = 2_000;

/** What decides whether an event is taken. */
export interface Admission {
  readonly tenantId: string;
  /** The only agents the key may speak for; null: all of the tenant's. */
  readonly boundTo: readonly string[] | null;
  /** Days with a partition, `YYYY-MM-DD`. */
  readonly liveDates: ReadonlySet<string>;
  readonly price: PriceCharge;
  readonly now: Date;
  /** Run ids that were worked out for events of the same batch. */
  readonly runIds: Map<string, string>;
}

/** The event as it is stored, or why it is refused. */
export function admitEvent(event: AgentEvent, admission: Admission): StoredAgentEvent | EventProblem {
  const { tenantId, boundTo, liveDates, now } = admission;
  const { agentId, dedupeKey, tokensInput, tokensCached } = event;
  if (boundTo !== null && !boundTo.includes(agentId))
    return { field: "agent_id", detail: `There is no agent "${agentId}".`, code: "unknown_agent" };
  if (RESERVED_AGENT_IDS.includes(agentId))
    return refused("agent_id", `"${agentId}" is a name of nightshift's own; choose another`);
  if (holdsSecret(agentId))
    return refused(
      "agent_id",
      "looks like a key, a password or a number of somebody's; give the agent a name",
    );
  if (dedupeKey !== null && event.ts === null)
    return refused("ts", "is needed with a dedupe_key, so that a resend is recognised on any day");
  const ts = event.ts ?? now;
  if (ts.getTime() - now.getTime() > MOST_AHEAD_MS)
    return refused("ts", "is in the future; check the sender's clock");
  const eventDate = ts.toISOString().slice(0, 10);
  if (!liveDates.has(eventDate))
    return refused("ts", `is of ${eventDate}, a day whose events are no longer, or not yet, kept`);
  if (tokensCached !== null && tokensCached > (tokensInput ?? 0))
    return refused("tokens_cached", "is more than tokens_input, of which it is a part");
  const cleaned = event.attributes === undefined ? null : cleanAttributes(event.attributes);
  if (cleaned !== null && "detail" in cleaned) return refused(cleaned.field, cleaned.detail);
  const { costNanoUsd, priceCardId } = costOf(event, admission.price, ts);
  return {
    agentId,
    eventDate,
    dedupeKey: dedupeKey === null ? randomUUID() : keyOf(tenantId, dedupeKey),
    event: event.type,
    status: event.status,
    runId: event.runId === null ? null : storedRunId(event.runId, agentId, admission),
    stage: cleanOrNull(event.stage, 64),
    errorCode: cleanOrNull(event.errorCode, 100),
    errorMsg: cleanOrNull(event.message, LONGEST_MESSAGE),
    durationMs: event.durationMs,
    vendor: cleanOrNull(event.vendor, 64),
    model: cleanOrNull(event.model, 100),
    costNanoUsd,
    priceCardId,
    tokensInput,
    tokensOutput: event.tokensOutput,
    tokensCached,
    traceId: event.traceId,
    extra: extraOf(event, cleaned?.json ?? null),
    ts,
  };
}

/** The id of the run in the store: the sender's where it is a UUID, else one that follows from it. */
export function runIdOf(tenantId: string, agentId: string, senderId: string): string {
  return isUuid(senderId) ? senderId.toLowerCase() : keyOf(tenantId, agentId, "run", senderId);
}

function storedRunId(senderId: string, agentId: string, { tenantId, runIds }: Admission): string {
  const name = `${agentId} ${senderId}`;
  const runId = runIds.get(name) ?? runIdOf(tenantId, agentId, senderId);
  runIds.set(name, runId);
  return runId;
}

function costOf(
  { type, status, costUsd, vendor, model, tokensInput, tokensOutput, tokensCached, span }: AgentEvent,
  price: PriceCharge,
  at: Date,
): { costNanoUsd: bigint | null; priceCardId: string | null } {
  if (costUsd !== null) return { costNanoUsd: BigInt(nanoNumber(costUsd)), priceCardId: null };
  if (type !== "llm_call" || model === null) return { costNanoUsd: null, priceCardId: null };
  // A call that failed before it used anything cost nothing; of one that does not say what it used nobody knows.
  if (tokensInput === null && tokensOutput === null)
    return { costNanoUsd: status === "error" ? 0n : null, priceCardId: null };
  const charge = {
    unit: "token" as const,
    model,
    inputTokens: tokensInput ?? 0,
    cachedInputTokens: tokensCached ?? 0,
    cacheWriteTokens: span?.tokens?.cacheWrite ?? 0,
    outputTokens: tokensOutput ?? 0,
  };
  const { nanoUsd, priceCardId } = price(vendor ?? "", charge, at);
  return { costNanoUsd: nanoUsd, priceCardId };
}

function extraOf({ name, value, span }: AgentEvent, attributes: string | null): string | null {
  if (name === null && value === null && span === undefined)
    return attributes === null ? null : `{"attributes":${attributes}}`;
  const own = JSON.stringify({
    ...(name !== null && { name: cleanText(name, 200) }),
    ...(value !== null && { value }),
    ...(span !== undefined && extraOfSpan(span)),
  });
  if (attributes === null) return own;
  return own === "{}" ? `{"attributes":${attributes}}` : `${own.slice(0, -1)},"attributes":${attributes}}`;
}

function extraOfSpan(span: SpanFacts): Record<string, unknown> {
  const { spanId, parentSpanId, schemaUrl, tokens, attributesLeftOut } = span;
  return {
    ...(spanId !== null && { span_id: spanId }),
    ...(parentSpanId !== null && { parent_span_id: parentSpanId }),
    ...(schemaUrl !== null && { schema_url: schemaUrl }),
    ...(tokens !== null && {
      tokens: {
        input_uncached: tokens.uncachedInput,
        cache_read: tokens.cacheRead,
        cache_write: tokens.cacheWrite,
        output: tokens.output,
        reasoning: tokens.reasoning,
      },
    }),
    ...(attributesLeftOut > 0 && { attributes_left_out: attributesLeftOut }),
  };
}

function cleanOrNull(text: string | null, length: number): string | null {
  return text === null ? null : cleanText(text, length);
}

function refused(field: string, detail: string): EventProblem {
  return { field, detail, code: "invalid_input" };
}
