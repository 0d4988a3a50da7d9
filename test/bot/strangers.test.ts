import { expect } from "chai";
import { ACTIONS } from "../../src/bot/actions/actions.ts";
import { VIEWS } from "../../src/bot/views/views.ts";
import { waitUntil } from "../support/wait-until.ts";
import { COMPANY_ID, RUN_ID } from "./support/cards.ts";
import { type Harness, startHarness } from "./support/slack-harness.ts";

/** Everything that buttons and forms of ours carry, in one. */
const REF = {
  tenantId: "acme",
  alertId: RUN_ID,
  runId: RUN_ID,
  companyId: COMPANY_ID,
  silenceId: "3a4b5c6d-3c1e-4d1c-8f0b-5a9e2b7c4d10",
  version: 0,
  key: "CR-02.warnRatio",
  value: 0.4,
  channel: null,
  ts: null,
  rerunOf: null,
  act: { kind: "runbook" },
  verdict: null,
  responseUrl: null,
  place: null,
  ruleId: null,
  subject: null,
  stage: null,
  companyConcurrency: null,
  skipVendors: [],
  cap: null,
};
/** They name no tenant, and show everybody only what is theirs. */
const FOR_EVERYBODY = ["open-link", "home-previous", "home-next"];

/** As if nothing had been sent yet. */
function forget({ slack, audited, refusals }: Harness): void {
  slack.calls.length = 0;
  audited.length = 0;
  refusals.length = 0;
}

describe("people without a role", () => {
  let harness: Harness;
  before(async () => {
    harness = await startHarness({
      access: { listTenantsFor: () => Promise.resolve([]), roleOf: () => Promise.resolve(null) },
    });
  });
  beforeEach(() => forget(harness));
  after(() => harness.close());

  const refused = () => harness.audited.filter(({ detail }) => detail?.["refused"] === true);

  for (const { actionId } of ACTIONS.filter((action) => !FOR_EVERYBODY.includes(action.actionId))) {
    it(`who press ${actionId} are refused and audited`, async () => {
      const value = actionId === "alert-more" ? `runbook:${RUN_ID}:acme` : REF;
      const blockId = actionId === "tick-steps" ? `steps:0:0:${RUN_ID}:acme` : "b";
      const payload = {
        type: "block_actions",
        user: { id: "U0PERSON", name: "person", team_id: "T1" },
        team: { id: "T1", domain: "t" },
        trigger_id: `press of ${actionId}`,
        response_url: harness.slack.responseUrl,
        container: { type: "message", channel_id: "C0ALERTS", message_ts: "1700000000.000100" },
        ...(actionId.startsWith("silence-") &&
          actionId !== "silence-alert" && {
            view: { id: "V1", hash: "1.a", private_metadata: JSON.stringify(REF), state: { values: {} } },
          }),
        actions: [
          {
            type: actionId === "tick-steps" ? "checkboxes" : "button",
            action_id: actionId,
            block_id: blockId,
            action_ts: "1",
            value: typeof value === "string" ? value : JSON.stringify(value),
            selected_options: [],
          },
        ],
      };
      expect((await harness.interact(payload)).status).to.equal(200);
      const { args } = await harness.slack.called("respond");
      expect(args["text"]).to.match(/needs the role ".*" for (acme|platform) \(you have none there\)/);
      expect(refused()).to.have.length(1);
      expect(refused()[0]?.actor).to.equal("slack:U0PERSON");
      expect(harness.slack.calls.map(({ method }) => method)).to.deep.equal(["respond"]);
    });
  }

  for (const { callbackId } of VIEWS) {
    it(`who submit ${callbackId} are refused and audited, whatever they filled in`, async () => {
      const response = await harness.submit(callbackId, REF, {});
      expect(await response.text()).to.match(/the role \\".*\\" for acme \(you have none there\)/);
      expect(refused()).to.have.length(1);
    });
  }

  it("who name a tenant that never was are answered and audited alike", async () => {
    await harness.press("acknowledge-alert", { tenantId: "nowhere", alertId: RUN_ID });
    const { args } = await harness.slack.called("respond");
    expect(args["text"]).to.contain("for nowhere (you have none there)");
    expect(refused().map(({ tenantId }) => tenantId)).to.deep.equal(["nowhere"]);
  });
});

describe("people of another workspace", () => {
  let harness: Harness;
  before(async () => {
    harness = await startHarness();
  });
  beforeEach(() => forget(harness));
  after(() => harness.close());

  const user = { id: "U0PERSON", name: "person", team_id: "T2" };
  const team = { id: "T2", domain: "other" };

  function expectRefused() {
    expect(harness.audited).to.have.length(1);
    expect(harness.audited[0]).to.deep.include({
      tenantId: "platform",
      actor: "slack:U0PERSON",
      subject: "T2",
    });
    expect(harness.audited[0]?.detail).to.deep.include({ refused: true, reason: "other_workspace" });
    expect(harness.refusals).to.deep.equal(["other_workspace"]);
  }

  it("get no answer to a command, though their id has every role here", async () => {
    expect((await harness.command("/run-stats", "", { team_id: "T2" })).status).to.equal(200);
    const { args } = await harness.slack.called("respond");
    expect(args["text"]).to.contain("another Slack workspace");
    expectRefused();
  });

  it("are told nowhere else when that answer is refused: the id is somebody else's here", async () => {
    harness.slack.answers.set("respond", { status: 404 });
    await harness.command("/run-stats", "", { team_id: "T2" });
    await waitUntil(
      () => harness.log.some(({ message }) => message === "stranger not answered"),
      "the refusal",
    );
    harness.slack.answers.delete("respond");
    expect(harness.slack.calls.map(({ method }) => method)).to.deep.equal(["respond"]);
  });

  it("change nothing with a button", async () => {
    const action = { type: "button", action_id: "acknowledge-alert", block_id: "b", action_ts: "1" };
    await harness.interact({
      type: "block_actions",
      user,
      team,
      trigger_id: "1.2",
      response_url: harness.slack.responseUrl,
      container: { type: "message", channel_id: "C0ALERTS", message_ts: "1700000000.000100" },
      actions: [{ ...action, value: JSON.stringify({ tenantId: "acme", alertId: RUN_ID }) }],
    });
    const { args } = await harness.slack.called("respond");
    expect(args["text"]).to.contain("Nothing was done");
    expectRefused();
  });

  it("change nothing with a form", async () => {
    const response = await harness.interact({
      type: "view_submission",
      user,
      team,
      trigger_id: "1.3",
      view: {
        id: "V1",
        type: "modal",
        hash: "1.a",
        callback_id: "alert-feedback",
        private_metadata: JSON.stringify({ tenantId: "acme", alertId: RUN_ID }),
        blocks: [],
        state: { values: {} },
      },
    });
    expect(await response.text()).to.contain("another Slack workspace");
    expectRefused();
  });

  it("get no App Home", async () => {
    await harness.send(
      JSON.stringify({
        type: "event_callback",
        event_id: "Ev1",
        team_id: "T2",
        event: { type: "app_home_opened", user: "U0PERSON", tab: "home" },
      }),
    );
    await waitUntil(() => harness.audited.length > 0, "the refusal");
    expectRefused();
    expect(harness.slack.calls).to.deep.equal([]);
  });
});
