import { randomBytes } from "node:crypto";
import { changeAgent, listAgents } from "../../agents/agent-store.ts";
import { createAgentRecorder } from "../../agents/create-agent-recorder.ts";
import type { AgentEvent } from "../../agents/events/agent-event.ts";
import { readDailyMetrics, readTenantDate } from "../../agents/figures/agent-metrics-store.ts";
import { aggregateTenant } from "../../agents/figures/aggregate-agents.ts";
import type { Clock } from "../../clock.ts";
import type { Database } from "../../database/database.ts";
import { makeEventPartitions } from "../../database/jobs/event-partition-store.ts";
import { createKey } from "../../database/tenants/key-change-store.ts";
import { formatUsd } from "../../observability/costs/money.ts";
import { savePriceCard } from "../../observability/costs/price-card-store.ts";
import { listRuns, readRunRecord } from "../../observability/reads/run-read-store.ts";
import { seededPosition } from "../../random.ts";
import { CLI_ACTOR } from "../kit/on-tenant.ts";
import { renderTable } from "../kit/render-table.ts";

const AGENTS = [
  { agentId: "support-bot", name: "Support bot", owner: "customer care" },
  { agentId: "invoice-reader", name: "Invoice reader", owner: "finance" },
  { agentId: "nightly-report", name: "Nightly report", owner: "data" },
] as const;
const PROVIDER = "example";
const MODEL = "example-model";
/** Nano-USD per million tokens: $1, $0.10 and $4. */
const PRICES = { input_mtok: 1_000_000_000n, cached_input_mtok: 100_000_000n, output_mtok: 4_000_000_000n };
const HOURS = 24;
const CALLS_AN_HOUR = 20;
const ERROR_EVERY = 10;
const TOKENS = { tokensInput: 1_000, tokensCached: 400, tokensOutput: 100 };
/** 600 tokens at $1, 400 at $0.10 and 100 at $4 per million. */
const NANO_USD_A_CALL = 1_040_000n;

/** The stages of the example run: `ITEMS` durations of 1, 2, 3 … times `stepMs`, in no order, so that each percentile is known. */
const STAGES = [
  { stage: "fetch", stepMs: 1 },
  { stage: "think", stepMs: 3 },
  { stage: "write", stepMs: 7 },
] as const;
const ITEMS = 1_000;
const RUN = "seed-run";

const NOTHING = {
  dedupeKey: null,
  runId: null,
  traceId: null,
  stage: null,
  durationMs: null,
  vendor: null,
  model: null,
  tokensInput: null,
  tokensOutput: null,
  tokensCached: null,
  costUsd: null,
  errorCode: null,
  message: null,
  name: null,
  value: null,
  attributes: undefined,
} as const;

/**
 * Makes agents, a key, price cards, a day of events whose totals are known and a run whose durations are, counts them, and
 * returns what was counted next to the true numbers. Returns nothing if the tenant already has agents.
 */
export async function seedAgents(
  world: { readonly database: Database; readonly clock: Clock },
  tenantId: string,
): Promise<string[]> {
  const { database, clock } = world;
  const known = await database.withTenant(tenantId, (transaction) => listAgents(transaction, tenantId));
  if (known.length > 0) return [];
  const now = clock();
  await database.withService((transaction) => makeEventPartitions(transaction, 1));
  await database.withTenant(tenantId, async (transaction) => {
    for (const [unit, priceNanoUsd] of Object.entries(PRICES)) {
      const id = `own:${PROVIDER}:${MODEL}:${unit}`;
      const card = { id, vendor: PROVIDER, modelPattern: MODEL, priceNanoUsd, source: "example" };
      const validFrom = new Date("2020-01-01T00:00:00Z");
      await savePriceCard(transaction, tenantId, { ...card, unit: readUnit(unit), validFrom, validTo: null });
    }
  });
  const recorder = createAgentRecorder(world);
  const sender = { tenantId, boundTo: null };
  for (const { agentId } of AGENTS) await recorder.record(sender, dayOf(agentId, now));
  for (const events of runOf(now)) await recorder.record(sender, events);
  await database.withTenant(tenantId, async (transaction) => {
    for (const { agentId, name, owner } of AGENTS)
      await changeAgent(transaction, { tenantId, actor: CLI_ACTOR }, agentId, { name, owner });
  });
  const { token } = await createKey(
    database,
    { tenantId, name: "example agents", scopes: ["ingest"], expiresAt: null, actor: CLI_ACTOR },
    randomBytes,
  );
  await aggregateTenant(world, tenantId);
  return [
    `Made ${AGENTS.length} agents of ${tenantId}, price cards of ${PROVIDER}, and a key for events: ${token} (not shown again)`,
    await describeDay(world, tenantId),
    await describeRun(database, tenantId),
  ];
}

