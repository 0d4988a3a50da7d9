import { expect } from "chai";
import { z } from "zod";
import { sweepAlerts } from "../../../../src/alerts/evaluation/evaluate-alerts.ts";
import { quietLogger } from "../../../support/quiet-logger.ts";
import { type IngestServer, startIngestServer } from "../../support/ingest-server.ts";

const Alerts = z.object({
  alerts: z.array(z.looseObject({ alert_id: z.string(), state: z.string(), rule_id: z.string() })),
});

describe("the alerts over HTTP", () => {
  let server: IngestServer;
  let admin: string;
  let ruleId: string;

  before(async function () {
    this.timeout(60_000);
    server = await startIngestServer();
    admin = await server.createKey(["admin"]);
    const rule = await server.post(
      admin,
      { type: "cost_per_day", name: "too dear", agent_id: "a", thresholds: { limitUsd: 1 } },
      { path: "/api/obs/alert-rules" },
    );
    ruleId = String(rule.body["rule_id"]);
    await server.post(admin, { type: "tool_call", agent_id: "a", name: "t", cost_usd: 2 });
    await sweepAlerts({ database: server.test.database, logger: quietLogger(), clock: () => server.now });
  });
  after(() => server.close());

  const list = async (query = "", key = admin) =>
    Alerts.parse((await server.get(key, `/api/obs/alerts${query}`)).body).alerts;

  it("are listed with their state, by state and rule, for their own tenant only", async () => {
    expect(await list()).to.have.lengthOf(1);
    expect((await list())[0]).to.include({ rule_id: ruleId, state: "firing", subject: "a" });
    expect(await list("?state=open")).to.have.lengthOf(1);
    expect(await list("?state=resolved")).to.have.lengthOf(0);
    expect(await list("?rule_id=CR-02")).to.have.lengthOf(0);
    expect(await list("", await server.createKey(["read"], { tenantId: "globex" }))).to.deep.equal([]);
  });

  it("say why they fired, with every cause that was weighed, to their own tenant only", async () => {
    const [alert] = await list();
    const path = `/api/obs/alerts/${alert?.alert_id}/diagnosis`;
    const { status, body } = await server.get(admin, path);
    expect(status).to.equal(200);
    expect(body).to.include({ alert_id: alert?.alert_id, confidence: "cannot_tell" });
    const weighed = z.array(z.looseObject({ id: z.string() })).parse(body["hypotheses"]);
    expect(weighed.map(({ id }) => id)).to.include("agent-more-calls");
    const foreign = await server.createKey(["read"], { tenantId: "globex" });
    expect((await server.get(foreign, path)).status).to.equal(404);
  });

  it("are taken once: the first to acknowledge holds it, and its card is drawn again", async () => {
    const [alert] = await list();
    const path = `/api/obs/alerts/${alert?.alert_id}/acknowledge`;
    const reader = await server.createKey(["read"]);
    expect((await server.post(reader, {}, { path })).status).to.equal(403);
    const foreign = await server.createKey(["operate"], { tenantId: "globex" });
    expect((await server.post(foreign, {}, { path })).status).to.equal(404);
    const first = await server.post(admin, {}, { path });
    expect(first.status).to.equal(200);
    expect(first.body).to.include({ state: "acknowledged", changed: true });
    const second = await server.post(admin, {}, { path });
    expect(second.body).to.include({ state: "acknowledged", changed: false });
    const [card] = await server.query<{ version: number }>(
      "select desired_version as version from alert_notifications where kind = 'alert' and subject_id = $1",
      [alert?.alert_id],
    );
    expect(card?.version).to.be.greaterThan(1);
    const audited = await server.query("select 1 from audit_log where action = 'alert.acknowledge'");
    expect(audited).to.have.lengthOf(1);
  });

  it("refuse an id that is none", async () => {
    const answer = await server.post(admin, {}, { path: "/api/obs/alerts/latest/acknowledge" });
    expect(answer.status).to.equal(422);
    expect(answer.body).to.include({ field: "alert_id" });
  });
});
