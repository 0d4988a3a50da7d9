import { expect } from "chai";
import type { Reviewer } from "../../../src/bot/ports/samples.ts";
import type { QueueState } from "../../../src/qa/verdicts/queue-state.ts";
import { messageProblems } from "../../support/slack-limits.ts";
import { waitUntil } from "../../support/wait-until.ts";
import { NOW, sampleCardOf, verdictOf } from "../support/cards.ts";
import type { DependencyChanges } from "../support/fake-dependencies.ts";
import { type Harness, startHarness } from "../support/slack-harness.ts";

const STATE: QueueState = {
  tenantId: "acme",
  waiting: 2,
  withOthers: 0,
  oldestAt: NOW,
  reviewers: [{ actor: "U0PERSON", verdicts: 8 }],
};

async function withHarness<Result>(
  changes: DependencyChanges,
  work: (harness: Harness) => Promise<Result>,
): Promise<Result> {
  const harness = await startHarness(changes);
  try {
    return await work(harness);
  } finally {
    await harness.app.stop();
    await harness.close();
  }
}

/** The answers at Slack's addresses once there are `count`: they follow the acknowledgement. */
async function answers(harness: Harness, count: number) {
  const read = () => harness.slack.calls.filter(({ method }) => method === "respond").map(({ args }) => args);
  await waitUntil(() => read().length >= count);
  return read();
}

/** A press in the message that only its reviewer sees. */
function pressInQueue(harness: Harness, actionId: string) {
  const { tenantId, runId, companyId, version } = sampleCardOf().sample;
  return harness.interact({
    type: "block_actions",
    user: { id: "U0PERSON", name: "person", team_id: "T1" },
    team: { id: "T1", domain: "t" },
    trigger_id: `trigger-${actionId}`,
    response_url: harness.slack.responseUrl,
    channel: { id: "C0QA", name: "qa" },
    container: { type: "message", channel_id: "C0QA", message_ts: "1700000000.000300", is_ephemeral: true },
    actions: [
      {
        type: "button",
        action_id: actionId,
        block_id: "b",
        action_ts: "1",
        text: { type: "plain_text", text: "Press" },
        value: JSON.stringify({ tenantId, runId, companyId, version }),
      },
    ],
  });
}

