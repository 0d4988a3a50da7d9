import { expect } from "chai";
import { z } from "zod";
import { type IngestServer, startIngestServer } from "../../support/ingest-server.ts";

const Totals = z.object({
  cost_usd: z.number(),
  calls: z.number(),
  errors: z.number(),
  active_agents: z.number(),
  events: z.number(),
  tokens_input: z.number(),
  tokens_output: z.number(),
  tokens_cached: z.number(),
  unpriced_calls: z.number(),
});
const Day = Totals.extend({ date: z.string() });
const Overview = z.object({
  timezone: z.string(),
  open_alerts: z.number(),
  today: Day,
  last_7_days: Totals.extend({ days: z.array(Day) }),
});
const Events = z.object({
  events: z.array(z.looseObject({ ts: z.string(), type: z.string(), agent_id: z.string() })),
  next_cursor: z.string().nullable(),
});
const Metrics = z.object({ metrics: z.array(z.looseObject({ agent_id: z.string(), date: z.string() })) });

const HOUR_MS = 3_600_000;
const IN_ZONE = "(ts at time zone 'Asia/Singapore')::date";

describe("the metrics of agents", () => {
  let server: IngestServer;
  let key: string;
  let reader: string;

  before(async function () {
    this.timeout(60_000);
    server = await startIngestServer();
    // Noon of the tenant's zone, so that "yesterday" has a partition whatever the time is.
    server.now = new Date(`${new Date().toISOString().slice(0, 10)}T04:00:00Z`);
    key = await server.createKey(["ingest"]);
    reader = await server.createKey(["read", "operate"]);
    const events = Array.from({ length: 300 }, (_, index) => ({
      type: "llm_call",
      agent_id: `agent-${index % 3}`,
      model: index % 10 === 0 ? "a-model-nobody-sells" : "gpt-5-mini",
      provider: "openai",
      tokens_input: 100 + index,
      tokens_cached: index,
      tokens_output: 10,
      status: index % 7 === 0 ? "error" : "success",
      duration_ms: 10 + index,
      stage: index % 2 === 0 ? "read" : "write",
      trace_id: "4bf92f3577b34da6a3ce929d0e0e4736",
      // Back to yesterday's morning in the tenant's zone, across its midnight.
      ts: new Date(server.now.getTime() - (index % 24) * HOUR_MS).toISOString(),
      dedupe_key: `e${index}`,
    }));
    for (let index = 0; index < 2; index += 1) expect((await server.post(key, events)).status).to.equal(200);
    await server.post(key, [
      { type: "run_started", agent_id: "agent-0", run_id: "one" },
      { type: "step", agent_id: "agent-0", run_id: "one", stage: "read", status: "success", duration_ms: 5 },
      { type: "run_finished", agent_id: "agent-0", run_id: "one", status: "degraded" },
      { type: "run_started", agent_id: "agent-1", run_id: "two" },
      { type: "run_finished", agent_id: "agent-1", run_id: "two", status: "failed", message: "no luck" },
    ]);
  });
  after(() => server.close());

  /** What the raw rows come to, counted without anything of ours. */
  async function count(where: string): Promise<z.infer<typeof Totals>> {
    const [row] = await server.query(
      `select coalesce(sum(cost_nano_usd), 0)::float8 / 1e9 as cost_usd,
         count(*) filter (where event in ('llm_call', 'tool_call'))::int as calls,
         count(*) filter (where status = 'error')::int as errors, count(distinct agent_id)::int as active_agents,
         count(*)::int as events, coalesce(sum(tokens_input), 0)::int as tokens_input,
         coalesce(sum(tokens_output), 0)::int as tokens_output, coalesce(sum(tokens_cached), 0)::int as tokens_cached,
         count(*) filter (where event = 'llm_call' and cost_nano_usd is null)::int as unpriced_calls
       from run_event_logs where tenant_id = 'acme' and agent_id is not null and ${where}`,
    );
    return Totals.parse(row);
  }

  const readOverview = async () =>
    Overview.parse((await server.get(reader, "/api/obs/metrics/overview")).body);

  it("are today as it stands, each figure equal to a plain count of the rows", async () => {
    const { today, timezone, open_alerts } = await readOverview();
    const { date, ...figures } = today;
    expect(timezone).to.equal("Asia/Singapore");
    expect(open_alerts).to.equal(0);
    const counted = await count(`${IN_ZONE} = '${date}'`);
    expect(counted.events).to.be.greaterThan(100);
    expect(counted.unpriced_calls).to.be.greaterThan(0);
    expect(figures).to.deep.equal(counted);
  });

  it("are seven days, each equal to a plain count, also after events that came late", async () => {
    const { last_7_days: week } = await readOverview();
    expect(week.days).to.have.lengthOf(7);
    for (const { date, ...figures } of week.days)
      expect(figures, date).to.deep.equal(await count(`${IN_ZONE} = '${date}'`));
    expect(week.events).to.equal((await count("true")).events);
    await server.post(key, {
      type: "tool_call",
      agent_id: "agent-2",
      name: "late",
      cost_usd: 0.5,
      ts: new Date(server.now.getTime() - 26 * HOUR_MS).toISOString(),
    });
    const after = await readOverview();
    expect(after.last_7_days.cost_usd).to.be.closeTo(week.cost_usd + 0.5, 1e-9);
  });

  it("are rolled up by day and agent, on demand and again without a change", async () => {
    const aggregate = () => server.post(reader, {}, { path: "/api/obs/metrics/aggregate" });
    expect((await aggregate()).status).to.equal(200);
    const read = async () =>
      Metrics.parse((await server.get(reader, "/api/obs/metrics/agents")).body).metrics;
    const first = await read();
    await aggregate();
    expect(await read()).to.deep.equal(first);
    expect(first.length).to.be.greaterThan(3);
    for (const { agent_id: agentId, date, ...figures } of first) {
      const { active_agents: _, ...counted } = await count(
        `agent_id = '${agentId}' and ${IN_ZONE} = '${date}'`,
      );
      expect(figures, `${agentId} ${date}`).to.deep.include(counted);
      const [exact] = await server.query<{ ranks: number[] | null; models: object | null }>(
        `select percentile_disc(array[0.5, 0.95, 0.99]) within group (order by duration_ms) as ranks,
           (select jsonb_object_agg(model, n) from (select model, count(*) as n from run_event_logs
             where tenant_id = 'acme' and agent_id = $1 and ${IN_ZONE} = $2 and model is not null group by 1) m) as models
         from run_event_logs where tenant_id = 'acme' and agent_id = $1 and ${IN_ZONE} = $2 and duration_ms is not null
           and event in ('llm_call', 'tool_call', 'step')`,
        [agentId, date],
      );
      expect(figures["models_used"]).to.deep.equal(exact?.models ?? {});
      for (const [place, name] of ["p50_ms", "p95_ms", "p99_ms"].entries()) {
        const value = exact?.ranks?.[place];
        if (value === undefined) expect(figures[name]).to.equal(null);
        else expect(figures[name]).to.be.closeTo(value, Math.max(1, value * 0.011));
      }
    }
    const runs = first.map((day) => [day["total_runs"], day["successful_runs"], day["failed_runs"]]);
    expect(runs.filter(([total]) => total !== 0)).to.have.deep.members([
      [1, 1, 0],
      [1, 0, 1],
    ]);
  });

  it("show one agent with its days and newest events, and 404 for one of another tenant", async () => {
    const { status, body } = await server.get(reader, "/api/obs/metrics/agent/agent-0");
    expect(status).to.equal(200);
    expect(body).to.have.nested.property("agent.agent_id", "agent-0");
    expect(body["recent_events"]).to.be.an("array").with.lengthOf(20);
    const foreign = await server.createKey(["read"], { tenantId: "globex" });
    expect((await server.get(foreign, "/api/obs/metrics/agent/agent-0")).status).to.equal(404);
    expect((await server.get(foreign, "/api/obs/agents")).body).to.deep.equal({ agents: [] });
    expect(Events.parse((await server.get(foreign, "/api/obs/events")).body).events).to.deep.equal([]);
  });

  it("leave nights as they are: no agent's run is the latest night", async () => {
    const { body } = await server.get(reader, "/shortlist/status");
    expect(body).to.include({ last_run_id: null });
    const { body: listed } = await server.get(reader, "/runs?agent_id=agent-0");
    expect(listed["runs"]).to.be.an("array").with.lengthOf(1);
  });

  it("show an agent's run with its stages, and its events as CSV", async () => {
    const [run] = await server.query<{ run_id: string }>(
      "select run_id from enrichment_runs where agent_id = 'agent-0'",
    );
    const { status, body } = await server.get(reader, `/runs/${run?.run_id}/stats`);
    expect(status).to.equal(200);
    expect(body).to.have.nested.property("stages[0].stage", "read");
    expect(body).to.have.nested.property("stages[0].count_success", 1);
    const csv = await fetch(`${server.url}/export/run_events.csv?run_id=${run?.run_id}`, {
      headers: { authorization: `Bearer ${reader}` },
    });
    expect((await csv.text()).trim().split("\n")).to.have.lengthOf(4);
  });

  describe("and the events", () => {
    const read = async (query: string) =>
      Events.parse((await server.get(reader, `/api/obs/events?${query}`)).body);

    it("come newest first, in pages that lose and repeat nothing", async () => {
      const seen: string[] = [];
      let cursor: string | null = "";
      while (cursor !== null) {
        const page: z.infer<typeof Events> = await read(
          `limit=64${cursor === "" ? "" : `&cursor=${cursor}`}`,
        );
        seen.push(...page.events.map((event) => JSON.stringify(event)));
        cursor = page.next_cursor;
      }
      expect(seen).to.have.lengthOf((await count("true")).events);
      const offset = await read("limit=10&offset=60");
      expect(offset.events.map((event) => JSON.stringify(event))).to.deep.equal(seen.slice(60, 70));
    });

    for (const [query, where] of [
      ["agent_id=agent-1", "agent_id = 'agent-1'"],
      ["type=step", "event = 'step'"],
      ["status=error", "status = 'error'"],
      ["stage=write", "stage = 'write'"],
      ["trace_id=4bf92f3577b34da6a3ce929d0e0e4736", "trace_id = '4bf92f3577b34da6a3ce929d0e0e4736'"],
    ])
      it(`are filtered by ${query?.split("=")[0]}`, async () => {
        const { events } = await read(`limit=200&${query}`);
        const { events: expected } = await count(where ?? "false");
        expect(expected).to.be.greaterThan(0);
        expect(events).to.have.lengthOf(Math.min(200, expected));
      });

    it("are filtered by run, page by page", async () => {
      const [run] = await server.query<{ id: string; events: number }>(
        `select run_id::text as id, count(*)::int as events from run_event_logs where run_id is not null and agent_id is not null
         group by 1 order by 2 desc limit 1`,
      );
      expect(run?.events).to.be.greaterThan(1);
      const { events, next_cursor: cursor } = await read(`limit=1&run_id=${run?.id}`);
      const { events: rest } = await read(`limit=200&run_id=${run?.id}&cursor=${cursor}`);
      expect(events.concat(rest)).to.have.lengthOf(run?.events ?? 0);
      const times = events.concat(rest).map(({ ts }) => ts);
      expect(times).to.deep.equal(times.toSorted().reverse());
    });

    it("are filtered by time, the beginning included and the end not", async () => {
      const at = new Date(server.now.getTime() - 5 * HOUR_MS).toISOString();
      const next = new Date(server.now.getTime() - 4 * HOUR_MS).toISOString();
      const { events } = await read(`limit=200&from=${at}&to=${next}`);
      expect(new Set(events.map(({ ts }) => ts))).to.deep.equal(new Set([at]));
    });

    it("refuse filters, limits and cursors they cannot use, naming the field", async () => {
      for (const [query, field] of [
        ["limit=0", "limit"],
        ["limit=201", "limit"],
        ["offset=10001", "offset"],
        ["run_id=x", "run_id"],
        ["from=yesterday", "from"],
        ["cursor=abc", "cursor"],
        ["trace_id=xyz", "trace_id"],
      ]) {
        const { status, body } = await server.get(reader, `/api/obs/events?${query}`);
        expect(status, query).to.equal(422);
        expect(body).to.include({ field });
      }
    });
  });
});
