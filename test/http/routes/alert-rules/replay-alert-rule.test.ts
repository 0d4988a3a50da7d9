import { expect } from "chai";
import { replayThresholds } from "../../../../src/alerts/replay/replay-alerts.ts";
import { createHttpServer, type HttpServer } from "../../../../src/http/create-http-server.ts";
import { storeRun } from "../../../alerts/stored-run.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../../../support/test-database.ts";
import { fakeHttpPorts, KEY } from "../../support/fake-http-ports.ts";

const NOW = new Date("2026-11-22T12:00:00Z");

describe("POST /api/obs/alert-rules/{rule_id}/replay", () => {
  let test: TestDatabase;
  let server: HttpServer;
  before(async function () {
    this.timeout(60_000);
    test = await createTestDatabase();
    const { database } = test;
    for (const tenantId of ["acme", "globex"]) {
      await createTestTenant(database, tenantId);
      for (const error of [35, 45])
        await storeRun(database, {
          tenantId,
          startedAt: new Date(NOW.getTime() - error * 3_600_000),
          stages: { crawl: { success: 100 - error, error } },
        });
    }
    const clock = () => NOW;
    server = await createHttpServer({
      ports: fakeHttpPorts({
        rules: { replay: (tenantId, wish) => replayThresholds({ database, clock }, tenantId, wish) },
      }),
      host: "127.0.0.1",
      port: 0,
    });
  });
  after(async () => {
    await server.close();
    await test.drop();
  });

  async function ask(rule: string, body: object, token = KEY) {
    const answer = await fetch(`${server.url}/api/obs/alert-rules/${rule}/replay`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    const json: unknown = await answer.json();
    return { status: answer.status, json };
  }

  it("says what a change would have made of the caller's own nights", async () => {
    const { status, json } = await ask("CR-02", { thresholds: { warnRatio: 0.4 } });
    expect(status).to.equal(200);
    expect(json).to.include({ days: 30, nights: 2, fired: 0 });
    expect(json).to.have.nested.property("as_set.found", 2);
    expect(json).to.have.nested.property("changed.found", 1);
    expect(json).to.have.nested.property("judged_otherwise[0].as_set", "medium");
    expect(json).to.have.property("summary").that.includes("fired on 1 instead of 2 (1 night fewer)");
  });

  it("refuses what cannot be: a threshold, a rule, days, a caller", async () => {
    expect((await ask("CR-02", { thresholds: { warnRatio: 2 } })).status).to.equal(422);
    expect((await ask("CR-02", { thresholds: { other: 1 } })).status).to.equal(422);
    expect((await ask("CR-02", { days: 0 })).status).to.equal(422);
    expect((await ask("SR-10", {})).status).to.equal(422);
    expect((await ask("XX-99", {})).status).to.equal(404);
    expect((await ask("CR-02", {}, "wrong")).status).to.equal(401);
  });
});