describe("/qa", () => {
  it("shows the first sample that waits, reserved for the person", async () => {
    const asked: [readonly string[], Reviewer][] = [];
    const samples = {
      takeNext: (tenantIds: readonly string[], reviewer: Reviewer) => {
        asked.push([tenantIds, reviewer]);
        return Promise.resolve(sampleCardOf());
      },
      readQueue: () => Promise.resolve([STATE]),
    };
    const [answer] = await withHarness({ samples }, async (harness) => {
      await harness.command("/qa", "acme");
      return answers(harness, 1);
    });
    expect(asked[0]?.[0]).to.deep.equal(["acme"]);
    expect(asked[0]?.[1].slackUserId).to.equal("U0PERSON");
    expect(messageProblems(answer ?? {})).to.deep.equal([]);
    expect(answer).to.include({ response_type: "ephemeral" });
    expect(JSON.stringify(answer)).to.contain("3 of 10: Example Widgets").and.to.contain("2 waiting");
  });

  it("says that nothing waits, or that others have what does, and who has judged how many", async () => {
    for (const [state, words] of [
      [{ ...STATE, waiting: 0, oldestAt: null }, "Nothing waits for a verdict."],
      [{ ...STATE, withOthers: 2 }, "2 samples are in others' hands"],
    ] as const) {
      const samples = { readQueue: () => Promise.resolve([state]) };
      const [answer] = await withHarness({ samples }, async (harness) => {
        await harness.command("/qa", "");
        return answers(harness, 1);
      });
      expect(JSON.stringify(answer)).to.contain(words).and.to.contain("<@U0PERSON> 8");
    }
  });

  it("is for the role qa", async () => {
    const [answer] = await withHarness(
      { access: { roleOf: () => Promise.resolve("viewer") } },
      async (harness) => {
        await harness.command("/qa", "");
        return answers(harness, 1);
      },
    );
    expect(answer?.["text"]).to.contain('the role "qa"');
  });

  it("turns to the next sample with each pass, and takes it back", async () => {
    const next = sampleCardOf({ company: { name: "Second", domain: null } });
    const judged = sampleCardOf({ verdicts: [verdictOf({ actor: "U0PERSON" })] });
    const samples = {
      takeNext: () => Promise.resolve(next),
      readQueue: () => Promise.resolve([STATE]),
      recordVerdict: () => Promise.resolve({ outcome: "recorded", sample: judged } as const),
      takeBack: () => Promise.resolve({ outcome: "taken_back", sample: sampleCardOf() } as const),
    };
    const [passed, undone, updates, audited] = await withHarness({ samples }, async (harness) => {
      await pressInQueue(harness, "qa-pass");
      await answers(harness, 1);
      await pressInQueue(harness, "qa-undo");
      const [first, second] = await answers(harness, 2);
      const edits = harness.slack.calls.filter(({ method }) => method === "chat.update");
      return [first, second, edits, harness.audited] as const;
    });
    expect(passed).to.include({ replace_original: true });
    expect(JSON.stringify(passed))
      .to.contain("3 of 10: Second")
      .and.to.contain("✅ Pass: Example Widgets")
      .and.to.contain("Undo Example Widgets");
    expect(undone).to.include({ replace_original: true });
    expect(JSON.stringify(undone)).not.to.contain("Undo");
    // The card in the channel is drawn by the outbox.
    expect(updates).to.deep.equal([]);
    expect(audited.map(({ detail }) => detail)).to.deep.equal([{ verdict: "pass" }, { takenBack: true }]);
  });

  it("goes on after a fail with reason and notes, where the form was opened from the queue", async () => {
    const samples = {
      read: () => Promise.resolve(sampleCardOf()),
      takeNext: () => Promise.resolve(sampleCardOf({ company: { name: "Second", domain: null } })),
      readQueue: () => Promise.resolve([STATE]),
    };
    const [closed, turned] = await withHarness({ samples }, async (harness) => {
      await pressInQueue(harness, "qa-fail");
      const find = () => harness.slack.calls.find(({ method }) => method === "views.open");
      await waitUntil(() => find() !== undefined);
      const opened = find()?.args["view"];
      const metadata: unknown = JSON.parse(
        opened !== null && typeof opened === "object" && "private_metadata" in opened
          ? String(opened.private_metadata)
          : "null",
      );
      const response = await harness.submit("qa-verdict", metadata, {
        reason: { reason: { type: "radio_buttons", selected_option: { value: "domain" } } },
        notes: { notes: { type: "plain_text_input", value: "parked" } },
      });
      return [await response.text(), (await answers(harness, 1))[0]] as const;
    });
    expect(closed).to.equal("");
    expect(turned).to.include({ replace_original: true });
    expect(JSON.stringify(turned)).to.contain("3 of 10: Second");
  });

  it("calls no address but Slack's", async () => {
    const { tenantId, runId, companyId } = sampleCardOf().sample;
    const elsewhere = "http://127.0.0.1:9/hook";
    const log = await withHarness({}, async (harness) => {
      await harness.submit(
        "qa-verdict",
        ...[
          {
            tenantId,
            runId,
            companyId,
            version: 0,
            verdict: "pass",
            channel: null,
            ts: null,
            responseUrl: elsewhere,
          },
        ],
        { reason: { reason: { selected_option: null } }, notes: { notes: { value: null } } },
      );
      const { log } = harness;
      await waitUntil(() => log.length > 0);
      return log;
    });
    expect(log.map(({ message }) => message)).to.include("review queue not turned");
  });
});
