import { expect } from "chai";
import fc from "fast-check";
import type { AlertInput, AlertRow, TransitionOutcome } from "../../src/alerts/transition/alert-state.ts";
import { transition } from "../../src/alerts/transition/transition.ts";
import { SEVERITIES } from "../../src/entities/vocabulary.ts";

const COOLDOWN = 60;

const input: fc.Arbitrary<AlertInput> = fc.oneof(
  fc.record({
    type: fc.constant("finding" as const),
    finding: fc.record({
      ruleId: fc.constant("CR-02"),
      subject: fc.constant("crawl"),
      severity: fc.constantFrom(...SEVERITIES),
      summary: fc.constantFrom("31 of 100", "35 of 100"),
      facts: fc.constantFrom({ errors: 31 }, { errors: 35 }, { errors: null }),
    }),
    runId: fc.constantFrom("run-1", "run-2", null),
    cooldownMinutes: fc.constant(COOLDOWN),
    forDurationMinutes: fc.constantFrom(0, 30),
    suppressed: fc.boolean(),
  }),
  fc.record({
    type: fc.constant("clear" as const),
    keepFiringMinutes: fc.constantFrom(0, 30),
    suppressed: fc.boolean(),
  }),
  fc.record({ type: fc.constant("announce" as const) }),
  fc.record({
    type: fc.constantFrom("nudge" as const, "remind" as const),
    detail: fc.constant({ step: 1 }),
  }),
  fc.record({ type: fc.constant("acknowledge" as const), by: fc.constantFrom("U1", "U2") }),
  fc.record({
    type: fc.constantFrom("resolve" as const, "release" as const),
    by: fc.constantFrom("U1", "U2"),
  }),
  fc.record({
    type: fc.constant("hand_over" as const),
    by: fc.constantFrom("U1", "U2"),
    to: fc.constantFrom("U1", "U2"),
  }),
  fc.record({ type: fc.constant("call" as const), by: fc.constant("U1"), mention: fc.constant(["U2"]) }),
);

/** An input and how long after the one before it came; a clock may also step back. */
const history = fc.array(fc.tuple(input, fc.integer({ min: -5, max: 120 })), { minLength: 1, maxLength: 40 });

interface Step {
  readonly before: AlertRow | null;
  readonly input: AlertInput;
  readonly now: Date;
  readonly outcome: TransitionOutcome;
}

function live(events: readonly (readonly [AlertInput, number])[]): Step[] {
  let current: AlertRow | null = null;
  let minute = 0;
  return events.map(([input, wait]) => {
    minute += wait;
    const now = new Date(Date.UTC(2026, 10, 22) + minute * 60_000);
    const before = current;
    const outcome = transition(before, input, now);
    current = outcome.next;
    return { before, input, now, outcome };
  });
}

function always(law: (step: Step, index: number, steps: readonly Step[]) => void): void {
  fc.assert(
    fc.property(history, (events) => {
      live(events).forEach(law);
    }),
    { numRuns: 500 },
  );
}

