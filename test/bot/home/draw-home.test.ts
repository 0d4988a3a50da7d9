import { expect } from "chai";
import { viewProblems } from "../../support/slack-limits.ts";
import { homeAlertOf, runOf, silenceOf } from "../support/cards.ts";
import { fakeDependencies } from "../support/fake-dependencies.ts";
import { startHarness } from "../support/slack-harness.ts";

const NO_SILENCES = fakeDependencies().dependencies.silences;

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
  it("shows open alerts, the last night of each tenant and what waits to be delivered", async () => {
    const [call] = await open("home", {
      access: { listTenantsFor: () => Promise.resolve(["acme", "globex"]) },
      home: {
        listLastNights: () =>
          Promise.resolve({ total: 2, items: [runOf({ status: "running", endedAt: null }), runOf()] }),
      },
      alerts: {
        listOpen: (tenantId) =>
          Promise.resolve(
            tenantId === "globex"
              ? [homeAlertOf({ tenantId, summary: "Crawl fails", link: "https://x.example/p" })]
              : [],
          ),
      },
      messages: {
        readHealth: () => Promise.resolve({ waiting: 3, dead: 0, oldestWaitingSeconds: 90, problems: [] }),
      },
    });
    expect(call?.method).to.equal("views.publish");
    expect(call?.args["user_id"]).to.equal("U0PERSON");
    expect(viewProblems(call?.args["view"])).to.deep.equal([]);
    const text = JSON.stringify(call?.args["view"]);
    expect(text)
      .to.contain("*Open alerts* (1)")
      .and.to.contain("Crawl fails")
      .and.to.contain("<https://x.example/p|card>");
    expect(text).to.contain("*Last night* (2)").and.to.contain("✅ *acme* succeeded");
    expect(text).to.contain("⏳ *acme* running");
    expect(text).to.contain("3 waiting, the oldest for 90s");
  });

  it("says whose alerts call nobody", async () => {
    const [call] = await open("home", {
      access: { listTenantsFor: () => Promise.resolve(["acme", "globex"]) },
      home: { listUncalled: () => Promise.resolve(["globex"]) },
    });
    expect(JSON.stringify(call?.args["view"])).to.contain("*Nobody is called* by the alerts of *globex*");
  });

  it("shows what is silenced with its undo, what one may do, and buttons for what one may act on", async () => {
    const [call] = await open("home", {
      access: { listTenantsFor: () => Promise.resolve(["globex"]) },
      alerts: { listOpen: () => Promise.resolve([homeAlertOf({ link: "https://x.example/p" })]) },
      silences: { ...NO_SILENCES, list: () => Promise.resolve([silenceOf()]) },
    });
    const text = JSON.stringify(call?.args["view"]);
    expect(viewProblems(call?.args["view"])).to.deep.equal([]);
    expect(text).to.contain("undo-silence").and.to.contain("planned work");
    expect(text).to.contain("*admin* of globex");
    expect(text).to.contain("acknowledge-alert").and.to.contain("open-link");
  });

  it("offers a viewer nothing to act with", async () => {
    const [call] = await open("home", {
      access: { roleOf: () => Promise.resolve("viewer") },
      alerts: { listOpen: () => Promise.resolve([homeAlertOf()]) },
    });
    expect(JSON.stringify(call?.args["view"])).not.to.contain("acknowledge-alert");
  });

  it("shows where cards should have gone, and names the channel to people of the installation alone", async () => {
    const readDeliveryHealth = () =>
      Promise.resolve({
        waiting: 0,
        dead: 0,
        oldestWaitingSeconds: null,
        problems: [{ target: "slack", problem: "is_archived", messages: 2, movedFrom: "acme-alerts" }],
      });
    const [own] = await open("home", {
      messages: { readHealth: readDeliveryHealth },
    });
    const [installation] = await open("home", {
      messages: { readHealth: readDeliveryHealth },
      access: { roleOf: () => Promise.resolve("operator" as const) },
    });
    const [told, named] = [own, installation].map((call) => JSON.stringify(call?.args["view"]));
    expect(told).to.contain("not all where they belong").and.to.contain("unarchive the channel");
    expect(told).not.to.contain("#acme-alerts");
    expect(named).to.contain("#acme-alerts: `is_archived`").and.to.contain("2 cards went to the fallback");
  });

  it("tells a stranger how to get in", async () => {
    const [call] = await open("home", {
      access: { listTenantsFor: () => Promise.resolve([]) },
    });
    expect(JSON.stringify(call?.args["view"])).to.contain("Ask an admin");
  });

  it("draws nothing when another tab is opened", async () => {
    expect(await open("messages")).to.deep.equal([]);
  });

  it("pages through the open alerts of any number of tenants, and counts what it leaves out", async () => {
    const tenants = Array.from({ length: 300 }, (_, index) => `tenant-${index}`);
    const changes = {
      access: { listTenantsFor: () => Promise.resolve(tenants) },
      alerts: {
        listOpen: (tenantId: string) =>
          Promise.resolve(
            Number(tenantId.slice(7)) % 10 === 9
              ? [homeAlertOf({ tenantId, summary: `burning ${tenantId}` })]
              : [],
          ),
      },
    };
    const [call] = await open("home", changes);
    const text = JSON.stringify(call?.args["view"]);
    expect(text).to.contain("*Open alerts* (1 to 12 of 30)").and.not.to.contain("None. A quiet night");
    expect(text).to.contain('"action_id":"home-next"').and.not.to.contain('"action_id":"home-previous"');
    expect(text).to.contain("and 288 more", "of the last nights");
    expect(viewProblems(call?.args["view"])).to.deep.equal([]);
  });

  it("turns to the page that a button names, and to the last one when there are fewer by now", async () => {
    const tenants = Array.from({ length: 30 }, (_, index) => `tenant-${index}`);
    const harness = await startHarness({
      access: { listTenantsFor: () => Promise.resolve(tenants) },
      alerts: { listOpen: (tenantId) => Promise.resolve([homeAlertOf({ tenantId })]) },
    });
    await harness.press("home-next", "1");
    await harness.press("home-next", "7");
    const [second, last] = [
      await harness.slack.called("views.publish", 0),
      await harness.slack.called("views.publish", 1),
    ].map(({ args }) => JSON.stringify(args["view"]));
    await harness.close();
    expect(second)
      .to.contain("*Open alerts* (13 to 24 of 30)")
      .and.to.contain("home-previous")
      .and.to.contain("home-next");
    expect(last)
      .to.contain("*Open alerts* (25 to 30 of 30)")
      .and.to.contain("home-previous")
      .and.not.to.contain("home-next");
  });

  it("says first that Slack does not reach the bot, since when and why", async () => {
    const [call] = await open("home", {
      messages: { readLink: () => ({ isConnected: false, since: new Date(0), problem: "http_503" }) },
    });
    expect(JSON.stringify(call?.args["view"]))
      .to.contain("Commands and buttons may not work")
      .and.to.contain("http_503");
  });

  it("lets an operator of the installation try again what was given up, and nobody else", async () => {
    const given = { waiting: 0, dead: 3, oldestWaitingSeconds: null, problems: [] };
    const health = { readHealth: () => Promise.resolve(given) };
    const operator = { access: { roleOf: () => Promise.resolve("operator" as const) }, messages: health };
    const viewer = {
      access: {
        roleOf: (_: string, tenantId: string) =>
          Promise.resolve(tenantId === "platform" ? ("viewer" as const) : ("admin" as const)),
      },
      messages: health,
    };
    expect(JSON.stringify((await open("home", operator))[0]?.args["view"])).to.contain("retry-messages");
    expect(JSON.stringify((await open("home", viewer))[0]?.args["view"])).not.to.contain("retry-messages");
    const harness = await startHarness({
      ...operator,
      messages: { ...health, retry: () => Promise.resolve(3) },
    });
    await harness.press("retry-messages", "all");
    expect((await harness.slack.called("respond")).args["text"]).to.contain("3 messages are tried again");
    await harness.close();
    expect(harness.audited[0]).to.deep.include({ action: "messages.retry", detail: { revived: 3 } });
    const refused = await startHarness({
      ...viewer,
      messages: { retry: () => Promise.reject(new Error("no")) },
    });
    await refused.press("retry-messages", "all");
    expect((await refused.slack.called("respond")).args["text"]).to.contain('the role "operator"');
    await refused.close();
  });
});
