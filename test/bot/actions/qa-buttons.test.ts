import { expect } from "chai";
import type { VerdictAct } from "../../../src/bot/ports/samples.ts";
import { messageProblems, viewProblems } from "../../support/slack-limits.ts";
import { COMPANY_ID, RUN_ID, sampleCardOf, sampleOf, verdictOf } from "../support/cards.ts";
import type { DependencyChanges } from "../support/fake-dependencies.ts";
import { startHarness } from "../support/slack-harness.ts";

const VALUE = { tenantId: "acme", runId: RUN_ID, companyId: COMPANY_ID, version: 4 };

async function press(actionId: string, changes: DependencyChanges = {}) {
  const harness = await startHarness(changes);
  await harness.press(actionId, VALUE);
  await harness.app.stop();
  await harness.close();
  const called = (method: string) =>
    harness.slack.calls.filter((call) => call.method === method).map(({ args }) => args);
  return {
    ...harness,
    updates: called("chat.update"),
    replies: called("respond"),
    opened: called("views.open"),
  };
}

describe("the buttons of a QA card", () => {
  it("pass: is recorded at once against the version the card showed, and the card shows it", async () => {
    const acts: VerdictAct[] = [];
    const { updates, replies, audited } = await press("qa-pass", {
      samples: {
        recordVerdict(act) {
          acts.push(act);
          return Promise.resolve({
            outcome: "recorded",
            sample: sampleCardOf({ verdicts: [verdictOf({ actor: act.actor, at: act.now })] }),
          });
        },
      },
    });
    expect(acts[0]).to.deep.include({
      tenantId: "acme",
      runId: RUN_ID,
      companyId: COMPANY_ID,
      verdict: "pass",
      reason: null,
      notes: null,
      actor: "U0PERSON",
      expectedVersion: 4,
    });
    expect(messageProblems(updates[0] ?? {})).to.deep.equal([]);
    expect(JSON.stringify(updates[0])).to.contain("*✅ Pass* 3 of 10: Example Widgets · <@U0PERSON>");
    expect(replies).to.deep.equal([]);
    expect(audited[0]).to.deep.include({ action: "qa.verdict", subject: `${RUN_ID}:${COMPANY_ID}` });
  });

  it("pass: yields to somebody who was faster, shows their verdict and says so", async () => {
    const { updates, replies, audited } = await press("qa-pass", {
      samples: {
        recordVerdict: () =>
          Promise.resolve({
            outcome: "conflict",
            sample: sampleCardOf({ verdicts: [verdictOf({ actor: "U0FASTER", result: "fail" })] }),
          }),
      },
    });
    expect(JSON.stringify(updates[0])).to.contain("<@U0FASTER>");
    expect(replies[0]?.["text"])
      .to.contain("<@U0FASTER> was faster with Example Widgets: ❌ Fail")
      .and.to.contain("press again");
    expect(audited).to.deep.equal([]);
  });

  const forms = [
    { actionId: "qa-fail", verdict: "fail", words: "❌ Fail" },
    { actionId: "qa-needs-review", verdict: "needs_review", words: "🔎 Needs review" },
    { actionId: "qa-notes", verdict: null, words: "Without one only the notes are kept." },
  ] as const;
  for (const { actionId, verdict, words } of forms) {
    it(`${actionId}: opens the form for ${verdict ?? "any verdict, none chosen"}, which knows its sample and its card`, async () => {
      const { opened } = await press(actionId, {
        samples: { read: () => Promise.resolve(sampleCardOf({ sample: sampleOf({ version: 6 }) })) },
      });
      const view = opened[0]?.["view"];
      expect(viewProblems(view)).to.deep.equal([]);
      expect(JSON.stringify(view)).to.contain(words).and.not.to.contain("initial_option");
      const place = { channel: "C0ALERTS", ts: "1700000000.000100", responseUrl: null };
      expect(view)
        .to.have.property("private_metadata")
        .that.equals(JSON.stringify({ ...VALUE, version: 6, verdict, ...place }));
    });
  }

  it("qa-notes: starts with the verdict that stands and what was said of it", async () => {
    const standing = verdictOf({ result: "fail", reason: "contacts", notes: "only webmail" });
    const { opened } = await press("qa-notes", {
      samples: { read: () => Promise.resolve(sampleCardOf({ verdicts: [standing] })) },
    });
    const text = JSON.stringify(opened[0]?.["view"]);
    expect(text).to.contain('"initial_option":{"value":"fail"');
    expect(text).to.contain('"initial_option":{"value":"contacts"');
    expect(text).to.contain('"initial_value":"only webmail"');
  });

  it("refuse a viewer", async () => {
    for (const actionId of ["qa-pass", "qa-fail", "qa-notes"]) {
      const { replies, opened } = await press(actionId, {
        access: { roleOf: () => Promise.resolve("viewer") },
      });
      expect(opened).to.deep.equal([]);
      expect(replies[0]?.["text"]).to.contain('the role "qa" for acme');
    }
  });

  it("say that a sample is gone", async () => {
    const { replies } = await press("qa-fail", {
      samples: { read: () => Promise.resolve(null) },
    });
    expect(replies[0]?.["text"]).to.contain("There is no sample");
  });
});
