import { expect } from "chai";
import { COMMANDS } from "../../../src/bot/commands/commands.ts";
import { messageProblems } from "../../support/slack-limits.ts";
import { startHarness } from "../support/slack-harness.ts";

describe("/nightshift", () => {
  it("lists every other command", async () => {
    const harness = await startHarness();
    await harness.command("/nightshift", "");
    const { args } = await harness.slack.called("respond");
    await harness.close();
    expect(messageProblems(args)).to.deep.equal([]);
    for (const { name } of COMMANDS.filter((command) => command.name !== "/nightshift")) {
      expect(JSON.stringify(args["blocks"])).to.contain(name);
    }
  });

  it("shows a new key to the admin who asked for it alone, and lists keys without themselves", async () => {
    const asked: unknown[] = [];
    const key = {
      tenantId: "acme",
      keyId: "k",
      prefix: "ns_abcdefgh",
      name: "bot",
      scopes: ["ingest", "read"] as const,
      createdAt: new Date(0),
      expiresAt: null,
      revokedAt: null,
      agentIds: null,
      lastUsedAt: null,
      replaces: null,
    };
    const harness = await startHarness({
      keys: {
        create: (by, name, scopes) => {
          asked.push([by, name, scopes]);
          return Promise.resolve({ token: "ns_abcdefgh_secret", key });
        },
        list: () => Promise.resolve([key]),
      },
    });
    await harness.command("/nightshift", "keys create bot ingest,read");
    const made = await harness.slack.called("respond");
    expect(made.args["response_type"]).to.equal("ephemeral");
    expect(messageProblems(made.args)).to.deep.equal([]);
    expect(JSON.stringify(made.args["blocks"])).to.contain("ns_abcdefgh_secret");
    expect(asked).to.have.lengthOf(1);
    expect(JSON.stringify(asked)).to.contain('"tenantId":"acme"').and.to.contain('["ingest","read"]');
    await harness.close();
  });

  it("gives a link to the pages to the one who asked alone, and none to somebody without a role", async () => {
    const asked: string[] = [];
    const logins = {
      createLink: (slackUserId: string) => {
        asked.push(slackUserId);
        return Promise.resolve("https://nightshift.example/login/TOKEN");
      },
    };
    const harness = await startHarness({ logins });
    await harness.command("/nightshift", "login");
    const given = await harness.slack.called("respond");
    await harness.close();
    expect(given.args["response_type"]).to.equal("ephemeral");
    expect(messageProblems(given.args)).to.deep.equal([]);
    expect(JSON.stringify(given.args["blocks"])).to.contain(
      "<https://nightshift.example/login/TOKEN|Open the pages>",
    );
    expect(asked).to.have.lengthOf(1);

    const stranger = await startHarness({ logins, access: { listTenantsFor: () => Promise.resolve([]) } });
    await stranger.command("/nightshift", "login");
    const refused = await stranger.slack.called("respond");
    await stranger.close();
    expect(JSON.stringify(refused.args)).to.contain("no role for any tenant").and.not.contain("TOKEN");
    expect(asked).to.have.lengthOf(1);
  });
});
