import { randomUUID } from "node:crypto";
import { expect } from "chai";
import { noteText } from "../../../src/alerts/contents/note-text.ts";
import { readAlertContent } from "../../../src/alerts/contents/read-alert-content.ts";
import { followUpAlerts } from "../../../src/alerts/escalation/follow-up-alerts.ts";
import { findTransition } from "../../../src/alerts/lifecycle/alert-store.ts";
import { readStormDigest } from "../../../src/alerts/notify/storm-digest-store.ts";
import { fallBack } from "../../../src/alerts/paging/fall-back-store.ts";
import { USUAL_NOISE } from "../../../src/alerts/policy/noise.ts";
import { acknowledgeAlert } from "../../../src/alerts/raising/act-on-alert.ts";
import { recordAssessment, recordAssessments } from "../../../src/alerts/raising/record-assessment.ts";
import {
  cancelSilence,
  countLastWeek,
  createSilence,
  listSilences,
  previewSilence,
} from "../../../src/alerts/suppression/silence-store.ts";
import type { Database } from "../../../src/database/database.ts";
import type { Severity } from "../../../src/entities/vocabulary.ts";
import { InvalidInputError, NotFoundError } from "../../../src/errors.ts";
import { createLogger } from "../../../src/logger.ts";
import { readDeliveryProblems } from "../../../src/messages/delivery-health-store.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../../support/test-database.ts";

const START = new Date("2026-11-21T17:00:00Z");
const MINUTE = 60_000;
const RULE = { cooldownMinutes: 120, keepFiringMinutes: 0, forDurationMinutes: 0 };

