import { WebClient } from "@slack/web-api";
import { expect } from "chai";
import { createSlackLogger } from "../../../src/bot/posting/create-slack-logger.ts";
import { webClientOptions } from "../../../src/bot/posting/web-client-options.ts";
import { createInstallation } from "../../../src/bot/workspace/create-installation.ts";
import { rejection } from "../../support/rejection.ts";
import { createTestDatabase, type TestDatabase } from "../../support/test-database.ts";
import { waitUntil } from "../../support/wait-until.ts";
import { type FakeSlack, startFakeSlack } from "../support/fake-slack.ts";

const LOGGER = { info() {}, warn() {}, error() {} };

describe("the workspace that the app is installed in", () => {
  let test: TestDatabase;
  let slack: FakeSlack;
  let nowMs = Date.parse("2026-11-22T06:00:00Z");

  before(async function () {
    this.timeout(60_000);
    test = await createTestDatabase();
    slack = await startFakeSlack();
  });
  after(async () => {
    await slack.close();
    await test.drop();
  });

  /** A process of its own. */
  const start = () =>
    createInstallation({
      client: new WebClient("xoxb-test", webClientOptions(createSlackLogger(LOGGER), slack.apiUrl)),
      database: test.database,
      clock: () => new Date(nowMs),
      logger: LOGGER,
    });
  const asked = () => slack.calls.filter(({ method }) => method === "auth.test").length;

  it("is unknown until Slack has said it once, and Slack is asked once a minute", async () => {
    slack.answers.set("auth.test", { body: { ok: false, error: "invalid_auth" } });
    const installation = start();
    expect(String(await rejection(installation.read()))).to.contain("(invalid_auth)");
    await rejection(installation.read());
    expect(asked()).to.equal(1);
    nowMs += 60_000;
    slack.answers.set("auth.test", {
      body: { team_id: "T1", enterprise_id: "E1", is_enterprise_install: false },
    });
    const workspace = { teamId: "T1", enterpriseId: "E1", isOrgWide: false };
    expect(await installation.read()).to.deep.equal(workspace);
    expect(await installation.read()).to.deep.equal(workspace);
    expect(asked()).to.equal(2);
  });

  it("is remembered by the next process, while Slack cannot be asked", async () => {
    slack.answers.set("auth.test", { hang: true });
    const installation = start();
    expect(await installation.read()).to.deep.equal({ teamId: "T1", enterpriseId: "E1", isOrgWide: false });
  });

  it("is another one once Slack says so of a new token", async () => {
    slack.answers.set("auth.test", { body: { team_id: "T2" } });
    const installation = start();
    expect((await installation.read()).teamId).to.equal("T1");
    await waitUntil(async () => (await installation.read()).teamId === "T2", "the new workspace");
    expect(await installation.read()).to.deep.equal({ teamId: "T2", enterpriseId: null, isOrgWide: false });
  });
});
