import { expect } from "chai";
import { NO_NIGHTS } from "../../../../src/alerts/evidence/service-level-store.ts";
import { measureServiceLevels } from "../../../../src/alerts/objectives/measure-service-levels.ts";
import { measureResponse, readEpisodes } from "../../../../src/alerts/reports/measure-response.ts";
import { createHttpServer } from "../../../../src/http/create-http-server.ts";
import { fakeHttpPorts, KEY, STARTED_AT } from "../../support/fake-http-ports.ts";

describe("GET /api/obs/metrics/response", () => {
  async function ask(path: string, headers: Record<string, string>) {
    const asked: [string, number][] = [];
    const limits = {
      runSuccessRatio: 0.98,
      durationP95Minutes: 90,
      crawlSuccessRatio: 0.7,
      businessEmailRatio: 0.4,
      minimumNights: 5,
    };
    const figures = measureServiceLevels({ ...NO_NIGHTS, ended: 90, failed: 2 }, limits);
    const serviceLevels = [{ tenantId: "acme", figures }];
    const step = {
      tenantId: "acme",
      alertId: "a",
      ruleId: "CR-02",
      severity: "high",
      at: STARTED_AT,
    } as const;
    const taken = {
      ...step,
      reason: "acknowledged",
      actor: "U0000001",
      at: new Date(STARTED_AT.getTime() + 120_000),
    };
    const report = measureResponse(
      readEpisodes([{ ...step, reason: "fired", actor: "system" }, taken]),
      STARTED_AT,
    );
    const server = await createHttpServer({
      ports: fakeHttpPorts({
        alerts: {
          readResponse: (tenantId, days) => {
            asked.push([tenantId, days]);
            return Promise.resolve({
              ...report,
              since: STARTED_AT,
              until: STARTED_AT,
              precision: [],
              serviceLevels,
              fleet: null,
            });
          },
        },
      }),
      host: "127.0.0.1",
      port: 0,
    });
    try {
      const answer = await fetch(`${server.url}${path}`, { headers });
      const body: unknown = await answer.json();
      return { status: answer.status, body, asked };
    } finally {
      await server.close();
    }
  }
  const authorization = `Bearer ${KEY}`;

  it("tells the caller's own tenant, for 30 days unless told", async () => {
    const { status, body, asked } = await ask("/api/obs/metrics/response", { authorization });
    expect(status).to.equal(200);
    expect(asked).to.deep.equal([["acme", 30]]);
    expect(body).to.have.nested.property("all.mtta_minutes", 2);
    expect(body).to.have.nested.property("by_rule[0].key", "CR-02");
    expect(body).to.have.nested.property("targets.acknowledge_minutes", 10);
    expect(body)
      .to.have.nested.property("service_levels[0]")
      .that.includes({ service_level: "run_success", window_nights: 90, target: 0.98, kept: false })
      .and.deep.includes({ budget: { failed: 2, allowed: 1 } });
    expect(body).to.have.nested.property("service_levels[2].kept", null);
  });

  it("refuses days that are none, and callers without a key", async () => {
    const bad = await ask("/api/obs/metrics/response?days=0", { authorization });
    expect([bad.status, bad.asked]).to.deep.equal([422, []]);
    expect((await ask("/api/obs/metrics/response", {})).status).to.equal(401);
  });
});