describe("the laws of an alert's life, over any history", () => {
  it("changes nothing when the same input comes again at once", () => {
    always(({ input, now, outcome }) => {
      // Whoever nudges counts its nudges itself, and people may call others as often as they like.
      if (input.type === "nudge" || input.type === "remind" || input.type === "call") return;
      const again = transition(outcome.next, input, now);
      expect(again).to.include({ write: null, transition: null, notify: null });
      expect(again.next).to.equal(outcome.next);
    });
  });

  it("leaves a resolved alert resolved, whatever people press", () => {
    always(({ before, input, outcome }) => {
      if (before?.state === "resolved" && input.type !== "finding") expect(outcome.next).to.equal(before);
    });
  });

  it("updates cards only of what it told before, and posts each alert's card once", () => {
    let hasCard = false;
    always(({ before, outcome: { write, notify } }, index) => {
      if (index === 0 || write === "insert") hasCard = false;
      if (notify === "post") expect(hasCard).to.equal(false);
      if (notify === "update" || notify === "update_and_thread") expect(hasCard).to.equal(true);
      if (notify === "post") hasCard = true;
      if (write === null) expect(notify).to.equal(null);
      if (before === null && write === "update") expect.fail("updated an alert that was not there");
    });
  });

  it("knows whether a card exists", () => {
    let hasCard = false;
    always(({ outcome: { next, write, notify } }, index) => {
      if (index === 0 || write === "insert") hasCard = false;
      if (notify === "post") hasCard = true;
      if (next !== null) expect(next.announced).to.equal(hasCard);
    });
  });

  it("makes a new version of all that people see, and of nothing else", () => {
    always(({ before, outcome: { next, write, transition: record, notify } }) => {
      if (write === "insert") expect(next?.version).to.equal(1);
      if (write !== "update") return;
      const raised = (next?.version ?? 0) - (before?.version ?? 0);
      expect(raised).to.be.oneOf([0, 1]);
      if (record !== null || notify !== null) expect(raised).to.equal(1);
    });
  });

  it("was last seen at the latest finding, even when the clock steps back", () => {
    always(({ before, input, now, outcome: { next, write } }) => {
      if (write === null || next === null) return;
      const expected = input.type === "finding" ? now : before?.lastSeenAt;
      const isEarlier = write === "update" && before !== null && now < before.lastSeenAt;
      expect(next.lastSeenAt).to.deep.equal(isEarlier ? before.lastSeenAt : expected);
    });
  });

  it("records exactly the changes of state, and what is said aloud", () => {
    always(({ before, outcome: { next, write, transition: record } }) => {
      const from = write === "insert" ? null : (before?.state ?? null);
      const hasChanged = write !== null && from !== next?.state;
      if (hasChanged) expect(record).to.include({ from, to: next?.state });
      else if (record !== null)
        expect(record.reason).to.be.oneOf([
          "escalated",
          "unsilenced",
          "unacknowledged",
          "reminded",
          "handed_over",
          "called",
        ]);
    });
  });

  it("knows who acknowledged and resolved it just when somebody did", () => {
    always(({ outcome: { next } }) => {
      if (next === null) return;
      expect(next.resolvedAt !== null, "resolvedAt").to.equal(next.state === "resolved");
      expect(next.resolvedBy !== null, "resolvedBy").to.equal(next.state === "resolved");
      if (next.state === "acknowledged") expect(next.acknowledgedBy).to.not.equal(null);
      if (next.state === "firing" || next.state === "pending") expect(next.acknowledgedBy).to.equal(null);
    });
  });

  it("says aloud every time an open, told alert gets worse than it ever was, unless silenced", () => {
    always(({ before, input, outcome }) => {
      if (before === null || before.state === "resolved" || before.state === "pending") return;
      if (input.type !== "finding") return;
      const isWorse = SEVERITIES.indexOf(input.finding.severity) < SEVERITIES.indexOf(before.severity);
      const isAloud = outcome.notify === "update_and_thread";
      if (before.announced && input.suppressed === false)
        expect(isAloud).to.equal(isWorse || before.updatePending);
      expect(SEVERITIES.indexOf(outcome.next?.severity ?? "low")).to.be.at.most(
        SEVERITIES.indexOf(before.severity),
      );
    });
  });

  it("owes people what came back or got worse unheard, until they are told, somebody takes it or it ends", () => {
    always(({ before, outcome: { next, notify } }) => {
      if (next === null) return;
      if (notify === "post" || notify === "update_and_thread") expect(next.updatePending).to.equal(false);
      if (next.updatePending)
        expect([next.announced, next.state]).to.be.deep.oneOf([
          [true, "firing"],
          [true, "acknowledged"],
        ]);
      if (before?.updatePending === true && !next.updatePending)
        expect(
          notify === "update_and_thread" || next.state === "acknowledged" || next.state === "resolved",
        ).to.equal(true);
    });
  });

  it("loses nothing when what covered it ends: every open alert has been told of then", () => {
    always(({ now, outcome: { next } }) => {
      const after = transition(next, { type: "announce" }, now).next;
      if (after === null || after.state === "pending" || after.state === "resolved") return;
      expect(after).to.include({ announced: true, updatePending: false });
    });
  });

  it("tells nobody of what is pending", () => {
    always(({ before, outcome: { next, notify } }) => {
      if (next?.state === "pending" || (before?.state === "pending" && next?.state === "resolved"))
        expect(notify).to.equal(null);
    });
  });

  it("never un-resolves by a nudge, and nudges only what people know of", () => {
    always(({ before, input, outcome }) => {
      if (input.type !== "nudge" && input.type !== "remind") return;
      if (outcome.write === null) return;
      expect(before?.announced).to.equal(true);
      expect(before?.state).to.equal(input.type === "nudge" ? "firing" : "acknowledged");
    });
  });
});
