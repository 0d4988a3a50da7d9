import { expect } from "chai";
import { actResultOf, alertCardOf, homeAlertOf, RUN_ID } from "./support/cards.ts";
import { type Harness, startHarness } from "./support/slack-harness.ts";

const REF = { tenantId: "acme", alertId: RUN_ID };

describe("what people do while things go wrong", () => {
  let harness: Harness;
  afterEach(() => harness.close());

  it("a form is acknowledged in time though the database is stuck, and shows its answer when it is done", async () => {
    const { promise: stuck, resolve: release } = Promise.withResolvers<void>();
    harness = await startHarness({ alerts: { recordFeedback: () => stuck } });
    const values = {
      reason: { reason: { selected_option: { value: "noise" } } },
      notes: { notes: { value: "" } },
    };
    const started = performance.now();
    const response = await harness.submit("alert-feedback", REF, values);
    expect(performance.now() - started, "Slack waits three seconds").to.be.below(3_000);
    expect(response.status).to.equal(200);
    expect(await response.text()).to.contain("The answer will appear here");
    release();
    const { args } = await harness.slack.called("views.update");
    expect(args["view_id"]).to.equal("V1");
    expect(JSON.stringify(args["view"])).to.contain("Thank you");
  });

  it("says in the form what failed after it was acknowledged", async () => {
    const { promise: stuck, reject } = Promise.withResolvers<void>();
    harness = await startHarness({ alerts: { recordFeedback: () => stuck } });
    const values = {
      reason: { reason: { selected_option: { value: "noise" } } },
      notes: { notes: { value: "" } },
    };
    await harness.submit("alert-feedback", REF, values);
    reject(new Error("lock timeout"));
    const { args } = await harness.slack.called("views.update");
    expect(JSON.stringify(args["view"])).to.contain("Something went wrong");
  });

  it("a double click is no second person", async () => {
    const own = alertCardOf({
      state: "acknowledged",
      acknowledgedBy: "U0PERSON",
      acknowledgedAt: new Date(),
    });
    harness = await startHarness({
      alerts: { acknowledge: () => Promise.resolve(actResultOf("unchanged", own)) },
    });
    await harness.press("acknowledge-alert", REF);
    await harness.slack.called("chat.update");
    await harness.app.stop();
    expect(harness.slack.calls.map(({ method }) => method)).not.to.include("respond");
  });

  for (const status of [404, 410, 500]) {
    it(`answers by direct message, with the answer, when the response_url says ${status}`, async () => {
      harness = await startHarness({ alerts: { listOpen: () => Promise.resolve([homeAlertOf()]) } });
      harness.slack.answers.set("respond", { status });
      await harness.command("/alerts", "");
      const { args } = await harness.slack.called("chat.postMessage");
      expect(args["channel"]).to.equal("U0PERSON");
      expect(args["text"]).to.equal("Open alerts: 1");
      expect(args["blocks"]).to.be.an("array");
    });
  }

  for (const word of [
    "expired_trigger_id",
    "trigger_expired",
    "exchanged_trigger_id",
    "trigger_exchanged",
    "invalid_trigger_id",
  ]) {
    it(`says to press again when Slack says ${word}`, async () => {
      harness = await startHarness();
      harness.slack.answers.set("views.open", { body: { ok: false, error: word } });
      await harness.press("not-useful", REF);
      expect((await harness.slack.called("respond")).args["text"]).to.contain("Press again");
    });
  }

  it("keeps quiet about a view that was newer", async () => {
    harness = await startHarness();
    harness.slack.answers.set("views.open", { body: { ok: false, error: "hash_conflict" } });
    await harness.press("not-useful", REF);
    await harness.slack.called("views.open");
    await harness.app.stop();
    expect(harness.slack.calls.map(({ method }) => method)).to.deep.equal(["views.open"]);
  });

  it("says so of a button and a form that it knows no more", async () => {
    harness = await startHarness();
    await harness.press("button-of-last-year", "x");
    expect((await harness.slack.called("respond")).args["text"]).to.contain("older version");
    const response = await harness.submit("form-of-last-year", {}, {});
    expect(response.status).to.equal(200);
    expect(await response.text()).to.contain("older version");
  });

  it("gives a slip of the person's no reference number", async () => {
    harness = await startHarness();
    await harness.command("/runs", "acme globex");
    const slip = (await harness.slack.called("respond")).args["text"];
    expect(slip).to.contain("more than this command takes").and.not.to.contain("reference");
    await harness.command("/runs", "initech");
    const other = (await harness.slack.called("respond", 1)).args["text"];
    expect(other).to.contain('There is no tenant "initech". Known: acme.').and.not.to.contain("reference");
  });
});
