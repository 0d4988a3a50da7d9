import { expect } from "chai";
import { viewProblems } from "../../support/slack-limits.ts";
import { ALERT_ID, alertCardOf, RUN_ID, runOf, statsOf } from "../support/cards.ts";
import { type DependencyChanges, fakeDependencies } from "../support/fake-dependencies.ts";
import { startHarness } from "../support/slack-harness.ts";

const VALUE = { tenantId: "globex", alertId: ALERT_ID };
const FAKE = fakeDependencies().dependencies;

async function press(actionId: string, value: unknown, changes: DependencyChanges = {}) {
  const harness = await startHarness(changes);
  await harness.press(actionId, value);
  await harness.app.stop();
  await harness.close();
  const called = (method: string) =>
    harness.slack.calls.filter((call) => call.method === method).map(({ args }) => args);
  return { ...harness, opened: called("views.open"), replies: called("respond") };
}

describe("the forms behind an alert's buttons", () => {
  for (const [actionId, callbackId, said] of [
    ["silence-alert", "silence", "Matches 1 open now"],
    ["rerun-stage", "run-request", RUN_ID],
    ["not-useful", "alert-feedback", "could not be crawled"],
  ] as const) {
    it(`${actionId}: opens its form`, async () => {
      const { opened } = await press(actionId, VALUE);
      expect(opened).to.have.length(1);
      expect(viewProblems(opened[0]?.["view"])).to.deep.equal([]);
      expect(opened[0]?.["view"]).to.have.property("callback_id", callbackId);
      expect(JSON.stringify(opened[0]?.["view"])).to.contain(said);
    });

    it(`${actionId}: says so with a reference when there is no such alert any more`, async () => {
      const { opened, replies, log } = await press(actionId, VALUE, {
        alerts: { readCard: () => Promise.resolve(null) },
      });
      expect(opened).to.deep.equal([]);
      const reference = /\(reference ([0-9a-f]{12})\)/.exec(String(replies[0]?.["text"]))?.[1];
      expect(replies[0]?.["text"]).to.contain(`There is no alert "${ALERT_ID}"`);
      expect(log.some(({ fields }) => fields["reference"] === reference)).to.equal(true);
    });
  }

  it("rerun: is the operator's, and the refusal names the role", async () => {
    const { opened, replies, audited } = await press("rerun-stage", VALUE, {
      access: { roleOf: () => Promise.resolve("qa") },
    });
    expect(opened).to.deep.equal([]);
    expect(replies[0]?.["text"]).to.contain('the role "operator"');
    expect(audited).to.have.length(1);
  });

  it("rerun: says what to do about an alert without a run", async () => {
    const { replies } = await press("rerun-stage", VALUE, {
      alerts: { readCard: () => Promise.resolve(alertCardOf({ runId: null })) },
    });
    expect(replies[0]?.["text"]).to.contain("/run-start");
  });

  it("stop run: cancels it once, for whoever pressed, and says so even where the thread cannot be told", async () => {
    const cancelled: unknown[] = [];
    const noted: unknown[] = [];
    const { replies } = await press(
      "stop-run",
      { tenantId: "globex", runId: RUN_ID },
      {
        runs: {
          ...FAKE.runs,
          cancel(run) {
            cancelled.push(run);
            return Promise.resolve();
          },
        },
        alerts: {
          noteStop: ({ tenantId, runId, actor }) => {
            noted.push({ tenantId, runId, actor });
            return Promise.reject(new Error("no database"));
          },
        },
      },
    );
    expect(noted).to.deep.equal([{ tenantId: "globex", runId: RUN_ID, actor: "U0PERSON" }]);
    expect(cancelled).to.deep.equal([{ tenantId: "globex", runId: RUN_ID, actor: "slack:U0PERSON" }]);
    expect(replies[0]?.["text"]).to.contain("is stopped");
  });

  it("the menu leads to every form, and is drawn anew so that the same choice works again", async () => {
    const forms: Record<string, string> = {
      silence: "silence",
      rerun: "run-request",
      "not-useful": "alert-feedback",
      resolve: "alert-resolve",
    };
    for (const [verb, callbackId] of Object.entries(forms)) {
      const { opened, slack } = await press("alert-more", `${verb}:${ALERT_ID}:globex`);
      expect(opened[0]?.["view"]).to.have.property("callback_id", callbackId);
      const drawn = slack.calls.find(({ method }) => method === "chat.update");
      expect(JSON.stringify(drawn?.args)).to.contain(`alert:${ALERT_ID}:1:1`);
    }
    for (const verb of ["details", "runbook"]) {
      const { opened } = await press("alert-more", `${verb}:${ALERT_ID}:globex`);
      expect(opened, verb).to.have.length(1);
    }
    const stats = statsOf();
    const { replies: asked } = await press("alert-more", `stop:${ALERT_ID}:globex`, {
      runs: {
        ...FAKE.runs,
        readStats: () => Promise.resolve({ ...stats, run: runOf({ status: "running" }) }),
      },
    });
    expect(JSON.stringify(asked[0])).to.contain("stop-run");
    const { opened, replies } = await press("alert-more", "dance");
    expect(opened).to.deep.equal([]);
    expect(replies[0]?.["text"]).to.contain("use a newer card");
  });

  it("undo: ends a silence, and says when it was over already", async () => {
    const value = { tenantId: "globex", silenceId: "s-1" };
    expect((await press("undo-silence", value)).replies[0]?.["text"]).to.contain("has ended");
    const late = await press("undo-silence", value, {
      silences: { ...FAKE.silences, undo: () => Promise.resolve(false) },
    });
    expect(late.replies[0]?.["text"]).to.match(/already ended.*\(reference [0-9a-f]{12}\)$/);
  });

  it("save: changes the threshold that was shown, for an admin, and leaves nothing to press twice", async () => {
    const saved: unknown[] = [];
    const rules = {
      ...FAKE.rules,
      setThreshold: (wish: Parameters<typeof FAKE.rules.setThreshold>[0]) => {
        saved.push(wish);
        return FAKE.rules.setThreshold(wish);
      },
    };
    const wish = { tenantId: "globex", key: "CR-02.warnRatio", value: 0.4 };
    const { replies } = await press("save-threshold", wish, { rules });
    expect(replies[0]).to.include({ replace_original: true });
    expect(replies[0]?.["text"]).to.contain("is now 0.4");
    expect(saved).to.deep.equal([{ ...wish, actor: "slack:U0PERSON" }]);
    const refused = await press("save-threshold", wish, {
      rules,
      access: { roleOf: () => Promise.resolve("operator") },
    });
    expect(refused.replies[0]?.["text"]).to.contain("admin");
    expect(saved).to.have.length(1);
  });
});