describe("looking after alerts", () => {
  let test: TestDatabase;
  let database: Database;
  let now: Date;
  const logger = createLogger({ level: "error", write: () => undefined });

  before(async function () {
    this.timeout(60_000);
    test = await createTestDatabase();
    ({ database } = test);
  });
  after(() => test.drop());
  beforeEach(async () => {
    now = START;
    await database.withService(async (transaction) => {
      for (const table of ["alert_notifications", "alerts", "silences", "tenant_policies", "tenants"])
        await transaction.query(`delete from ${table}`);
    });
    await createTestTenant(database, "acme", {
      alertChannel: "acme-alerts",
      escalation: { steps: [{ mention: ["S0ONCALL"] }, { notifier: "pagerduty" }], reminderMinutes: 60 },
    });
  });

  const dependencies = () => ({ database, logger, clock: () => now });
  const mind = () => followUpAlerts(dependencies(), { channel: "platform", call: [] });
  const later = (minutes: number) => {
    now = new Date(now.getTime() + minutes * MINUTE);
  };
  const assess = (
    finding: { readonly severity?: Severity; readonly errors?: number } | null,
    { ruleId = "CR-02", subject = "crawl", rule = RULE } = {},
  ) =>
    recordAssessment(
      dependencies(),
      {
        ruleId,
        subject,
        finding:
          finding === null
            ? null
            : {
                ruleId,
                subject,
                severity: finding.severity ?? "high",
                summary: `${finding.errors ?? 30} failed`,
                facts: {},
              },
      },
      rule,
      { tenantId: "acme", runId: null, supersededAt: null, channelOf: () => "acme-alerts" },
    );
  const inTenant = <Result>(work: Parameters<typeof database.withTenant<Result>>[1]) =>
    database.withTenant("acme", work);
  const silence = (
    minutes: number,
    matcher = { ruleId: null as string | null, subject: null as string | null },
  ) =>
    inTenant((transaction) =>
      createSilence(
        transaction,
        {
          tenantId: "acme",
          ...matcher,
          reason: "maintenance",
          actor: "U0ANA",
          endsAt: new Date(now.getTime() + minutes * MINUTE),
        },
        now,
      ),
    );
  // The runbook in each alert's thread is tested elsewhere.
  const messages = () =>
    inTenant((transaction) =>
      transaction.query<
        { kind: string; desired: number; target: string; subject: string; parent: string | null }[]
      >(
        `select kind, desired_version as desired, target, subject_id as subject, parent_id as parent
         from alert_notifications where kind <> 'alert_checklist' order by created_at, kind`,
      ),
    );
  const kinds = async () => (await messages()).map(({ kind }) => kind);
  const reasons = () =>
    inTenant(async (transaction) =>
      (
        await transaction.query<{ reason: string }[]>(
          "select reason from alert_transitions t join alerts a using (tenant_id, alert_id) order by at, alert_id, t.version",
        )
      ).map(({ reason }) => reason),
    );
  const alertId = async () => (await messages()).find(({ kind }) => kind === "alert")?.subject ?? "";

  it("records what a silence covers, tells nobody, and tells it when the silence ends, once", async () => {
    await silence(30);
    expect(await assess({})).to.equal("fired");
    expect(await messages()).to.deep.equal([]);
    later(29);
    expect(await mind()).to.equal(0);
    later(1);
    expect([await mind(), await mind()]).to.deep.equal([1, 0]);
    expect(await kinds()).to.deep.equal(["alert"]);
    expect(await reasons()).to.deep.equal(["fired", "unsilenced"]);
  });

  it("tells within the next look when a silence is taken back", async () => {
    const { silenceId } = await silence(600);
    await assess({});
    expect(
      await inTenant((transaction) =>
        cancelSilence(transaction, { tenantId: "acme", silenceId, actor: "U0ANA" }, now),
      ),
    ).to.equal(true);
    expect(
      await inTenant((transaction) =>
        cancelSilence(transaction, { tenantId: "acme", silenceId, actor: "U0ANA" }, now),
      ),
    ).to.equal(false);
    expect(await mind()).to.equal(1);
    expect(await kinds()).to.deep.equal(["alert"]);
  });

  it("tells once more of what people knew when its silence runs out and it is still there", async () => {
    await assess({});
    later(1);
    await silence(30);
    later(29);
    await mind();
    expect(await reasons()).to.deep.equal(["fired"]);
    later(2);
    await mind();
    later(1);
    await mind();
    expect(await reasons()).to.deep.equal(["fired", "unsilenced"]);
    const told = await alertId();
    const note = await inTenant((transaction) => findTransition(transaction, "acme", told, 2));
    expect(note?.detail).to.deep.equal({ mention: ["S0ONCALL"] });
  });

  it("says aloud after a silence that a told alert got worse under it", async () => {
    await assess({ severity: "medium" });
    await silence(30);
    // The thread tells of the silence itself, and of nothing under it.
    expect(await kinds()).to.have.members(["alert", "alert_note"]);
    await assess({ severity: "critical" });
    expect(await kinds()).to.have.members(["alert", "alert_note"]);
    later(30);
    expect(await mind()).to.equal(1);
    expect(await kinds()).to.have.members(["alert", "alert_note", "alert_note"]);
  });

  it("tells nobody of what came and went under a silence", async () => {
    await silence(30);
    await assess({});
    later(5);
    await assess(null);
    later(60);
    expect(await mind()).to.equal(0);
    expect(await messages()).to.deep.equal([]);
  });

  it("shows what a silence would cover, lists silences, and writes both acts down", async () => {
    await assess({});
    await assess({}, { subject: "tavily" });
    const preview = await inTenant((transaction) =>
      previewSilence(transaction, "acme", { ruleId: "CR-02", subject: "tavily" }),
    );
    expect(preview.map(({ subject }) => subject)).to.deep.equal(["tavily"]);
    const { silenceId } = await silence(60, { ruleId: "CR-02", subject: "tavily" });
    const list = () => inTenant((transaction) => listSilences(transaction, "acme", now));
    expect(await list()).to.have.lengthOf(1);
    await inTenant((transaction) =>
      cancelSilence(transaction, { tenantId: "acme", silenceId, actor: "U0ANA" }, now),
    );
    expect(await list()).to.deep.equal([]);
    const audit = await inTenant((transaction) =>
      transaction.query<{ action: string; actor: string }[]>(
        "select action, actor from audit_log where subject = $1 order by action",
        [silenceId],
      ),
    );
    expect(audit).to.deep.equal([
      { action: "silence.cancel", actor: "slack:U0ANA" },
      { action: "silence.create", actor: "slack:U0ANA" },
    ]);
  });

  it("refuses a silence without an end or a reason, and to end one that is not there", async () => {
    const request = { tenantId: "acme", ruleId: null, subject: null, actor: "U0ANA" };
    const refusal = async (work: Promise<unknown>) =>
      work.then(
        () => null,
        (error: unknown) => error,
      );
    const create = (more: { reason: string; endsAt: Date | null }) =>
      refusal(inTenant((transaction) => createSilence(transaction, { ...request, ...more }, now)));
    expect(await create({ reason: "why", endsAt: null })).to.be.instanceOf(InvalidInputError);
    expect(await create({ reason: " ", endsAt: new Date(now.getTime() + MINUTE) })).to.be.instanceOf(
      InvalidInputError,
    );
    const absent = { tenantId: "acme", silenceId: "nonsense", actor: "U0ANA" };
    expect(
      await refusal(inTenant((transaction) => cancelSilence(transaction, absent, now))),
    ).to.be.instanceOf(NotFoundError);
  });

  it("keeps what is explained by another alert quiet, and tells it when that one ends first", async () => {
    await assess({}, { ruleId: "VQ-03", subject: "lusha" });
    await assess({}, { ruleId: "RL-07", subject: "lusha" });
    expect(await kinds()).to.deep.equal(["alert"]);
    expect(await mind()).to.equal(0);
    await assess(null, { ruleId: "VQ-03", subject: "lusha" });
    expect(await mind()).to.equal(1);
    expect((await kinds()).filter((kind) => kind === "alert")).to.have.lengthOf(2);
  });

  it("keeps a tenant's alert quiet while the installation's explains it, and tells it when that one ends first", async () => {
    const outage = (isDown: boolean) => {
      const about = { ruleId: "PL-20", subject: "health" };
      const finding = isDown ? { ...about, severity: "critical" as const, summary: "down", facts: {} } : null;
      const origin = { tenantId: "platform", runId: null, supersededAt: null, channelOf: () => "platform" };
      return recordAssessment(dependencies(), { ...about, finding }, RULE, origin);
    };
    await outage(true);
    expect(await assess({})).to.equal("fired");
    expect(await messages()).to.deep.equal([]);
    await assess({}, { ruleId: "QA-08", subject: "qa_sample" });
    expect(await kinds()).to.deep.equal(["alert"]);
    later(1);
    expect(await mind()).to.equal(0);
    await outage(false);
    expect(await mind()).to.equal(1);
    expect(await kinds()).to.deep.equal(["alert", "alert"]);
  });

  it("decides alike whichever of two alerts of one moment comes first", async () => {
    const judged = ["RL-07", "VQ-03"].map((ruleId) => ({
      assessment: {
        ruleId,
        subject: "lusha",
        finding: { ruleId, subject: "lusha", severity: "high" as const, summary: "limited", facts: {} },
      },
      rule: RULE,
      origin: { tenantId: "acme", runId: null, supersededAt: null, channelOf: () => "acme-alerts" },
    }));
    expect(await recordAssessments(dependencies(), judged)).to.deep.equal(["fired", "fired"]);
    const told = await inTenant((transaction) =>
      transaction.query<unknown[]>("select rule_id from alerts where told order by rule_id"),
    );
    expect(told).to.deep.equal([{ rule_id: "VQ-03" }]);
  });

  it("lets no alert keep a drill quiet, nor a drill an alert", async () => {
    const origin = { tenantId: "acme", runId: null, supersededAt: null, channelOf: () => "acme-alerts" };
    const drill = (ruleId: string) => {
      const about = { ruleId, subject: "lusha" };
      const finding = { ...about, severity: "high" as const, summary: "practice", facts: {} };
      return recordAssessment(dependencies(), { ...about, finding }, RULE, {
        ...origin,
        drill: { drillId: randomUUID(), onRaised: () => Promise.resolve() },
      });
    };
    await drill("VQ-03");
    await assess({}, { ruleId: "RL-07", subject: "lusha" });
    expect(await kinds()).to.deep.equal(["alert", "alert"]);
    await assess({}, { ruleId: "VQ-03", subject: "lusha" });
    await drill("RL-07");
    expect(await kinds()).to.deep.equal(["alert", "alert", "alert", "alert"]);
  });

  it("has the tenant's own patience with noise", async () => {
    await database.withService((transaction) =>
      transaction.query(
        `update tenant_policies set policy = policy || '{"noise": {"flapChanges": 2, "flapMinutes": 10}}'`,
      ),
    );
    const noise = { flapChanges: 2, flapMinutes: 10, stormCards: 1 };
    const origin = {
      tenantId: "acme",
      runId: null,
      supersededAt: null,
      channelOf: () => "acme-alerts",
      noise,
    };
    const about = { ruleId: "CR-02", subject: "crawl" };
    const found = { ...about, severity: "high" as const, summary: "30 failed", facts: {} };
    for (const finding of [found, null, found, null]) {
      await recordAssessment(dependencies(), { ...about, finding }, RULE, origin);
      later(1);
    }
    // The return is the third change, which is one too many; the end after it is not said.
    expect((await kinds()).filter((kind) => kind === "alert_note")).to.have.lengthOf(2);
    const other = { ...about, subject: "tavily" };
    await recordAssessment(dependencies(), { ...other, finding: { ...found, ...other } }, RULE, origin);
    await recordAssessment(
      dependencies(),
      { ...other, subject: "lusha", finding: { ...found, subject: "lusha" } },
      RULE,
      origin,
    );
    expect(await kinds()).to.include("alert_digest");
  });

  it("counts what a silence would have kept quiet in the last seven days", async () => {
    await assess({});
    later(60 * 24 * 6);
    await assess({}, { subject: "tavily" });
    const count = (subject: string | null) =>
      inTenant((transaction) => countLastWeek(transaction, "acme", { ruleId: "CR-02", subject }, now));
    expect([await count(null), await count("tavily"), await count("lusha")]).to.deep.equal([2, 1, 0]);
    later(60 * 24 * 2);
    expect(await count(null)).to.equal(1);
  });

  it("tells nobody of a condition before it has lasted, then once", async () => {
    const rule = { ...RULE, forDurationMinutes: 5 };
    expect(await assess({}, { rule })).to.equal("pending");
    later(4);
    await assess({ errors: 31 }, { rule });
    expect([await messages(), await mind()]).to.deep.equal([[], 0]);
    later(1);
    expect(await assess({}, { rule })).to.equal("fired");
    expect(await kinds()).to.deep.equal(["alert"]);
  });

  it("forgets a condition that did not last", async () => {
    const rule = { ...RULE, forDurationMinutes: 5 };
    await assess({}, { rule });
    later(3);
    await assess(null, { rule });
    later(1);
    await assess({}, { rule: { ...rule, cooldownMinutes: 0 } });
    later(3);
    await assess({}, { rule });
    expect(await messages()).to.deep.equal([]);
  });

  it("says once that an alert flaps, keeps quiet, and speaks again when it is steady", async () => {
    await assess({});
    for (let round = 0; round < 6; round += 1) {
      later(1);
      await assess(null);
      later(1);
      await assess({});
    }
    const notes = (await kinds()).filter((kind) => kind === "alert_note");
    // Three ends and three returns, the last of which says that it flaps.
    expect(notes).to.have.lengthOf(6);
    expect(await mind()).to.equal(0);
    later(61);
    expect(await mind()).to.equal(1);
    expect((await reasons()).at(-1)).to.equal("unsilenced");
  });

  it("escalates along the policy when nobody acknowledges, each step once, over restarts too", async () => {
    await assess({});
    later(9);
    expect(await mind()).to.equal(0);
    later(1);
    expect([await mind(), await mind()]).to.deep.equal([1, 0]);
    expect(await kinds()).to.have.members(["alert", "alert_note"]);
    later(10);
    expect([await mind(), await mind()]).to.deep.equal([1, 0]);
    expect((await messages()).filter(({ kind }) => kind === "alert_page")).to.have.lengthOf(1);
    later(600);
    expect(await mind()).to.equal(0);
    expect(await reasons()).to.deep.equal(["fired", "unacknowledged", "unacknowledged"]);
  });

  it("calls people in the channel that a step names, with a way to the card, and mentions them there alone", async () => {
    await createTestTenant(database, "globex", {
      alertChannel: "globex-alerts",
      escalation: { steps: [{ mention: ["U0ANA"], channel: "globex-leads", notifier: "sms" }] },
    });
    await recordAssessment(
      dependencies(),
      {
        ruleId: "CR-02",
        subject: "crawl",
        finding: { ruleId: "CR-02", subject: "crawl", severity: "critical", summary: "30 failed", facts: {} },
      },
      RULE,
      { tenantId: "globex", runId: null, supersededAt: null, channelOf: () => "globex-alerts" },
    );
    later(10);
    expect([await mind(), await mind()]).to.deep.equal([1, 0]);
    const rows = await database.withTenant("globex", async (transaction) => {
      await transaction.query(
        "update alert_notifications set message_ts = '1700.1', message_channel = 'C0GLOBEX' where kind = 'alert'",
      );
      return transaction.query<{ subject: string; channel: string; parent: string | null; target: string }[]>(
        `select subject_id as subject, channel, parent_id as parent, target from alert_notifications
         where kind in ('alert_note', 'alert_page') order by channel`,
      );
    });
    expect(rows.map(({ channel }) => channel)).to.deep.equal(["globex-alerts", "globex-leads", "sms"]);
    const contents = await Promise.all(
      rows
        .slice(0, 2)
        .map(({ subject }) =>
          readAlertContent(
            database,
            [],
            { tenantId: "globex", kind: "alert_note", subjectId: subject },
            new Date(),
          ),
        ),
    );
    const words = "globex · CR-02: nobody has acknowledged this for 10 min (critical): 30 failed";
    const acknowledge = { tenantId: "globex", alertId: rows[0]?.subject.split(":")[0] };
    expect(contents).to.deep.equal([
      { kind: "alert_note", note: words, broadcast: true, acknowledge },
      {
        kind: "alert_note",
        note: `<@U0ANA> ${words}`,
        broadcast: false,
        acknowledge,
        card: { channel: "C0GLOBEX", ts: "1700.1" },
      },
    ]);
    expect(rows[1]?.parent).to.equal(null);
  });

  it("escalates nothing that somebody took, and asks them after a while", async () => {
    await assess({});
    await acknowledgeAlert(
      { database, runbooks: [] },
      { tenantId: "acme", alertId: await alertId(), actor: "U0BEN", now },
    );
    later(59);
    expect(await mind()).to.equal(0);
    later(1);
    expect([await mind(), await mind()]).to.deep.equal([1, 0]);
    const [step] = await inTenant((transaction) =>
      transaction.query<
        { reason: string; actor: string; fromState: "acknowledged"; detail: Record<string, unknown> }[]
      >(
        `select reason, actor, from_state as "fromState", detail from alert_transitions join alerts using (tenant_id, alert_id) where reason = 'reminded'`,
      ),
    );
    if (step === undefined) throw new Error("nobody was reminded");
    expect(noteText(step, { severity: "high", summary: "30 failed" })).to.equal(
      "<@U0BEN> Still working on it? Acknowledged 60 min ago, and still open: 30 failed",
    );
  });

  it("gathers a storm in one digest, whose thread holds the cards that came too fast", async () => {
    for (let at = 0; at < USUAL_NOISE.stormCards + 5; at += 1) await assess({}, { subject: `stage-${at}` });
    const all = await messages();
    const digests = all.filter(({ kind }) => kind === "alert_digest");
    expect(digests).to.have.lengthOf(1);
    expect(digests[0]?.desired).to.equal(5);
    expect(all.filter(({ kind, parent }) => kind === "alert" && parent !== null)).to.have.lengthOf(5);
    const digest = await inTenant((transaction) =>
      readStormDigest(transaction, "acme", digests[0]?.subject ?? ""),
    );
    expect(digest).to.deep.equal({
      open: 5,
      acknowledged: 0,
      resolved: 0,
      rules: [{ ruleId: "CR-02", severity: "high", count: 5 }],
    });
    later(2);
    await assess({}, { subject: "calm" });
    expect((await messages()).at(-1)?.parent).to.equal(null);
  });

  const available = { channel: "platform", notifiers: ["pagerduty"] } as const;
  const message = async (kind = "alert") => {
    const [row] = await database.withService((transaction) =>
      transaction.query<Parameters<typeof fallBack>[1][]>(
        `select tenant_id as "tenantId", notification_id as "messageId", kind, subject_id as "subjectId", target,
           channel, message_ts as "messageTs" from alert_notifications where kind = $1`,
        [kind],
      ),
    );
    if (row === undefined) throw new Error("there is no card");
    return row;
  };

  it("tells the pager of a grave alert when Slack has been away for a minute, once, and of no other", async () => {
    for (const [severity, told] of [
      ["high", "pagerduty"],
      ["medium", null],
    ] as const) {
      await database.withService(async (transaction) => {
        for (const table of ["alert_notifications", "alerts"])
          await transaction.query(`delete from ${table}`);
      });
      await assess({ severity });
      const row = await message();
      const outage = (failure: "unknown_outcome" | "retry_after", seconds: number) =>
        database.withService((transaction) =>
          fallBack(
            transaction,
            row,
            {
              failed: { failure, attempts: 1, failingForMs: seconds * 1_000, isDead: false },
              available,
            },
            now,
          ),
        );
      const done = [await outage("unknown_outcome", 59), await outage("retry_after", 60)];
      expect([...done, await outage("unknown_outcome", 300)]).to.deep.equal([null, told, null]);
      expect((await message()).channel).to.equal("acme-alerts");
    }
  });

  it("moves a card that its channel never takes, then tells the pager", async () => {
    await assess({});
    const failed = { failure: "config", attempts: 14, failingForMs: 0, isDead: true } as const;
    const go = async () => {
      const row = await message();
      return database.withService((transaction) => fallBack(transaction, row, { failed, available }, now));
    };
    expect(await go()).to.equal("moved");
    expect((await message()).channel).to.equal("platform");
    // What belongs to the card follows it, which says nothing of the channel.
    await database.withService((transaction) =>
      transaction.query("update alert_notifications set posted_at = $1 where parent_id is not null", [
        new Date(now.getTime() + 60_000),
      ]),
    );
    const problems = await database.withService((transaction) => readDeliveryProblems(transaction, now));
    expect(problems.filter(({ moved }) => moved > 0)).to.deep.equal([
      { target: "slack", problem: null, waiting: 0, dead: 0, moved: 1, channel: "acme-alerts" },
    ]);
    expect(await go()).to.equal("pagerduty");
    expect((await messages()).filter(({ target }) => target === "pagerduty")).to.have.lengthOf(1);
  });

  it("does not lose a storm whose digest cannot be delivered: it moves, then the pager gets the worst, once", async () => {
    for (let at = 0; at < USUAL_NOISE.stormCards + 30; at += 1) {
      await assess({ severity: at % 2 === 0 ? "high" : "medium" }, { subject: `stage-${at}` });
    }
    const digest = await message("alert_digest");
    const fail = async (failed: Omit<Parameters<typeof fallBack>[2]["failed"], "attempts">) => {
      const row = { ...digest, ...(await message("alert_digest")) };
      return database.withService((transaction) =>
        fallBack(transaction, row, { failed: { attempts: 14, ...failed }, available }, now),
      );
    };
    const pages = async () => (await messages()).filter(({ target }) => target === "pagerduty").length;
    expect(await fail({ failure: "config", failingForMs: 0, isDead: true })).to.equal("moved");
    expect(await pages()).to.equal(0);
    expect(await fail({ failure: "transient", failingForMs: 60_000, isDead: false })).to.equal("pagerduty");
    expect(await pages()).to.equal(15);
    expect(await fail({ failure: "config", failingForMs: 0, isDead: true }), "asked already").to.equal(null);
    expect(await pages()).to.equal(15);
  });

  it("tells by e-mail when the pager is away for a minute, too", async () => {
    await assess({ severity: "critical" });
    const { tenantId, subjectId } = await message();
    const page = { ...(await message()), kind: "alert_page", subjectId: `${subjectId}:pagerduty` } as const;
    const done = await database.withService((transaction) =>
      fallBack(
        transaction,
        { ...page, tenantId, target: "pagerduty", channel: "pagerduty" },
        {
          failed: { failure: "transient", attempts: 7, failingForMs: 60_000, isDead: false },
          available: { channel: "platform", notifiers: ["pagerduty", "email"] },
        },
        now,
      ),
    );
    expect(done).to.equal("email");
  });
});
