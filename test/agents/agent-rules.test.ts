import { expect } from "chai";
import { closeSilentRuns } from "../../src/agents/agent-run-store.ts";
import { aggregateTenant } from "../../src/agents/figures/aggregate-agents.ts";
import { sweepAlerts } from "../../src/alerts/evaluation/evaluate-alerts.ts";
import { type IngestServer, startIngestServer } from "../http/support/ingest-server.ts";
import { quietLogger } from "../support/quiet-logger.ts";

const MINUTE_MS = 60_000;

describe("rules about agents outside", () => {
  let server: IngestServer;
  let key: string;
  let admin: string;

  before(async function () {
    this.timeout(60_000);
    server = await startIngestServer();
    server.now = new Date(`${new Date().toISOString().slice(0, 10)}T12:00:00Z`);
    key = await server.createKey(["ingest"]);
    admin = await server.createKey(["admin"]);
  });
  after(() => server.close());

  async function makeRule(type: string, agentId: string, thresholds: object): Promise<string> {
    const { status, body } = await server.post(
      admin,
      { type, name: `${type} of ${agentId}`, agent_id: agentId, thresholds },
      { path: "/api/obs/alert-rules" },
    );
    expect(status, JSON.stringify(body)).to.equal(201);
    return String(body["rule_id"]);
  }

  async function stateOf(ruleId: string): Promise<string | null> {
    const clock = () => server.now;
    await sweepAlerts({ database: server.test.database, logger: quietLogger(), clock });
    const [row] = await server.query<{ state: string }>("select state from alerts where rule_id = $1", [
      ruleId,
    ]);
    return row?.state ?? null;
  }

  it("fire on a day's cost above the limit, and not at it", async () => {
    const ruleId = await makeRule("cost_per_day", "spender", { limitUsd: 2 });
    const spend = (cost_usd: number) =>
      server.post(key, { type: "tool_call", agent_id: "spender", name: "search", cost_usd });
    await spend(2);
    expect(await stateOf(ruleId)).to.equal(null);
    await spend(0.000001);
    expect(await stateOf(ruleId)).to.equal("firing");
    const cards = await server.query(
      "select kind, target from alert_notifications where tenant_id = 'acme' and kind = 'alert'",
    );
    expect(cards).to.deep.include({ kind: "alert", target: "slack" });
  });

  it("are judged beside a tenant whose time zone Postgres does not know, and for that tenant by days of UTC", async () => {
    const ruleId = await makeRule("cost_per_day", "neighbour", { limitUsd: 1 });
    await server.post(key, { type: "tool_call", agent_id: "neighbour", name: "search", cost_usd: 3 });
    await server.query(
      "insert into tenants (tenant_id, name, timezone) values ('strange', 'Strange', 'US/Pacific-New')",
    );
    await server.query(
      `insert into alert_rules (tenant_id, rule_id, type, name, parameters, severity, enabled, cooldown_minutes, created_by, updated_by)
       select 'strange', gen_random_uuid(), type, name, parameters, severity, enabled, cooldown_minutes, created_by, updated_by
       from alert_rules where rule_id::text = '${ruleId}'`,
    );
    expect(await stateOf(ruleId)).to.equal("firing");
    const world = { database: server.test.database, clock: () => server.now };
    const days = await aggregateTenant(world, "strange");
    const today = server.now.toISOString().slice(0, 10);
    expect(days.map(({ date }) => date)).to.include(today);
    await server.query("delete from alert_rules where tenant_id = 'strange'");
  });

  it("fire on the share of calls and steps that failed within the hour, and forget what is older", async () => {
    const ruleId = await makeRule("error_rate", "shaky", { maxRatio: 0.5, minimumAttempts: 2 });
    const step = (status: string, minutesAgo: number) =>
      server.post(key, {
        type: "step",
        agent_id: "shaky",
        stage: "work",
        status,
        ts: new Date(server.now.getTime() - minutesAgo * MINUTE_MS).toISOString(),
      });
    await step("error", 60);
    await step("error", 59);
    await step("success", 1);
    expect(await stateOf(ruleId)).to.equal(null);
    await step("error", 2);
    expect(await stateOf(ruleId)).to.equal("firing");
  });

  it("fire when an agent is silent for longer than it may be, and resolve with its next heartbeat", async () => {
    const ruleId = await makeRule("no_heartbeat", "sleeper", { silentMinutes: 5 });
    await server.post(key, { type: "heartbeat", agent_id: "sleeper" });
    server.now = new Date(server.now.getTime() + 5 * MINUTE_MS);
    expect(await stateOf(ruleId)).to.equal(null);
    server.now = new Date(server.now.getTime() + 1);
    expect(await stateOf(ruleId)).to.equal("firing");
    const beat = await server.post(key, { agent_id: "sleeper" }, { path: "/api/obs/ingest/heartbeat" });
    expect(beat.status).to.equal(200);
    expect(await stateOf(ruleId)).to.equal("resolved");
    const unknown = await server.post(key, { agent_id: "nobody" }, { path: "/api/obs/ingest/heartbeat" });
    expect(unknown.status).to.equal(404);
  });

  it("close a run that sends nothing more after its silence, and believe its agent afterwards", async () => {
    const run = { agent_id: "crasher", run_id: "r-1" };
    await server.post(key, { type: "run_started", ...run });
    const close = async (minutes: number, ms = 0) => {
      const now = new Date(server.now.getTime() + minutes * MINUTE_MS + ms);
      await server.test.database.withService((transaction) => closeSilentRuns(transaction, now));
      const [row] = await server.query<{ status: string }>(
        "select status from enrichment_runs where agent_id = 'crasher'",
      );
      return row?.status;
    };
    expect(await close(60)).to.equal("running");
    expect(await close(60, 1)).to.equal("failed");
    await server.post(key, { type: "run_finished", ...run, status: "succeeded" });
    expect(await close(0)).to.equal("succeeded");
  });
});
