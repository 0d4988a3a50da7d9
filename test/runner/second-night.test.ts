import { expect } from "chai";
import { systemClock } from "../../src/clock.ts";
import { startExport } from "../../src/runner/planning/start-export.ts";
import { type Night, prepareNight, TENANT } from "../support/night.ts";

const PAID = ["tavily", "openai", "lusha", "zerobounce", "odoo"] as const;

describe("a second night, when the world has not changed", function () {
  this.timeout(120_000);
  let night: Night;

  before(async () => {
    night = await prepareNight();
    await night.startRunner();
  });

  after(() => night.close());

  /** Waits for the run's end; how many calls each vendor was asked meanwhile. */
  async function callsOf(
    start: () => Promise<{ runId: string }>,
  ): Promise<{ runId: string; calls: Record<string, number> }> {
    const before = night.town.calls().length;
    const { runId } = await start();
    await night.ended(runId, 60_000);
    const asked = night.town.calls().slice(before);
    return {
      runId,
      calls: Object.fromEntries(
        PAID.map((name) => [name, asked.filter(({ vendor }) => vendor === name).length]),
      ),
    };
  }

  const startNight = () => night.start();
  const exportOnly = (force: boolean) =>
    startExport(
      { database: night.database, environment: night.environment, clock: systemClock },
      { tenantId: TENANT, force },
    );
  const scores = () =>
    night.rows<{ companyId: string; runId: string; scoredAt: Date; exportedAt: Date | null }>(
      `select company_id as "companyId", run_id as "runId", scored_at as "scoredAt", exported_at as "exportedAt" from lead_scores order by 1`,
    );
  const inOdoo = () =>
    ["res.partner", "crm.lead"].map((model) => night.town.odooRecords("acme", model).length);
  const fared = (runId: string) =>
    night.rows<{ stage: string; outcome: string; code: string | null; count: number }>(
      `select stage, outcome, code, count(*)::int as count from company_enrichment_runs
       where run_id = $1 and stage in ('extract', 'score', 'export_odoo') group by 1, 2, 3 order by 1, 2, 3`,
      [runId],
    );

  it("reads nothing again with the model, searches and looks up nothing twice, and sends Odoo what is new to it", async () => {
    night.town.setFault({ vendor: "odoo", mode: "drop_after_write", match: "/load", times: 3 });
    const first = await callsOf(startNight);
    for (const vendor of PAID) expect(first.calls[vendor], vendor).to.be.greaterThan(3);
    const [scored, sent] = [await scores(), inOdoo()];

    const second = await callsOf(startNight);
    expect(second.calls).to.deep.equal({
      tavily: 0,
      openai: 0,
      lusha: 0,
      zerobounce: second.calls["zerobounce"],
      odoo: 0,
    });
    expect(second.calls["zerobounce"]).to.be.lessThan(first.calls["zerobounce"] ?? 0);
    expect(inOdoo()).to.deep.equal(sent);
    expect(await scores()).to.deep.equal(scored.map((score) => ({ ...score, runId: second.runId })));
    expect((await fared(second.runId)).filter(({ outcome }) => outcome === "success")).to.deep.equal([]);
    const samples = await night.rows<{ count: number }>(
      "select count(*)::int as count from qa_samples where run_id = $1",
      [second.runId],
    );
    expect(samples).to.deep.equal([{ count: 10 }]);

    const forced = await callsOf(() => exportOnly(true));
    expect(forced.calls).to.include({ tavily: 0, openai: 0, lusha: 0, zerobounce: 0 });
    expect(forced.calls["odoo"]).to.be.greaterThan(20);
    expect(inOdoo()).to.deep.equal(sent);
    const again = await callsOf(() => exportOnly(false));
    expect(again.calls["odoo"]).to.equal(0);
    const names = ["res.partner", "crm.lead"].flatMap((model) =>
      night.town.odooRecords("acme", model).map((record) => String(record["ref"] ?? record["referred"])),
    );
    expect(new Set(names).size).to.equal(names.length);
  });
});
