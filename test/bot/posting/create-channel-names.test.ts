import { WebClient } from "@slack/web-api";
import { expect } from "chai";
import { createChannelNames } from "../../../src/bot/posting/create-channel-names.ts";
import { createSlackLogger } from "../../../src/bot/posting/create-slack-logger.ts";
import { webClientOptions } from "../../../src/bot/posting/web-client-options.ts";
import { createTestDatabase, type TestDatabase } from "../../support/test-database.ts";
import { type FakeSlack, startFakeSlack } from "../support/fake-slack.ts";

const SILENT = { info() {}, warn() {}, error() {} };

describe("the ids of channels", () => {
  let test: TestDatabase;
  let slack: FakeSlack;
  let now: Date;
  before(async function () {
    this.timeout(60_000);
    test = await createTestDatabase();
  });
  after(() => test.drop());
  beforeEach(async () => {
    now = new Date("2026-11-21T18:00:00Z");
    slack = await startFakeSlack();
    await test.database.withService((transaction) => transaction.query("delete from slack_channels"));
  });
  afterEach(() => slack.close());

  const names = (patienceMs?: number) =>
    createChannelNames({
      ...(patienceMs !== undefined && { patienceMs }),
      client: new WebClient("xoxb-test", webClientOptions(createSlackLogger(SILENT), slack.apiUrl)),
      database: test.database,
      clock: () => now,
      logger: SILENT,
    });
  const has = (channels: readonly { id: string; name: string }[]) =>
    slack.answers.set("users.conversations", { body: { channels } });
  const asked = () => slack.calls.filter(({ method }) => method === "users.conversations").length;

  it("are asked for once, kept over restarts, and the same however the name is written", async () => {
    has([{ id: "C0ALERTS1", name: "alerts" }]);
    const first = names();
    expect(await first.resolve("#Alerts")).to.equal("C0ALERTS1");
    expect(await first.resolve("alerts")).to.equal("C0ALERTS1");
    expect(await names().resolve("alerts")).to.equal("C0ALERTS1");
    expect(asked()).to.equal(1);
    expect(await first.resolve("C0OTHER11")).to.equal("C0OTHER11");
  });

  it("are read page by page", async () => {
    slack.rules.push(({ method, args }) =>
      method !== "users.conversations"
        ? undefined
        : args["cursor"] === "two"
          ? { channels: [{ id: "C0SECOND1", name: "second" }] }
          : { channels: [{ id: "C0FIRST11", name: "first" }], response_metadata: { next_cursor: "two" } },
    );
    expect(await names().resolve("second")).to.equal("C0SECOND1");
  });

  it("follow a renamed channel, and go to another one that takes its name", async () => {
    has([{ id: "C0ALERTS1", name: "alerts" }]);
    const own = names();
    await own.resolve("alerts");
    has([{ id: "C0ALERTS1", name: "alerts-old" }]);
    now = new Date(now.getTime() + 2 * 60 * 60_000);
    expect(await own.resolve("alerts"), "its people are still there").to.equal("C0ALERTS1");
    has([
      { id: "C0ALERTS1", name: "alerts-old" },
      { id: "C0ALERTS2", name: "alerts" },
    ]);
    now = new Date(now.getTime() + 2 * 60 * 60_000);
    expect(await own.resolve("alerts")).to.equal("C0ALERTS2");
  });

  it("are asked for again when Slack refuses one, and not more than once a minute", async () => {
    has([{ id: "C0ALERTS1", name: "alerts" }]);
    const own = names();
    await own.resolve("alerts");
    own.forget("alerts");
    has([{ id: "C0ALERTS2", name: "alerts" }]);
    await own.resolve("alerts");
    expect(asked()).to.equal(1);
    now = new Date(now.getTime() + 61_000);
    own.forget("#alerts");
    expect(await own.resolve("alerts")).to.equal("C0ALERTS2");
  });

  it("do not hold up a message when Slack does not answer", async () => {
    slack.answers.set("users.conversations", { hang: true });
    const own = names(20);
    expect(await Promise.all([own.resolve("alerts"), own.resolve("other")])).to.deep.equal([
      "alerts",
      "other",
    ]);
    expect(await own.resolve("alerts")).to.equal("alerts");
    expect(asked()).to.equal(1);
  });

  it("do not stand in the way when Slack does not say: the name is used, and the answer is learnt", async () => {
    slack.answers.set("users.conversations", { body: { ok: false, error: "missing_scope" } });
    const own = names();
    expect(await own.resolve("alerts")).to.equal("alerts");
    await own.learn("alerts", "C0ALERTS1");
    expect(await own.resolve("alerts")).to.equal("C0ALERTS1");
  });
});
