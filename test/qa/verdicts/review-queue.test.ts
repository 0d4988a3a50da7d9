import { expect } from "chai";
import { createSamples } from "../../../src/bot/adapters/create-samples.ts";
import { insertSamples } from "../../../src/qa/sampling/sample-store.ts";
import type { SampledLead } from "../../../src/qa/sampling/sampled-lead.ts";
import type { QaRow } from "../../../src/qa/verdicts/qa-csv.ts";
import type { QaSampleCard } from "../../../src/qa/verdicts/qa-sample-card.ts";
import { storeRun } from "../../alerts/stored-run.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../../support/test-database.ts";

const NOW = new Date("2026-11-22T08:00:00Z");
const later = (minutes: number) => new Date(NOW.getTime() + minutes * 60_000);
const LEAD: SampledLead = {
  score: 88,
  rationale: "Hires.",
  reasons: [],
  signals: [],
  about: null,
  addresses: [],
  titles: [],
};
const GOOD = { ok: true, detail: "fine" };
const CHECKS = { domain: GOOD, about_text: GOOD, contacts: GOOD, rationale: GOOD };

describe("the queue of samples", function () {
  this.timeout(60_000);
  let test: TestDatabase;
  let samples: ReturnType<typeof createSamples>;
  let runId: string;
  const inTenant = <Row>(sql: string, values: unknown[] = []) =>
    test.database.withTenant("acme", (transaction) => transaction.query<Row[]>(sql, values));

  before(async () => {
    test = await createTestDatabase();
    samples = createSamples(test.database);
    await createTestTenant(test.database, "acme");
  });
  after(() => test.drop());

  beforeEach(async () => {
    await test.database.withService(async (transaction) => {
      await transaction.query("delete from qa_verdicts");
      await transaction.query("delete from qa_samples");
    });
    runId = await storeRun(test.database, { tenantId: "acme", startedAt: NOW });
    const companies = await inTenant<{ companyId: string }>(
      `insert into companies (tenant_id, company_id, natural_key, name)
       select 'acme', gen_random_uuid(), gen_random_uuid()::text, 'Company ' || n from generate_series(1, 3) n
       returning company_id as "companyId"`,
    );
    const drawn = companies.map(({ companyId }) => ({
      ...{ companyId, checks: CHECKS, lead: LEAD },
      inclusionProbability: 0.5,
    }));
    await test.database.withTenant("acme", (transaction) =>
      insertSamples(transaction, { tenantId: "acme", runId }, drawn, 6),
    );
  });

  const next = (slackUserId: string, now = NOW) => samples.takeNext(["acme"], { slackUserId, now });
  const judge = (card: QaSampleCard, actor: string, verdict: "pass" | "fail", now = NOW) =>
    samples.recordVerdict({
      ...{ ...keyOf(card), verdict, actor, now },
      reason: verdict === "pass" ? null : "domain",
      notes: verdict === "pass" ? null : "parked",
      expectedVersion: card.sample.version,
    });
  const undo = (card: QaSampleCard, actor: string, now = NOW) =>
    samples.takeBack({ ...keyOf(card), actor, now, expectedVersion: card.sample.version });

  const csvRows = async () => {
    const rows: QaRow[] = [];
    for await (const part of samples.stream("acme", runId)) rows.push(...part);
    return rows;
  };

  it("gives each reviewer a sample of their own, in order, and the same again until it is judged", async () => {
    const [one, other] = [await next("U1"), await next("U2")];
    expect([one?.sample.sampleNo, other?.sample.sampleNo]).to.deep.equal([1, 2]);
    expect((await next("U1", later(5)))?.sample.sampleNo).to.equal(1);
    await judge(present(one), "U1", "pass");
    expect((await next("U1"))?.sample.sampleNo).to.equal(3);
    const [state] = await samples.readQueue(["acme"], { slackUserId: "U1", now: NOW });
    expect(state).to.deep.include({ waiting: 2, withOthers: 1 });
    expect(state?.reviewers).to.deep.equal([{ actor: "U1", verdicts: 1 }]);
  });

  it("gives a sample to somebody else once it was kept for ten minutes", async () => {
    for (const person of ["U1", "U2", "U3"]) await next(person);
    expect(await next("U4", later(9))).to.equal(null);
    expect((await next("U4", later(10)))?.sample.sampleNo).to.equal(1);
  });

  it("gives two who ask at once two samples", async () => {
    const cards = await Promise.all(["U1", "U2", "U3"].map((person) => next(person)));
    expect(new Set(cards.map((card) => card?.sample.companyId)).size).to.equal(3);
  });

  it("keeps what the reviewer saw, whatever a later run scores", async () => {
    const card = present(await next("U1"));
    await inTenant(
      `insert into lead_scores (tenant_id, company_id, run_id, score, bucket, rationale, cited_signals, input_hash)
       values ('acme', $1, gen_random_uuid(), 12, 'Low', 'Another night.', '{}', 'h')`,
      [card.sample.companyId],
    );
    const { sample } = await judge(card, "U1", "pass");
    expect(sample.lead).to.deep.equal(LEAD);
    const rows = await csvRows();
    expect(rows.map(({ score, result }) => [score, result])).to.deep.equal([
      [88, "pass"],
      [88, null],
      [88, null],
    ]);
    expect(rows[0]).to.include({ inclusionProbability: 0.5, actor: "U1" });
  });

  it("takes one's own verdict back for five minutes; the one before counts again, here and in the CSV", async () => {
    const card = present(await next("U1"));
    const first = await judge(card, "U1", "fail");
    const second = await judge(first.sample, "U2", "pass", later(1));
    expect((await undo(second.sample, "U1", later(2))).outcome).to.equal("refused");
    expect((await undo(second.sample, "U2", later(7))).outcome).to.equal("refused");
    expect((await undo(first.sample, "U2", later(2))).outcome).to.equal("conflict");
    const undone = await undo(second.sample, "U2", later(6));
    expect(undone.outcome).to.equal("taken_back");
    expect(undone.sample.verdicts.map(({ result }) => result)).to.deep.equal(["fail"]);
    const [row] = await csvRows();
    expect(row).to.deep.include({ result: "fail", reason: "domain", notes: "parked", actor: "U1" });
    const [kept] = await inTenant<{ count: number }>("select count(*)::int as count from qa_verdicts");
    expect(kept?.count).to.equal(3);
    expect((await next("U3"))?.sample.sampleNo).to.equal(2);
  });

  it("offers a sample again whose only verdict was taken back", async () => {
    const card = present(await next("U1"));
    const { sample } = await judge(card, "U1", "pass");
    await undo(sample, "U1");
    expect((await next("U1"))?.sample.companyId).to.equal(card.sample.companyId);
  });

  it("keeps notes without a verdict, and not over somebody else's change", async () => {
    const card = present(await next("U1"));
    const act = { ...keyOf(card), actor: "U1", now: NOW, notes: "Ask jane.doe@acme.example." };
    const { outcome, sample } = await samples.addNotes({ ...act, expectedVersion: 0 });
    expect(outcome).to.equal("recorded");
    expect(sample.notes)
      .to.match(/^Ask .*/)
      .and.not.contain("jane.doe");
    expect(sample.verdicts).to.deep.equal([]);
    expect((await samples.addNotes({ ...act, expectedVersion: 0 })).outcome).to.equal("conflict");
  });
});

function keyOf({ sample: { tenantId, runId, companyId } }: QaSampleCard) {
  return { tenantId, runId, companyId };
}

function present(card: QaSampleCard | null): QaSampleCard {
  if (card === null) throw new TypeError("no sample waits");
  return card;
}
