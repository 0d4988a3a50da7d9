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
});
