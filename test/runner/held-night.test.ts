import { expect } from "chai";
import { systemClock } from "../../src/clock.ts";
import { createRunControl } from "../../src/runner/create-run-control.ts";
import { followGates } from "../../src/runner/follow-gates.ts";
import { startExport } from "../../src/runner/planning/start-export.ts";
import { type Night, prepareNight, TENANT } from "../support/night.ts";
import { quietLogger } from "../support/quiet-logger.ts";

/** Two kinds of night that nobody can tell apart: the gate asks whatever the checks say. */
const ALWAYS_ASKS = { on: true, usualRatio: 0.9, badRatio: 0.899_999, badNightRatio: 0.5 };

describe("a night whose leads are held", function () {
  this.timeout(180_000);
  let night: Night;
  let firstRun: string;

  before(async () => {
    night = await prepareNight({ policy: { exportGate: ALWAYS_ASKS } });
    await night.startRunner();
  });

  after(() => night.close());

  const leads = () => night.town.odooRecords(TENANT, "crm.lead").length;
  const heldBy = async () => {
    const rows = await night.rows<{ runId: string; count: number }>(
      `select held_by_run as "runId", count(*)::int as count from lead_scores where held_by_run is not null group by 1`,
    );
    return Object.fromEntries(rows.map(({ runId, count }) => [runId, count]));
  };
  const gateOf = async (runId: string) => (await night.ended(runId)).gate;
  const stageOf = async (runId: string) =>
    (await night.ended(runId)).stages.find(({ stage }) => stage === "export_odoo");
  const dependencies = () => ({
    database: night.database,
    environment: night.environment,
    clock: systemClock,
    logger: quietLogger(),
  });

  it("ends well without its export, and asks", async () => {
    const { runId } = await night.start();
    firstRun = runId;
    const { run, gate } = await night.ended(runId, 60_000);
    expect(run.status).to.equal("succeeded");
    expect(run.heldLeads).to.be.above(5);
    expect(gate).to.include({ state: "open", leads: run.heldLeads, released: 0, unanswered: "hold" });
    expect(gate?.deadlineAt?.toISOString()).to.match(/T\d\d:00:00/);
    expect(await stageOf(runId)).to.include({
      status: "skipped",
      statusReason: `${run.heldLeads} leads are held until people let them go`,
    });
    expect(leads()).to.equal(0);
    expect(await heldBy()).to.deep.equal({ [runId]: run.heldLeads });
    const asked = await night.rows(
      "select 1 from alert_notifications where kind = 'qa_gate' and subject_id = $1",
      [runId],
    );
    expect(asked).to.have.lengthOf(1);
    const checked = await night.rows<{ bucket: string }>(
      "select distinct bucket from company_checks where run_id = $1 order by 1",
      [runId],
    );
    expect(checked.map(({ bucket }) => bucket)).to.deep.equal(["High", "Medium"]);
    const firing = await night.rows<{ ruleId: string }>(
      `select rule_id as "ruleId" from alerts where rule_id in ('OE-06', 'SR-11', 'SR-12')`,
    );
    expect(firing).to.deep.equal([]);
  });

  it("leaves its leads alone on the next night, in a rerun and in forced exports", async () => {
    const held = await heldBy();
    const second = await night.start();
    await night.ended(second.runId, 60_000);
    const rerun = await night.start({ rerun: { runId: firstRun, stages: ["score", "export_odoo"] } });
    await night.ended(rerun.runId, 60_000);
    for (const force of [false, true]) {
      const { runId } = await startExport(dependencies(), { tenantId: TENANT, force });
      await night.ended(runId, 60_000);
    }
    expect(leads()).to.equal(0);
    expect(await heldBy()).to.deep.equal(held);
    const skipped = await night.rows<{ code: string }>(
      "select distinct code from company_enrichment_runs where run_id = $1 and stage = 'export_odoo' and outcome = 'skipped' and code = 'held'",
      [second.runId],
    );
    expect(skipped).to.have.lengthOf(1);
  });

  it("is let go but for one lead, in an export of its own, and audited; that one stays for the next nights", async () => {
    const control = createRunControl(dependencies());
    const [kept] = await night.rows<{ companyId: string }>(
      `select company_id as "companyId" from lead_scores where held_by_run is not null order by 1 limit 1`,
    );
    const held = (await heldBy())[firstRun] ?? 0;
    const wish = { tenantId: TENANT, runId: firstRun, act: "release" as const, actor: "slack:U1" };
    await control.decideGate({ ...wish, except: [kept?.companyId ?? ""] });
    await followGates(dependencies());
    await night.until("select not bool_or(wants_export) from export_gates");
    const gate = await gateOf(firstRun);
    expect(gate).to.include({ state: "released", leads: held, released: held - 1, decidedBy: "slack:U1" });
    await night.ended(gate?.exportRunId ?? "", 60_000);
    expect(leads()).to.equal(held - 1);
    expect(await heldBy()).to.deep.equal({ [firstRun]: 1 });
    expect((await night.ended(firstRun)).run.heldLeads).to.equal(1);

    const again = await night.start();
    await night.ended(again.runId, 60_000);
    expect(await heldBy()).to.include({ [firstRun]: 1 });
    const audited = await night.rows<{ actor: string; action: string }>(
      "select actor, action from audit_log where action like 'gate.%' and subject = $1 order by at",
      [firstRun],
    );
    expect(audited).to.deep.equal([
      { actor: "system:evidence", action: "gate.ask" },
      { actor: "slack:U1", action: "gate.release" },
    ]);
    const refused = await control
      .decideGate({ ...wish, act: "hold", except: [] })
      .catch((error: unknown) => error);
    expect(String(refused)).to.include(`${held - 1} of ${held} leads of this run were already let go`);
  });

  it("does at the deadline what the policy says", async () => {
    const [open] = await night.rows<{ runId: string; deadlineAt: Date }>(
      `select run_id as "runId", deadline_at as "deadlineAt" from export_gates where state = 'open' limit 1`,
    );
    if (open === undefined) throw new Error("no gate is open");
    const at = (deltaMs: number) => ({
      ...dependencies(),
      clock: () => new Date(open.deadlineAt.getTime() + deltaMs),
    });
    await followGates(at(-1));
    expect(await gateOf(open.runId)).to.include({ state: "open" });
    await followGates(at(0));
    expect(await gateOf(open.runId)).to.include({ state: "held", decidedBy: "system:deadline" });
  });
});

describe("a usual night with the gate on", function () {
  this.timeout(120_000);
  let night: Night;

  before(async () => {
    night = await prepareNight({ policy: { exportGate: { on: true } } });
    await night.startRunner();
  });

  after(() => night.close());

  it("exports at once where the checks are good enough", async () => {
    const { runId } = await night.start();
    const { run, gate, stages } = await night.ended(runId, 60_000);
    expect(run).to.include({ status: "succeeded", heldLeads: 0 });
    expect(gate).to.include({ state: "released", decidedBy: "system:evidence", askedAt: null });
    expect(gate?.released).to.equal(gate?.leads);
    expect(stages.find(({ stage }) => stage === "export_odoo")?.countSuccess).to.equal(gate?.leads);
  });
});
