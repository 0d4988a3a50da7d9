import { expect } from "chai";
import { checkSlack, type ProbeSlack } from "../../../../src/cli/system/doctor/check-slack.ts";
import { readEnvironment } from "../../../../src/config/environment.ts";

const SLACK = { SLACK_BOT_TOKEN: "xoxb-1", SLACK_SIGNING_SECRET: "s".repeat(32) };
const answers: ProbeSlack = async () => ({
  identity: { team: "Acme", botUserId: "U1", appId: null, missingScopes: [] },
  socket: null,
  manifest: { problem: "not shown" },
  channels: [],
});
const refuses: ProbeSlack = () => Promise.reject(new Error("invalid_auth"));

describe("what the doctor says of PUBLIC_URL", () => {
  async function statusOf(settings: Readonly<Record<string, string>>, probe = answers) {
    const findings = await checkSlack(readEnvironment({ ...SLACK, ...settings }), [], probe);
    return findings.find(({ subject }) => subject === "PUBLIC_URL")?.status;
  }

  for (const url of [
    "http://localhost:3000",
    "http://127.0.0.1:3000",
    "https://127.8.9.10",
    "http://[::1]:3000",
    "http://0.0.0.0:3000",
    "http://bot.localhost",
  ]) {
    it(`fails for ${url}, which leads nowhere from Slack`, async () => {
      expect(await statusOf({ PUBLIC_URL: url })).to.equal("fail");
      expect(await statusOf({ PUBLIC_URL: url }, refuses)).to.equal("fail");
    });
  }

  it("takes an address that others reach, and one of our own beside a Slack that is local, too", async () => {
    expect(await statusOf({ PUBLIC_URL: "https://nightshift.example.com" })).to.equal(undefined);
    expect(await statusOf({ PUBLIC_URL: "https://localhosts.example.com" })).to.equal(undefined);
    const local = { PUBLIC_URL: "http://127.0.0.1:3000", SLACK_API_URL: "http://127.0.0.1:4000/api/" };
    expect(await statusOf(local)).to.equal(undefined);
  });

  it("warns where there is none, unless Slack comes by its socket", async () => {
    expect(await statusOf({})).to.equal("warn");
    expect(await statusOf({ SLACK_APP_TOKEN: "xapp-1" })).to.equal(undefined);
  });
});

describe("what the doctor says of a Slack that does not answer", () => {
  it("is that it cannot be reached, not that a token is wrong", async () => {
    const silent: ProbeSlack = async () => ({
      identity: { problem: "ENOTFOUND" },
      socket: { problem: "ETIMEDOUT" },
      manifest: { problem: "not shown" },
      channels: [],
    });
    const findings = await checkSlack(readEnvironment({ ...SLACK, SLACK_APP_TOKEN: "xapp-1" }), [], silent);
    expect(findings.map(({ subject, status, detail }) => `${subject} ${status} ${detail}`)).to.deep.equal([
      "Slack fail Slack cannot be reached (ENOTFOUND)",
      "Slack Socket Mode fail Slack cannot be reached (ETIMEDOUT)",
    ]);
    expect(findings.map(({ remedy }) => remedy).join(" ")).not.to.include("TOKEN");
    const [refused] = await checkSlack(readEnvironment(SLACK), [], refuses);
    expect(refused?.remedy).to.include("SLACK_BOT_TOKEN");
  });
});
