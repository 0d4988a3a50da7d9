import { expect } from "chai";
import { type IngestServer, startIngestServer } from "../../support/ingest-server.ts";

describe("the agents over HTTP", () => {
  let server: IngestServer;
  let admin: string;

  before(async function () {
    this.timeout(60_000);
    server = await startIngestServer();
    admin = await server.createKey(["admin"]);
    const key = await server.createKey(["ingest"]);
    await server.post(key, { type: "heartbeat", agent_id: "support-bot" });
  });
  after(() => server.close());

  const change = (body: unknown, key = admin, agentId = "support-bot") =>
    fetch(`${server.url}/api/obs/agents/${agentId}`, {
      method: "PATCH",
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    });

  it("change in what is given alone, and the change is audited", async () => {
    const changed = await change({
      name: "Support bot",
      owner: "Support team",
      expected_heartbeat_minutes: 10_080,
      run_silence_minutes: 1,
    });
    expect(changed.status).to.equal(200);
    const expected = {
      agent_id: "support-bot",
      name: "Support bot",
      kind: "agent",
      owner: "Support team",
      expected_heartbeat_minutes: 10_080,
      run_silence_minutes: 1,
    };
    expect(await changed.json()).to.deep.include(expected);
    await change({ kind: "service", owner: null });
    const read = await server.get(admin, "/api/obs/agents/support-bot");
    expect(read.body).to.deep.include({ ...expected, kind: "service", owner: null });
    const listed = await server.get(admin, "/api/obs/agents");
    expect(listed.body["agents"]).to.deep.equal([read.body]);
    const audit = await server.query(
      "select subject, detail from audit_log where action = 'agent.change' order by at",
    );
    expect(audit[1]).to.deep.equal({ subject: "support-bot", detail: { kind: "service", owner: null } });
  });

  it("keep what they have when a change is refused", async () => {
    const before = await server.get(admin, "/api/obs/agents/support-bot");
    for (const body of [
      { name: "" },
      { name: "n".repeat(101) },
      { expected_heartbeat_minutes: 0 },
      { expected_heartbeat_minutes: 10_081 },
      { run_silence_minutes: null },
      { run_silence_minutes: 1.5 },
      { agent_id: "another" },
      { name: "New name", surprise: 1 },
    ]) {
      const answer = await change(body);
      expect(answer.status, JSON.stringify(body)).to.be.oneOf([400, 422]);
      expect(answer.headers.get("content-type")).to.contain("application/problem+json");
    }
    expect((await server.get(admin, "/api/obs/agents/support-bot")).body).to.deep.equal(before.body);
  });

  it("are changed by an admin of their tenant only", async () => {
    const foreign = await server.createKey(["admin"], { tenantId: "globex" });
    expect((await change({ name: "Taken" }, foreign)).status).to.equal(404);
    expect((await change({ name: "Taken" }, admin, "nobody")).status).to.equal(404);
    expect((await change({ name: "Taken" }, await server.createKey(["read", "operate"]))).status).to.equal(
      403,
    );
    expect((await server.get(foreign, "/api/obs/agents/support-bot")).status).to.equal(404);
  });
});
