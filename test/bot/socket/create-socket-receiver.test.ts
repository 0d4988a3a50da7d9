import { App } from "@slack/bolt";
import { expect } from "chai";
import { createSlackLogger } from "../../../src/bot/posting/create-slack-logger.ts";
import {
  createSocketReceiver,
  type SocketReceiverOptions,
} from "../../../src/bot/socket/create-socket-receiver.ts";
import { waitUntil } from "../../support/wait-until.ts";
import {
  APP_TOKEN,
  type OpenAnswer,
  type SocketSlack,
  startSocketSlack,
} from "../support/start-socket-slack.ts";

const SILENT = { info() {}, warn() {}, error() {} };
const QUIET = {
  retryConfig: { retries: 0 },
  rejectRateLimitedCalls: true,
  logger: createSlackLogger(SILENT),
};

describe("Socket Mode", () => {
  let slack: SocketSlack;
  let running: { receiver: ReturnType<typeof createSocketReceiver>; handled: string[] } | null = null;

  beforeEach(async () => {
    slack = await startSocketSlack();
  });
  afterEach(async () => {
    await running?.receiver.stop();
    running = null;
    await slack.close();
  });

  /** A Bolt app with one command behind the receiver. */
  async function start(changes: Partial<SocketReceiverOptions> = {}) {
    const handled: string[] = [];
    const receiver = createSocketReceiver({
      appToken: APP_TOKEN,
      clientOptions: {
        ...QUIET,
        slackApiUrl: slack.apiUrl,
        timeout: 500,
      },
      clock: () => new Date(),
      logger: SILENT,
      random: () => 0,
      ...changes,
    });
    const app = new App({
      receiver,
      authorize: () => Promise.resolve({ botToken: "xoxb-test" }),
      ignoreSelf: false,
      convoStore: false,
    });
    app.command("/runs", async ({ ack, command }) => {
      handled.push(command.text);
      await ack(`heard ${command.text}`);
    });
    await app.start();
    running = { receiver, handled };
    return running;
  }

  const command = (text: string) =>
    slack.socket.send("slash_commands", { command: "/runs", text, user_id: "U0PERSON", trigger_id: text });

  const connected = () => waitUntil(() => running?.receiver.state().isConnected, "a connection");

  it("hears a command and acknowledges it with its answer", async () => {
    const { handled } = await start();
    await connected();
    const reply = await command("one");
    expect(reply).to.deep.equal({ isOk: true, body: '{"text":"heard one"}' });
    expect(handled).to.deep.equal(["one"]);
    expect(slack.socket.violations).to.deep.equal([]);
  });

  const failures: [string, OpenAnswer][] = [
    ["502 with HTML", { status: 502 }],
    ["500", { status: 500 }],
    ["503", { status: 503 }],
    ["no answer", "hang"],
    ["a dropped connection", "drop"],
    ["invalid_auth", { error: "invalid_auth" }],
    ["a word nobody knows", { error: "brand_new_error" }],
  ];
  for (const [name, answer] of failures) {
    it(`goes on after ${name} at the start, and connects when Slack is back`, async () => {
      slack.answer(answer, answer, "ok");
      const { receiver } = await start();
      await connected();
      expect(slack.opens).to.equal(3);
      expect(receiver.state().problem).to.equal(null);
      expect(await command("back")).to.have.property("isOk", true);
    });
  }

  it("goes on when a reconnect fails, and says since when it is away and why", async () => {
    const { receiver } = await start();
    await connected();
    slack.answer({ status: 502 });
    slack.socket.cut();
    await waitUntil(() => receiver.state().problem === "http_502", "the problem");
    expect(receiver.state().isConnected).to.equal(false);
    const { since } = receiver.state();
    const opens = slack.opens;
    await waitUntil(() => slack.opens > opens, "another attempt");
    expect(receiver.state().since, "the outage began once").to.deep.equal(since);
    slack.answer("ok");
    await connected();
    expect(await command("again")).to.have.property("isOk", true);
  });

  it("goes on when upgrades are refused", async () => {
    slack.socket.setRefusing(true);
    await start();
    await waitUntil(() => slack.opens >= 2, "a second attempt");
    slack.socket.setRefusing(false);
    await connected();
  });

  for (const reason of ["warning", "refresh_requested", "link_disabled"] as const) {
    it(`opens the next connection before the old one closes (${reason}), and loses no command`, async () => {
      const { receiver, handled } = await start();
      await connected();
      slack.socket.refresh(reason, 400);
      const replies = [];
      let sent = 0;
      // Until the old connection is closed and the new one alone is left.
      do {
        replies.push(await command(`c${sent++}`));
        expect(receiver.state().isConnected, `at command ${sent}`).to.equal(true);
      } while (slack.opens < 2 || slack.socket.connections > 1);
      replies.push(await command(`c${sent++}`));
      expect(replies.filter(({ isOk }) => !isOk)).to.deep.equal([]);
      expect(handled).to.have.length(sent);
      expect(slack.socket.violations).to.deep.equal([]);
    });
  }

  it("replaces a connection that gives no sign of life", async () => {
    const { receiver } = await start({ silenceMs: 200, openTimeoutMs: 300 });
    await connected();
    const opens = slack.opens;
    slack.socket.setSilent(true);
    await waitUntil(() => slack.opens > opens && !receiver.state().isConnected, "the loss");
    slack.socket.setSilent(false);
    await connected();
    expect(await command("alive")).to.have.property("isOk", true);
  });

  it("does not take a quiet hour for a dead connection", async () => {
    await start({ silenceMs: 200 });
    await connected();
    const opens = slack.opens;
    const { pings } = slack.socket;
    await waitUntil(() => slack.socket.pings > pings + 8, "two silences' worth of pings");
    expect(slack.opens).to.equal(opens);
  });

  it("stops at once while Slack is away, whatever it is waiting for", async () => {
    for (const answer of ["hang", { status: 502 }] as const) {
      slack.answer(answer);
      const { receiver } = await start({
        clientOptions: { ...QUIET, slackApiUrl: slack.apiUrl, timeout: 60_000 },
      });
      const opens = slack.opens;
      await waitUntil(() => slack.opens >= Math.max(1, opens), "an attempt");
      const startedAt = performance.now();
      await receiver.stop();
      expect(performance.now() - startedAt).to.be.below(1000);
    }
  });

  it("gives a request in progress its acknowledgement before it stops", async () => {
    const { receiver } = await start();
    await connected();
    const reply = command("last");
    await waitUntil(() => running?.handled.length === 1, "the command");
    await receiver.stop();
    expect(await reply).to.have.property("isOk", true);
  });

  it("leaves the options of the client that posts alone", async () => {
    const shared = { logger: QUIET.logger, slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 } };
    await start({ clientOptions: shared });
    await connected();
    expect(shared).to.deep.equal({
      logger: QUIET.logger,
      slackApiUrl: slack.apiUrl,
      retryConfig: { retries: 0 },
    });
  });
});
