import { expect } from "chai";
import { viewProblems } from "../../support/slack-limits.ts";
import { NOW, statsOf } from "../support/cards.ts";
import { startHarness } from "../support/slack-harness.ts";

async function open(tab: string, changes: Parameters<typeof startHarness>[0] = {}) {
  const harness = await startHarness(changes);
  await harness.send(
    JSON.stringify({
      type: "event_callback",
      event_id: "Ev1",
      team_id: "T1",
      event: { type: "app_home_opened", user: "U0PERSON", tab, channel: "D1", event_ts: "1" },
    }),
  );
  await harness.app.stop();
  await harness.close();
  return harness.slack.calls;
}

describe("App Home", () => {
  it("shows open alerts, the last run of each tenant and what waits to be delivered", async () => {
    const [call] = await open("home", {
      listTenantsFor: () => Promise.resolve(["acme", "globex"]),
      readRunStats: (tenantId) => Promise.resolve(tenantId === "acme" ? statsOf() : null),
      listOpenAlerts: (tenantId) =>
        Promise.resolve(
          tenantId === "globex"
            ? [
                {
                  tenantId,
                  severity: "high",
                  state: "firing",
                  summary: "Crawl fails",
                  firedAt: NOW,
                  link: "https://x.example/p",
                },
              ]
            : [],
        ),
      readDeliveryHealth: () => Promise.resolve({ waiting: 3, dead: 0, oldestWaitingSeconds: 90 }),
    });
    expect(call?.method).to.equal("views.publish");
    expect(call?.args["user_id"]).to.equal("U0PERSON");
    expect(viewProblems(call?.args["view"])).to.deep.equal([]);
    const text = JSON.stringify(call?.args["view"]);
    expect(text)
      .to.contain("*Open alerts* (1)")
      .and.to.contain("Crawl fails")
      .and.to.contain("<https://x.example/p|card>");
    expect(text).to.contain("*Last runs* (1)").and.to.contain("✅ *acme* succeeded");
    expect(text).to.contain("3 waiting, the oldest for 90s");
  });

  it("tells a stranger how to get in", async () => {
    const [call] = await open("home", { listTenantsFor: () => Promise.resolve([]) });
    expect(JSON.stringify(call?.args["view"])).to.contain("Ask an admin");
  });

  it("draws nothing when another tab is opened", async () => {
    expect(await open("messages")).to.deep.equal([]);
  });
});
