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
});
