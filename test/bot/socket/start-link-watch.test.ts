import { expect } from "chai";
import type { SlackLinkState } from "../../../src/alerts/watchdog/judge-slack-link.ts";
import { startLinkWatch } from "../../../src/bot/socket/start-link-watch.ts";
import { quietLogger } from "../../support/quiet-logger.ts";
import { createTestDatabase, type TestDatabase } from "../../support/test-database.ts";

const LOST = new Date("2026-11-21T18:00:00Z");
const later = (seconds: number) => new Date(LOST.getTime() + seconds * 1000);

describe("the watch over the Socket Mode connection", () => {
  let test: TestDatabase;
  let now = LOST;
  let state: SlackLinkState | null = null;
  before(async function () {
    this.timeout(60_000);
    test = await createTestDatabase();
  });
  after(() => test.drop());

  const watch = () =>
    startLinkWatch({
      linkState: () => state,
      channel: "nightshift-alerts",
      database: test.database,
      clock: () => now,
      logger: quietLogger(),
      intervalMs: null,
    });
  const alerts = () =>
    test.database.withService((transaction) =>
      transaction.query<{ state: string; summary: string }[]>(
        "select state, summary from alerts where rule_id = 'PL-32' order by fired_at",
      ),
    );
  const pages = () =>
    test.database.withService((transaction) =>
      transaction.query<{ target: string }[]>(
        "select target from alert_notifications where kind = 'alert_page'",
      ),
    );

  it("pages after five minutes and not a second before, once, and resolves when the connection is back", async () => {
    const running = watch();
    state = { isConnected: false, since: LOST, problem: "http_503" };
    now = later(299);
    await running.look();
    expect(await alerts()).to.deep.equal([]);
    now = later(300);
    await running.look();
    await running.look();
    expect((await alerts()).map((alert) => alert.state)).to.deep.equal(["firing"]);
    expect((await alerts())[0]?.summary).to.contain("2026-11-21T18:00:00");
    expect((await pages()).map(({ target }) => target)).to.deep.equal(["pagerduty"]);
    state = { isConnected: true, since: later(400), problem: null };
    now = later(401);
    await running.look();
    expect((await alerts()).map((alert) => alert.state)).to.deep.equal(["resolved"]);
    await running.stop();
  });

  it("resolves what an earlier process has left open, and says nothing over HTTP", async () => {
    const first = watch();
    state = { isConnected: false, since: later(4000), problem: null };
    now = later(4300);
    await first.look();
    await first.stop();
    const second = watch();
    state = null;
    await second.look();
    expect((await alerts()).at(-1)?.state).to.equal("firing");
    state = { isConnected: true, since: later(4400), problem: null };
    now = later(4401);
    await second.look();
    expect((await alerts()).at(-1)?.state).to.equal("resolved");
    await second.stop();
  });
});
