import { expect } from "chai";
import { z } from "zod";
import { type IngestServer, startIngestServer } from "../../http/support/ingest-server.ts";
import { createCli } from "../support/create-cli.ts";

const RUN_ID = "0b8f1c8e-5b0a-4d0e-9a57-3f6f1f0c7d11";
const OF_ACME = ["--tenant", "acme"] as const;

describe("the agents command", () => {
  let server: IngestServer;
  let key: string;

  before(async function () {
    this.timeout(60_000);
    server = await startIngestServer();
    key = await server.createKey(["ingest"]);
  });
  after(() => server.close());

  const clock = () => server.now;
  const cli = createCli("agents", () => server.test, { clock });
  const runs = createCli("runs", () => server.test, { clock });

  it("registers an agent, changes and shows it, and lists it once it has been heard of", async () => {
    expect((await cli("list", ...OF_ACME)).out).to.equal("No agent has sent anything yet.\n");
    const made = await cli("set", "etl", ...OF_ACME, "--name", "Nightly ETL", "--kind", "pipeline");
    expect(made.code, made.message).to.equal(0);
    expect(made.out).to.contain("Nightly ETL").and.to.contain("pipeline").and.to.contain("never");
    await cli(
      "set",
      "etl",
      ...OF_ACME,
      "--owner",
      "Data team",
      "--heartbeat",
      "30",
      "--run-silence",
      "10080",
    );
    await server.post(key, { type: "heartbeat", agent_id: "etl" });
    const shown = await cli("show", "etl", ...OF_ACME, "--json");
    expect(z.record(z.string(), z.unknown()).parse(JSON.parse(shown.out))).to.deep.include({
      agentId: "etl",
      name: "Nightly ETL",
      owner: "Data team",
      expectedHeartbeatMinutes: 30,
      runSilenceMinutes: 10_080,
      lastSeenAt: server.now.toISOString(),
    });
    expect((await cli("set", "etl", ...OF_ACME, "--owner", "none", "--heartbeat", "none")).code).to.equal(0);
    const list = await cli("list", ...OF_ACME);
    expect(list.out).to.match(/^AGENT .*RUN SILENCE\netl +Nightly ETL +pipeline +\d{4}-.* 10080 min\n$/);
  });

  const refused: readonly [says: string, args: readonly string[], code: number, message: RegExp][] = [
    ["an agent there is not", ["show", "nobody", ...OF_ACME], 3, /no agent "nobody"/],
    ["to remove an agent there is not", ["remove", "nobody", ...OF_ACME], 3, /no agent "nobody"/],
    ["the agent of another tenant", ["show", "etl", "--tenant", "globex"], 3, /no agent "etl"/],
    ["a tenant there is not", ["list", "--tenant", "nobody"], 3, /no tenant "nobody"/],
    ["an id that is none", ["set", "a b", ...OF_ACME], 2, /agent: must be 1 to 100/],
    ["a heartbeat of no minutes", ["set", "etl", ...OF_ACME, "--heartbeat", "0"], 2, /--heartbeat/],
    [
      "a silence of more than a week",
      ["set", "etl", ...OF_ACME, "--run-silence", "10081"],
      2,
      /--run-silence/,
    ],
    ["an empty name", ["set", "etl", ...OF_ACME, "--name", " "], 2, /--name/],
  ];
  for (const [says, args, code, message] of refused) {
    it(`refuses ${says}`, async () => {
      const end = await cli(...args);
      expect(end.code, end.message).to.equal(code);
      expect(end.message).to.match(message);
    });
  }

  it("forgets an agent, keeps its events, and knows it again at its next event", async () => {
    await server.post(key, { type: "log", agent_id: "brief", message: "once" });
    expect((await cli("remove", "brief", ...OF_ACME)).out).to.equal("Removed the agent brief of acme.\n");
    expect((await cli("show", "brief", ...OF_ACME)).code).to.equal(3);
    const events = await server.query("select event from run_event_logs where agent_id = 'brief'");
    expect(events).to.deep.equal([{ event: "log" }]);
    // A sign of life within ten seconds of the last is not written.
    server.now = new Date(server.now.getTime() + 10_001);
    await server.post(key, { type: "log", agent_id: "brief", message: "twice" });
    expect((await cli("show", "brief", ...OF_ACME)).code).to.equal(0);
  });

  it("leaves the runs of agents to them: they are neither stopped nor repeated by hand", async () => {
    await server.post(key, { type: "run_started", agent_id: "etl", run_id: RUN_ID });
    for (const verb of ["cancel", "rerun"]) {
      const end = await runs(verb, RUN_ID, ...OF_ACME);
      expect(end.code, `${verb}: ${end.message}`).to.equal(3);
      expect(end.message).to.contain("run");
    }
    expect(
      await server.query("select status from enrichment_runs where run_id = $1", [RUN_ID]),
    ).to.deep.equal([{ status: "running" }]);
    expect(await server.query("select count(*)::int as runs from enrichment_runs")).to.deep.equal([
      { runs: 1 },
    ]);
  });
});
