import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { startDesk } from "../../../../demo/desk/start-desk.ts";
import { createManifest } from "../../../../src/bot/create-manifest.ts";
import { runCli } from "../../../support/run-cli.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../../../support/test-database.ts";

const APP_TOKEN = "xapp-1-A0NIGHTSHIFT-1-test";

describe("the doctor, run as a command against the desk", function () {
  this.timeout(60_000);
  let test: TestDatabase;
  let folder: string;
  let desk: Awaited<ReturnType<typeof startDesk>>;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "nightshift-doctor-"));
    test = await createTestDatabase();
    await createTestTenant(test.database, "acme", {
      alertChannel: "#Alerts",
      qaChannel: "qa-acme",
      severityChannels: { critical: "acme-critical" },
    });
    const manifest = createManifest(null);
    desk = await startDesk({
      botUrl: "http://127.0.0.1:9",
      botToken: "xoxb-doctor",
      signingSecret: "a-signing-secret",
      appToken: APP_TOKEN,
      manifest: {
        inForce: { ...manifest, features: { ...manifest.features, slash_commands: [] } },
        configToken: "xoxe-1",
      },
      users: [{ id: "U0ANN00001", name: "ann", realName: "Ann Example" }],
      channels: ["alerts", "qa-acme", "nightshift-alerts"].map((name) => ({ name })),
      commands: [],
    });
  });
  after(async () => {
    await desk.stop();
    await test.drop();
    await rm(folder, { recursive: true, force: true });
  });

  interface Found {
    readonly subject: string;
    readonly status: string;
    readonly detail: string;
  }

  /** What it says of Slack, and its exit code. */
  async function examine(settings: Record<string, string>, ...args: string[]) {
    const { code, out } = await runCli(
      folder,
      {
        DATABASE_URL: test.urls.app,
        DATABASE_SERVICE_URL: test.urls.service,
        SECRETS_KEY: "7d".repeat(32),
        SLACK_BOT_TOKEN: "xoxb-doctor",
        SLACK_SIGNING_SECRET: "a-signing-secret",
        SLACK_API_URL: desk.slackApiUrl,
        ...settings,
      },
      ["doctor", "--json", ...args],
    );
    const found = JSON.parse(out) as Found[];
    return {
      code,
      said: found
        .filter(({ subject }) => subject.startsWith("Slack") && subject !== "Slack webhook")
        .map(({ subject, status, detail }) => `${status} ${subject}: ${detail}`),
    };
  }
  const posted = async () =>
    (await desk.messages(desk.channelId("alerts"))).filter(({ subtype }) => subtype === undefined);

  it("finds what is missing, and asks Slack for no connection and no post", async () => {
    const { code, said } = await examine({ SLACK_APP_TOKEN: APP_TOKEN, SLACK_CONFIG_TOKEN: "xoxe-1" });
    expect(code).to.equal(1);
    expect(said[2]).to.match(
      /^fail Slack manifest: features.slash_commands.\/alerts is missing, .* and \d more$/,
    );
    expect(said.toSpliced(2, 1)).to.deep.equal([
      "ok Slack: U0NIGHTSHIFT in Night Owls, with every scope",
      "ok Slack Socket Mode: Slack would connect; no connection was opened",
      "ok Slack channel #nightshift-alerts: the bot is in it (SLACK_PLATFORM_CHANNEL)",
      "ok Slack channel #Alerts: the bot is in it (acme)",
      "ok Slack channel #qa-acme: the bot is in it (acme)",
      "fail Slack channel #acme-critical: channel_not_found (acme)",
    ]);
    expect(desk.socket?.connections).to.equal(0);
    expect(await posted()).to.have.length(0);
  });

  it("posts with --post, leaves nothing behind, and names a wrong app token", async () => {
    const { code, said } = await examine({ SLACK_APP_TOKEN: "xapp-1-A0NIGHTSHIFT-1-wrong" }, "--post");
    expect(code).to.equal(1);
    expect(said).to.include("fail Slack Socket Mode: invalid_auth");
    expect(said).to.include("ok Slack manifest: not compared: Slack shows it only with SLACK_CONFIG_TOKEN");
    expect(said).to.include("ok Slack channel #Alerts: posted, and removed again (acme)");
    expect(await posted()).to.have.length(0);
  });
});
