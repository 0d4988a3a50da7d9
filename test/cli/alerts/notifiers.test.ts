import { expect } from "chai";
import { startTown, type Town } from "../../../demo/town/start-town.ts";
import { checkNotifiers } from "../../../src/cli/system/doctor/check-notifiers.ts";
import { readEnvironment } from "../../../src/config/environment.ts";
import { createCli } from "../support/create-cli.ts";

describe("nightshift notifiers test", () => {
  let town: Town;
  before(async () => {
    town = await startTown({ companies: [] });
  });
  after(() => town.stop());

  const tell = (settings: Readonly<Record<string, string>>, ...names: string[]) => {
    const needless = () => {
      throw new Error("no channel needs the database");
    };
    return createCli("notifiers", needless, { environment: settings })("test", ...names);
  };

  it("tells all that are set up, and ends with 1 when one does not take it", async () => {
    const settings = { ...town.notifierSettings, JIRA_API_TOKEN: "wrong" };
    const { code, out } = await tell(settings);
    expect(code).to.equal(1);
    expect(out).to.match(/ok +pagerduty +taken \(nightshift-test\)/);
    expect(out).to.match(/ok +sms +taken \(SM/);
    expect(out).to.match(/FAIL +jira +.*check its settings/);
    expect(out).to.not.include("email").and.not.include("wrong");
  });

  it("tells the one that is named, and says which there are", async () => {
    const named = await tell(town.notifierSettings, "jira");
    expect(named.code).to.equal(0);
    expect(named.out).to.match(/jira +taken \(OPS-\d+\)/);
    const absent = await tell(town.notifierSettings, "email");
    expect(absent.code).to.equal(1);
    expect(absent.out).to.include("is not set up");
    const unknown = await tell({}, "pigeon");
    expect(unknown.code).to.equal(2);
    expect(unknown.message).to.include("pagerduty, sms, email, webhook, jira");
  });

  it("is what the doctor points to where nobody can be asked without waking people", async () => {
    const found = await checkNotifiers(readEnvironment({ ...town.notifierSettings, TWILIO_AUTH_TOKEN: "x" }));
    const statuses = found.map(({ subject, status }) => `${subject}: ${status}`);
    expect(statuses).to.include.members(["PagerDuty: ok", "SMS (Twilio): fail", "Jira: ok", "e-mail: ok"]);
    expect(found.find(({ subject }) => subject === "PagerDuty")?.detail).to.include(
      "notifiers test pagerduty",
    );
    expect(JSON.stringify(found)).to.not.include("town-demo");
  });
});
