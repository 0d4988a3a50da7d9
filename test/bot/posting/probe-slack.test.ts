import { expect } from "chai";
import { createManifest } from "../../../src/bot/create-manifest.ts";
import { probeSlack } from "../../../src/bot/posting/probe-slack.ts";
import { SLACK_SCOPES } from "../../../src/bot/posting/slack-scopes.ts";
import { checkSlack } from "../../../src/cli/system/doctor/check-slack.ts";
import { readEnvironment } from "../../../src/config/environment.ts";
import { quietLogger } from "../../support/quiet-logger.ts";
import { type FakeSlack, startFakeSlack } from "../support/fake-slack.ts";

const WANTED = [
  { channel: "#alerts", of: "acme" },
  { channel: "qa", of: "acme, globex" },
  { channel: "C0OLD1111", of: "globex" },
  { channel: "#ops", of: "acme" },
  { channel: "old-ops", of: "acme" },
];

describe("what the doctor asks of Slack", () => {
  let slack: FakeSlack;
  beforeEach(async () => {
    slack = await startFakeSlack();
    slack.answers.set("auth.test", {
      body: { team: "Acme", user_id: "U0BOT", app_id: "A0APP" },
      headers: { "X-OAuth-Scopes": SLACK_SCOPES.map(({ scope }) => scope).join(",") },
    });
    slack.answers.set("users.conversations", { body: { channels: [{ id: "C0ALERTS1", name: "alerts" }] } });
    slack.answers.set("conversations.list", {
      body: {
        channels: [
          { id: "C0OPS1111", name: "ops" },
          { id: "C0OPS2222", name: "old-ops", is_archived: true },
        ],
      },
    });
    slack.answers.set("apps.manifest.export", { body: { ok: false, error: "not_allowed_token_type" } });
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
      "ok Slack manifest: not compared: Slack shows it only with SLACK_CONFIG_TOKEN",
      "ok Slack channel #alerts: the bot is in it (acme)",
      "fail Slack channel #qa: channel_not_found (acme, globex)",
      "fail Slack channel C0OLD1111: is_archived (globex)",
      "fail Slack channel #ops: not_in_channel (acme)",
      "fail Slack channel #old-ops: is_archived (acme)",
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

  it("says what Slack refuses, word for word, and asks for the rest all the same", async () => {
    slack.answers.set("auth.test", { body: { ok: false, error: "token_revoked" } });
    slack.answers.set("apps.connections.open", { body: { ok: true, url: "wss://127.0.0.1:9/never" } });
    expect(await findings({ SLACK_APP_TOKEN: "xapp-1-A0APP-1-abc" })).to.deep.equal([
      "fail Slack: token_revoked",
      "ok Slack Socket Mode: Slack would connect; no connection was opened",
    ]);
  });

  it("names the scopes that are missing, and those Slack does not tell, and checks the channels all the same", async () => {
    slack.answers.set("auth.test", {
      body: { team: "Acme", user_id: "U0BOT", app_id: "A0APP" },
      headers: { "X-OAuth-Scopes": "chat:write,commands" },
    });
    const said = await findings();
    expect(said[0]).to.match(/^fail Slack: SLACK_BOT_TOKEN lacks files:write, im:write, channels:read/);
    expect(said).to.include("ok Slack channel #alerts: the bot is in it (acme)");
    slack.answers.set("auth.test", { body: { team: "Acme", user_id: "U0BOT" } });
    expect((await findings())[0]).to.equal("ok Slack: U0BOT in Acme; Slack does not say which scopes it has");
  });

  describe("about the manifest", () => {
    const withToken = { SLACK_CONFIG_TOKEN: "xoxe.xoxp-1-abc" };
    const inForce = (change: (manifest: ReturnType<typeof createManifest>) => object) =>
      slack.answers.set("apps.manifest.export", { body: { manifest: change(createManifest(null)) } });

    it("says that it is ours when it is, whatever Slack adds and leaves out", async () => {
      inForce(({ settings, ...manifest }) => {
        const { org_deploy_enabled: _left, token_rotation_enabled: _out, ...rest } = settings;
        return { ...manifest, _metadata: { major_version: 1 }, settings: { ...rest, is_hosted: false } };
      });
      expect(await findings(withToken)).to.include("ok Slack manifest: the one in force is ours");
      const { args } = await slack.called("apps.manifest.export");
      expect(args["app_id"]).to.equal("A0APP");
    });

    it("names what keeps the app from working", async () => {
      inForce((manifest) => ({
        ...manifest,
        features: { ...manifest.features, slash_commands: manifest.features.slash_commands.slice(1) },
        oauth_config: { scopes: { bot: [...manifest.oauth_config.scopes.bot.slice(1), "users:read"] } },
        settings: { ...manifest.settings, socket_mode_enabled: false },
      }));
      expect(await findings(withToken)).to.include(
        "fail Slack manifest: features.slash_commands./alerts is missing, oauth_config.scopes.bot.commands is missing, " +
          "oauth_config.scopes.bot.users:read is not in ours, settings.socket_mode_enabled differs",
      );
    });

    it("only warns of other words", async () => {
      inForce((manifest) => ({
        ...manifest,
        display_information: { ...manifest.display_information, name: "owl" },
      }));
      expect(await findings(withToken)).to.include("warn Slack manifest: display_information.name differs");
    });

    it("fails with a token that Slack does not take any more", async () => {
      slack.answers.set("apps.manifest.export", { body: { ok: false, error: "token_expired" } });
      expect(await findings(withToken)).to.include("fail Slack manifest: token_expired");
    });
  });
});
