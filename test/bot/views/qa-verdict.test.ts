import { expect } from "chai";
import type { VerdictAct } from "../../../src/bot/ports/samples.ts";
import { viewProblems } from "../../support/slack-limits.ts";
import { COMPANY_ID, RUN_ID, sampleCardOf, sampleOf, verdictOf } from "../support/cards.ts";
import type { DependencyChanges } from "../support/fake-dependencies.ts";
import { startHarness } from "../support/slack-harness.ts";

const METADATA = {
  tenantId: "acme",
  runId: RUN_ID,
  companyId: COMPANY_ID,
  version: 4,
  channel: "C0QA",
  ts: "1700000000.000200",
  verdict: null,
  responseUrl: null,
};

function filled(verdict: string | null, reason: string | null, notes: string | null) {
  return {
    verdict: {
      verdict: { type: "radio_buttons", selected_option: verdict === null ? null : { value: verdict } },
    },
    reason: {
      reason: { type: "radio_buttons", selected_option: reason === null ? null : { value: reason } },
    },
    notes: { notes: { type: "plain_text_input", value: notes } },
  };
}

async function submit(values: unknown, changes: DependencyChanges = {}) {
  const acts: VerdictAct[] = [];
  const harness = await startHarness({
    samples: {
      recordVerdict(act) {
        acts.push(act);
        return Promise.resolve({
          outcome: "recorded",
          sample: sampleCardOf({ verdicts: [verdictOf({ result: act.verdict })] }),
        });
      },
    },
    ...changes,
  });
  const response = await harness.submit("qa-verdict", METADATA, values);
  const text = await response.text();
  await harness.app.stop();
  await harness.close();
  const answer: unknown = text === "" ? null : JSON.parse(text);
  const updates = harness.slack.calls
    .filter(({ method }) => method === "chat.update")
    .map(({ args }) => args);
  return { ...harness, acts, answer, updates };
}

describe("the verdict form", () => {
  it("records the verdict with reason and notes, closes, and redraws the card", async () => {
    const { acts, answer, updates, audited } = await submit(filled("fail", "domain", "  parked  "));
    expect(answer).to.equal(null);
    expect(acts[0]).to.deep.include({
      verdict: "fail",
      reason: "domain",
      notes: "parked",
      actor: "U0PERSON",
      expectedVersion: 4,
      companyId: COMPANY_ID,
    });
    expect(updates[0]).to.include({ channel: "C0QA", ts: "1700000000.000200" });
    expect(audited[0]).to.deep.include({
      action: "qa.verdict",
      detail: { verdict: "fail", reason: "domain" },
    });
  });

  const incomplete: [string, unknown, object][] = [
    ["a fail without notes", filled("fail", "domain", null), { notes: "Say in a sentence what you saw." }],
    [
      "a fail with blank notes",
      filled("fail", "domain", "  \n "),
      { notes: "Say in a sentence what you saw." },
    ],
    [
      "a fail with neither",
      filled("fail", null, null),
      { reason: "Say what is wrong.", notes: "Say in a sentence what you saw." },
    ],
    ["a second look without a reason", filled("needs_review", null, "hm"), { reason: "Say what is wrong." }],
  ];
  for (const [what, values, errors] of incomplete) {
    it(`sends back ${what}, field by field, and records nothing`, async () => {
      const { acts, answer } = await submit(values);
      expect(answer).to.deep.equal({ response_action: "errors", errors });
      expect(acts).to.deep.equal([]);
    });
  }

  it("takes a second look without notes, and a pass with nothing", async () => {
    expect((await submit(filled("needs_review", "contacts", null))).acts).to.have.length(1);
    expect((await submit(filled("pass", null, null))).acts).to.have.length(1);
  });

  it("keeps no reason for a pass", async () => {
    expect((await submit(filled("pass", "domain", null))).acts[0]?.reason).to.equal(null);
  });

  it("comes back with what was written when somebody else was faster, ready to overrule", async () => {
    const { answer, audited } = await submit(filled("fail", "domain", "parked"), {
      samples: {
        recordVerdict: () =>
          Promise.resolve({
            outcome: "conflict",
            sample: sampleCardOf({ sample: sampleOf({ version: 9 }), verdicts: [verdictOf()] }),
          }),
      },
    });
    expect(answer).to.have.property("response_action", "update");
    const view: unknown =
      answer !== null && typeof answer === "object" && "view" in answer ? answer.view : null;
    expect(viewProblems(view)).to.deep.equal([]);
    const text = JSON.stringify(view);
    expect(text)
      .to.contain("Somebody else has given ✅ Pass in the meantime")
      .and.to.contain('"initial_value":"parked"');
    expect(text).to.contain('\\"version\\":9');
    expect(audited).to.deep.equal([]);
  });

  it("says in the form what went wrong, so that nothing written is lost", async () => {
    const { answer, log } = await submit(filled("pass", null, "fine"), {
      samples: { recordVerdict: () => Promise.reject(new Error("no database")) },
    });
    expect(answer).to.have.property("response_action", "errors");
    expect(JSON.stringify(answer)).to.contain("The log has the details under");
    expect(log.filter(({ level }) => level === "error")).to.have.length(1);
  });

  it("refuses somebody who lost the role meanwhile", async () => {
    const { answer, acts } = await submit(filled("pass", null, null), {
      access: { roleOf: () => Promise.resolve("viewer") },
    });
    expect(JSON.stringify(answer)).to.contain('the role \\"qa\\" for acme');
    expect(acts).to.deep.equal([]);
  });

  it("is recorded and closed even when the card cannot be redrawn", async () => {
    const harness = await startHarness();
    harness.slack.answers.set("chat.update", { body: { ok: false, error: "message_not_found" } });
    const response = await harness.submit("qa-verdict", METADATA, filled("pass", null, null));
    expect(await response.text()).to.equal("");
    await harness.app.stop();
    await harness.close();
    expect(harness.log.map(({ message }) => message)).to.include("card not redrawn");
    expect(harness.audited).to.have.length(1);
  });
});