function dayOf(agentId: string, now: Date): AgentEvent[] {
  return Array.from({ length: HOURS * CALLS_AN_HOUR }, (_, place) => {
    const isError = place % ERROR_EVERY === 0;
    return {
      ...NOTHING,
      ...TOKENS,
      type: "llm_call",
      agentId,
      ts: new Date(now.getTime() - ((place + 1) * HOURS * 3_600_000) / (HOURS * CALLS_AN_HOUR + 1)),
      status: isError ? "error" : "success",
      errorCode: isError ? "timeout" : null,
      vendor: PROVIDER,
      model: MODEL,
      durationMs: 200 + Math.floor(seededPosition(agentId, String(place)) * 800),
    };
  });
}

function runOf(now: Date): AgentEvent[][] {
  const { agentId } = AGENTS[2];
  const common = { ...NOTHING, agentId, runId: RUN, ts: now };
  const stages = STAGES.map(({ stage, stepMs }) =>
    Array.from({ length: ITEMS }, (_, place) => place + 1)
      .toSorted((one, other) => seededPosition(stage, String(one)) - seededPosition(stage, String(other)))
      .map(
        (rank): AgentEvent => ({
          ...common,
          type: "step",
          stage,
          status: "success",
          durationMs: rank * stepMs,
        }),
      ),
  );
  return [
    [{ ...common, type: "run_started", status: "started" }],
    ...stages,
    [{ ...common, type: "run_finished", status: "succeeded" }],
  ];
}

async function describeDay(
  { database, clock }: { readonly database: Database; readonly clock: Clock },
  tenantId: string,
): Promise<string> {
  const days = await database.withTenant(tenantId, async (transaction) => {
    const [from, to] = [
      await readTenantDate(transaction, tenantId, clock(), 1),
      await readTenantDate(transaction, tenantId, clock()),
    ];
    return readDailyMetrics(transaction, tenantId, { agentId: null, from, to });
  });
  const calls = HOURS * CALLS_AN_HOUR * AGENTS.length;
  const found = {
    calls: days.reduce((sum, day) => sum + day.calls, 0),
    errors: days.reduce((sum, day) => sum + day.errors, 0),
    tokens: days.reduce((sum, day) => sum + day.tokensInput, 0),
    cost: days.reduce((sum, day) => sum + day.costNanoUsd, 0n),
  };
  return renderTable(
    ["LAST 24 HOURS", "COUNTED", "TRUE"],
    [
      ["calls", String(found.calls), String(calls)],
      ["errors", String(found.errors), String(calls / ERROR_EVERY)],
      ["input tokens", String(found.tokens), String(calls * TOKENS.tokensInput)],
      ["cost", formatUsd(found.cost), formatUsd(NANO_USD_A_CALL * BigInt(calls))],
    ],
  );
}

async function describeRun(database: Database, tenantId: string): Promise<string> {
  const { agentId } = AGENTS[2];
  const record = await database.withTenant(tenantId, async (transaction) => {
    const [run] = await listRuns(transaction, { tenantId, limit: 1, agentId });
    if (run === undefined) throw new TypeError("The example run was recorded");
    return readRunRecord(transaction, run);
  });
  return renderTable(
    ["STAGE", "ITEMS", "P50", "TRUE", "P95", "TRUE", "P99", "TRUE"],
    STAGES.map(({ stage, stepMs }) => {
      const found = record.stages.find((row) => String(row.stage) === stage);
      const ranks = [0.5, 0.95, 0.99].map((fraction) => `${Math.ceil(fraction * ITEMS) * stepMs} ms`);
      const measured = [found?.p50Ms, found?.p95Ms, found?.p99Ms].map((ms) => `${ms ?? "?"} ms`);
      return [
        stage,
        String(found?.countTotal ?? 0),
        ...measured.flatMap((text, place) => [text, ranks[place] ?? ""]),
      ];
    }),
  );
}

function readUnit(unit: string): "input_mtok" | "cached_input_mtok" | "output_mtok" {
  if (unit === "input_mtok" || unit === "cached_input_mtok" || unit === "output_mtok") return unit;
  throw new TypeError(`${unit} is not a unit of tokens`);
}
