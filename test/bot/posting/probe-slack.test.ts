import { expect } from "chai";
import { probeSlack } from "../../../src/bot/posting/probe-slack.ts";
import { checkSlack } from "../../../src/cli/system/doctor/check-slack.ts";
import { readEnvironment } from "../../../src/config/environment.ts";
import { quietLogger } from "../../support/quiet-logger.ts";
import { type FakeSlack, startFakeSlack } from "../support/fake-slack.ts";

const WANTED = [
  { channel: "#alerts", of: "acme" },
  { channel: "qa", of: "acme, globex" },
  { channel: "C0OLD1111", of: "globex" },
];

describe("what the doctor asks of Slack", () => {
  let slack: FakeSlack;
  beforeEach(async () => {
    slack = await startFakeSlack();
    slack.answers.set("auth.test", { body: { team: "Acme", user_id: "U0BOT" } });
    slack.answers.set("users.conversations", { body: { channels: [{ id: "C0ALERTS1", name: "alerts" }] } });
    slack.rules.push(({ method, args }) =>
      method !== "conversations.info"
        ? undefined
        : {
            channel: {
              id: args["channel"],
              is_member: true,
              is_archived: args["channel"] === "C0OLD1111",
            },
          },
    );
  });
  afterEach(() => slack.close());

  const environment = (changes: Record<string, string> = {}) =>
    readEnvironment({
      SLACK_BOT_TOKEN: "xoxb-test",
      SLACK_SIGNING_SECRET: "a-secret-for-tests",
      SLACK_API_URL: slack.apiUrl,
      ...changes,
    });
  const findings = async (changes: Record<string, string> = {}, post = false) =>
    (
      await checkSlack(environment(changes), WANTED, (settings, channels) =>
        probeSlack(settings, { channels, post }, quietLogger()),
      )
    ).map(({ subject, status, detail }) => `${status} ${subject}: ${detail}`);

  it("names each channel that is missing or archived, and whose it is", async () => {
    expect(await findings()).to.deep.equal([
      "ok Slack: U0BOT in Acme, with every scope",
      "ok Slack channel #alerts: the bot is in it (acme)",
      "fail Slack channel #qa: not_in_channel (acme, globex)",
      "fail Slack channel #C0OLD1111: is_archived (globex)",
    ]);
    expect(slack.calls.map(({ method }) => method)).not.to.include("chat.postMessage");
  });

  it("asks whether Socket Mode would connect, with the app's token, and opens no connection", async () => {
    slack.answers.set("apps.connections.open", { body: { ok: false, error: "invalid_auth" } });
    const socket = { SLACK_APP_TOKEN: "xapp-1-wrong" };
    expect(await findings(socket)).to.include("fail Slack Socket Mode: invalid_auth");
    slack.answers.set("apps.connections.open", { body: { ok: true, url: "wss://127.0.0.1:9/never" } });
    expect(await findings(socket)).to.include(
      "ok Slack Socket Mode: Slack would connect; no connection was opened",
    );
  });

  it("proves that it may post only when asked, and leaves nothing behind", async () => {
    const said = await findings({}, true);
    expect(said).to.include("ok Slack channel #alerts: posted, and removed again (acme)");
    const methods = slack.calls.map(({ method }) => method);
    expect(methods.filter((method) => method === "chat.postMessage")).to.have.length(1);
    expect(methods.filter((method) => method === "chat.delete")).to.have.length(1);
  });

  it("says what Slack refuses, word for word", async () => {
    slack.answers.set("auth.test", { body: { ok: false, error: "token_revoked" } });
    expect((await findings())[0]).to.match(/^fail Slack: /);
  });
});
