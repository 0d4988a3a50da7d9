import { expect } from "chai";
import fc from "fast-check";
import type { OutboxMessage } from "../../src/entities/outbox-message.ts";
import {
  alertIdSql,
  formatSubject,
  isRunNoteSql,
  pageSubjectSql,
  parseSubject,
  type SubjectParts,
} from "../../src/messages/message-subject.ts";
import { createTestDatabase, type TestDatabase } from "../support/test-database.ts";

const ALERT = "0b5e3c1a-7d6f-4b1e-9a55-3f9d1c2b4a60";
const OTHER = "11111111-2222-4333-8444-555555555555";

const id = fc.uuid();
const alertId = fc.uuid();
/** With colons, line breaks and whatever else somebody may call a channel or themselves. */
const words = fc.string({ unit: "binary" });
const version = fc.nat();

const note = <const About extends string>(about: About) => ({
  kind: fc.constant("alert_note" as const),
  alertId,
  about: fc.constant(about),
});

const subjects: fc.Arbitrary<SubjectParts> = fc.oneof(
  fc.record({ kind: fc.constant("alert"), alertId }),
  fc.record({ kind: fc.constant("alert_checklist"), alertId }),
  fc.record({ ...note("step"), version }),
  fc.record({ ...note("call"), version }),
  fc.record({ ...note("silence"), silenceId: id }),
  fc.record({ ...note("run"), runId: id, actor: words }),
  fc.record({ ...note("stop"), runId: id, actor: words }),
  fc.record(note("drill")),
  fc.record({
    kind: fc.constant("alert_page"),
    alertId,
    target: fc.constantFrom("pagerduty", "sms", "email", "webhook", "jira"),
  }),
  fc.record({
    kind: fc.constant("alert_digest"),
    channel: words,
    begunAt: fc
      .date({ min: new Date("2000-01-01"), max: new Date("2100-01-01"), noInvalidDate: true })
      .map((at) => at.toISOString()),
  }),
  fc.record({ kind: fc.constant("qa_run"), runId: id }),
  fc.record({ kind: fc.constant("qa_gate"), runId: id }),
  fc.record({ kind: fc.constant("qa_sample"), runId: id, companyId: id }),
  fc.record({ kind: fc.constant("digest"), day: fc.constantFrom("2026-11-21", "2026-01-01") }),
);

describe("the subject of a message", () => {
  it("comes apart into what it was put together from", () => {
    fc.assert(
      fc.property(subjects, (parts) => {
        expect(parseSubject(formatSubject(parts))).to.deep.equal(parts);
      }),
    );
  });

  it("differs whenever its parts do, within its kind", () => {
    fc.assert(
      fc.property(subjects, subjects, (one, other) => {
        fc.pre(one.kind === other.kind && JSON.stringify(one) !== JSON.stringify(other));
        expect(formatSubject(one).subjectId).not.to.equal(formatSubject(other).subjectId);
      }),
    );
  });

  const stored: [OutboxMessage["kind"], string, SubjectParts][] = [
    ["alert", ALERT, { kind: "alert", alertId: ALERT }],
    ["alert_note", `${ALERT}:3`, { kind: "alert_note", alertId: ALERT, about: "step", version: 3 }],
    ["alert_note", `${ALERT}:3:call`, { kind: "alert_note", alertId: ALERT, about: "call", version: 3 }],
    ["alert_note", `${ALERT}:drill`, { kind: "alert_note", alertId: ALERT, about: "drill" }],
    [
      "alert_note",
      `${ALERT}:silence:${OTHER}`,
      { kind: "alert_note", alertId: ALERT, about: "silence", silenceId: OTHER },
    ],
    [
      "alert_note",
      `${ALERT}:run:${OTHER}:U0KIM`,
      { kind: "alert_note", alertId: ALERT, about: "run", runId: OTHER, actor: "U0KIM" },
    ],
    [
      "alert_note",
      `${ALERT}:stop:${OTHER}:key:k1`,
      { kind: "alert_note", alertId: ALERT, about: "stop", runId: OTHER, actor: "key:k1" },
    ],
    ["alert_page", `${ALERT}:pagerduty`, { kind: "alert_page", alertId: ALERT, target: "pagerduty" }],
    [
      "alert_digest",
      "C07:2026-11-21T18:10:00.000Z",
      { kind: "alert_digest", channel: "C07", begunAt: "2026-11-21T18:10:00.000Z" },
    ],
    ["qa_run", OTHER, { kind: "qa_run", runId: OTHER }],
    ["qa_sample", `${OTHER}:${ALERT}`, { kind: "qa_sample", runId: OTHER, companyId: ALERT }],
    ["digest", "2026-11-21", { kind: "digest", day: "2026-11-21" }],
  ];

  for (const [kind, subjectId, parts] of stored) {
    it(`reads ${kind} ${subjectId} as earlier versions wrote it`, () => {
      expect(parseSubject({ kind, subjectId })).to.deep.equal(parts);
      expect(formatSubject(parts)).to.deep.equal({ kind, subjectId });
    });
  }

  const strange: [OutboxMessage["kind"], string][] = [
    ["alert", ""],
    ["alert", `${ALERT}:3`],
    ["alert_note", ALERT],
    ["alert_note", `${ALERT}:`],
    ["alert_note", `${ALERT}:three`],
    ["alert_note", `${ALERT}:3:calls`],
    ["alert_note", `${ALERT}:run:${OTHER}`],
    ["alert_page", ALERT],
    ["alert_digest", "C07:2026-11-21"],
    ["qa_run", `${OTHER}:${ALERT}`],
    ["qa_sample", OTHER],
    ["qa_sample", `${OTHER}:acme`],
    ["digest", "today"],
  ];

  for (const [kind, subjectId] of strange) {
    it(`is none of kind ${kind} when it is "${subjectId}"`, () => {
      expect(parseSubject({ kind, subjectId })).to.equal(null);
    });
  }

  describe("in SQL", () => {
    let test: TestDatabase;
    before(async () => {
      test = await createTestDatabase();
    });
    after(() => test.drop());

    const ask = async (sql: string, subjectId: string) => {
      const [row] = await test.database.withService((transaction) =>
        transaction.query<{ answer: unknown }[]>(`select ${sql} as answer from (select $1::text as s) as m`, [
          subjectId,
        ]),
      );
      return row?.answer ?? null;
    };

    it("names the alert it is about, whatever follows", async () => {
      for (const [kind, subjectId, parts] of stored.filter(([kind]) => kind.startsWith("alert")))
        expect(await ask(alertIdSql("m.s"), subjectId), `${kind} ${subjectId}`).to.equal(
          "alertId" in parts ? parts.alertId : null,
        );
      expect(await ask(alertIdSql("m.s"), `${ALERT}x`)).to.equal(null);
    });

    it("is the same page", async () => {
      expect(await ask(pageSubjectSql("m.s", "'jira'"), ALERT)).to.equal(
        formatSubject({ kind: "alert_page", alertId: ALERT, target: "jira" }).subjectId,
      );
    });

    it("tells a line about a started run from one about a stopped run, and from another run's", async () => {
      const line = (about: "run" | "stop", runId: string) =>
        formatSubject({ kind: "alert_note", alertId: ALERT, about, runId, actor: "U0KIM" }).subjectId;
      const isNote = isRunNoteSql("m.s", `'${OTHER}'`);
      expect(await ask(isNote, line("run", OTHER))).to.equal(true);
      expect(await ask(isNote, line("run", ALERT))).to.equal(false);
      expect(await ask(isNote, line("stop", OTHER))).to.equal(false);
    });
  });
});
