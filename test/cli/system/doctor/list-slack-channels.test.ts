import { expect } from "chai";
import { listSlackChannels } from "../../../../src/cli/system/doctor/list-slack-channels.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../../../support/test-database.ts";

describe("the channels that the doctor checks", () => {
  let test: TestDatabase;
  before(async function () {
    this.timeout(60_000);
    test = await createTestDatabase();
    await createTestTenant(test.database, "acme", {
      alertChannel: "#Acme-Alerts",
      qaChannel: "acme-qa",
      severityChannels: { critical: "acme-critical" },
      escalation: { steps: [{ mention: [] }, { mention: [], channel: "managers" }] },
    });
    await createTestTenant(test.database, "globex", { alertChannel: "acme-alerts", qaChannel: "C0GLOBEX1" });
  });
  after(() => test.drop());

  it("are every one that a message can go to, each once however it is written", async () => {
    const settings = { SLACK_PLATFORM_CHANNEL: "nightshift-alerts" };
    expect(await listSlackChannels(test.database, settings)).to.deep.equal([
      { channel: "nightshift-alerts", of: "SLACK_PLATFORM_CHANNEL" },
      { channel: "#Acme-Alerts", of: "acme, globex" },
      { channel: "acme-qa", of: "acme" },
      { channel: "acme-critical", of: "acme" },
      { channel: "managers", of: "acme" },
      { channel: "C0GLOBEX1", of: "globex" },
    ]);
    expect(await listSlackChannels(null, settings)).to.deep.equal([
      { channel: "nightshift-alerts", of: "SLACK_PLATFORM_CHANNEL" },
    ]);
  });
});
