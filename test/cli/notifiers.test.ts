import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { startTown, type Town } from "../../demo/town/start-town.ts";
import { checkNotifiers } from "../../src/cli/doctor/check-notifiers.ts";
import { readEnvironment } from "../../src/config/environment.ts";
import { runCli } from "../support/run-cli.ts";

describe("nightshift notifiers test", () => {
  let town: Town;
  let folder: string;
  before(async () => {
    town = await startTown({ companies: [] });
    folder = await mkdtemp(join(tmpdir(), "nightshift-notifiers-"));
  });
  after(async () => {
    await town.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it("tells all that are set up, and ends with 1 when one does not take it", async () => {
    const settings = { ...town.notifierSettings, JIRA_API_TOKEN: "wrong" };
    const { code, out } = await runCli(folder, settings, ["notifiers", "test"]);
    expect(code).to.equal(1);
    expect(out).to.match(/ok +pagerduty +taken \(nightshift-test\)/);
    expect(out).to.match(/ok +sms +taken \(SM/);
    expect(out).to.match(/FAIL +jira +.*check its settings/);
    expect(out).to.not.include("email").and.not.include("wrong");
  });

  it("tells the one that is named, and says which there are", async () => {
    const named = await runCli(folder, town.notifierSettings, ["notifiers", "test", "jira"]);
    expect(named.code).to.equal(0);
    expect(named.out).to.match(/jira +taken \(OPS-\d+\)/);
    const absent = await runCli(folder, town.notifierSettings, ["notifiers", "test", "email"]);
    expect(absent.code).to.equal(1);
    expect(absent.out).to.include("is not set up");
    const unknown = await runCli(folder, {}, ["notifiers", "test", "pigeon"]);
    expect(unknown.code).to.equal(2);
    expect(unknown.err).to.include("pagerduty, sms, email, webhook, jira");
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
