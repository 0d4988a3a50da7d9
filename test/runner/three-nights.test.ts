import { expect } from "chai";
import { branchOf } from "../../demo/town/companies/branch-of.ts";
import { createCompanies } from "../../demo/town/companies/create-companies.ts";
import type { SiteKind } from "../../demo/town/companies/town-company.ts";
import { startTown, type Town } from "../../demo/town/start-town.ts";
import { createPriceCharge } from "../../src/observability/costs/price-charge.ts";
import type { RunRecord } from "../../src/observability/reads/run-read-store.ts";
import { largestShare } from "../../src/observability/reconcile/reconcile.ts";
import { reconcileRun } from "../../src/observability/reconcile/reconcile-run.ts";
import { type DryRun, dryRun } from "../../src/runner/planning/dry-run.ts";
import { type Night, prepareNightIn, SECRETS_KEY } from "../support/night.ts";
import { createReadyTenant, insertCompanies } from "../support/ready-tenant.ts";

/** The second tenant is small, so that the test stays cheap: what many companies show, those of the first do. */
const TENANTS = [
  { tenantId: "acme", companies: 66, cap: 60 },
  { tenantId: "globex", companies: 24, cap: 20 },
] as const;
/** Of these, how many a tenant knows no web site of. */
const WITHOUT_WEBSITE = 2;
const DAY_MS = 86_400_000;
const PAID = ["lusha", "openai", "tavily", "zerobounce"] as const;
const FAST_SITES: readonly SiteKind[] = [
  "good",
  "redirecting",
  "robots-blocked",
  "refused",
  "server-error",
  "not-found",
  "script-only",
];

/** Every metric a night has, in alphabetical order. */
const METRICS = [
  "bucket_share_high",
  "bucket_share_low",
  "bucket_share_medium",
  "candidates_pre_filter",
  "candidates_selected",
  "companies_with_business_email_rate",
  "crawl_success_rate",
  "lusha_cost_usd",
  "lusha_fallback_share",
  "lusha_lookups",
  "lusha_success_rate",
  "odoo_cost_usd",
  "openai_cost_usd",
  "rationale_length_0_79",
  "rationale_length_160_319",
  "rationale_length_320_639",
  "rationale_length_640_up",
  "rationale_length_80_159",
  "run_duration_ms",
  "shortlist_delivered",
  "tavily_cost_usd",
  "tavily_fallback_rate",
  "total_cost_usd",
  "unpriced_calls",
  "vendor_cost_usd",
  "verified_email_rate",
  "zerobounce_cost_usd",
];

describe("three nights of two tenants", function () {
  this.timeout(480_000);
  let town: Town;
  let night: Night;
  const nights: RunRecord[][] = [];
  const foreseen: DryRun[] = [];

  before(async () => {
    const chosen = TENANTS.flatMap(({ tenantId, companies }) => {
      const own = createCompanies().filter(
        (company) => company.tenant === tenantId && FAST_SITES.includes(company.site),
      );
      // The town has fewer companies than a night may take, so they have branches.
      const branches = [0, 1, 2].flatMap((round) => own.map((company) => branchOf(company, round)));
      return branches.slice(0, companies);
    });
    town = await startTown({ companies: chosen });
    const companiesOf = (tenantId: string) =>
      chosen
        .filter(({ tenant }) => tenant === tenantId)
        .map((company, place) => (place < WITHOUT_WEBSITE ? { ...company, website: "" } : company));
    const [acme, globex] = TENANTS;
    night = await prepareNightIn(town, {
      companies: companiesOf(acme.tenantId),
      policy: { dailyCap: acme.cap },
      settings: {
        CRAWLER_DOMAIN_MIN_INTERVAL_S: "0",
        CRAWLER_TIMEOUT_S: "1",
        SCHED_COMPANY_CONCURRENCY: "16",
        ALERTS_CRON: "0 0 1 1 *",
      },
    });
    await createReadyTenant(night.database, globex.tenantId, {
      policy: { dailyCap: globex.cap },
      odoo: { ...town, secretsKey: SECRETS_KEY },
    });
    await night.database.withTenant(globex.tenantId, (transaction) =>
      insertCompanies(transaction, globex.tenantId, companiesOf(globex.tenantId)),
    );
    for (const { tenantId } of TENANTS)
      foreseen.push(await dryRun({ ...night, clock: () => new Date() }, { tenantId, trigger: "cli" }));
    for (const day of [0, 1, 2]) {
      const clock = () => new Date(Date.now() + day * DAY_MS);
      const runner = await night.startRunner({}, clock);
      const started = await Promise.all(TENANTS.map(({ tenantId }) => night.start({ tenantId }, {}, clock)));
      nights.push(
        await Promise.all(started.map(({ tenantId, runId }) => night.ended(runId, 150_000, tenantId))),
      );
      await runner.stop();
    }
  });

  after(() => night.close());

  const records = () => nights.flat();
  const label = ({ run }: RunRecord) => `${run.tenantId} on ${run.runDate}`;
  const callsOf = ({ run }: RunRecord) =>
    town.calls().filter(({ traceparent }) => traceparent?.includes(run.traceId) === true);

  it("end, each on a day of its own", () => {
    for (const record of records())
      expect(record.run.status, label(record)).to.be.oneOf(["succeeded", "degraded"]);
    expect(new Set(records().map(({ run }) => run.runDate)).size).to.equal(3);
    expect(records()).to.have.length(6);
  });

  it("keep to the cap of each tenant, though there is more to do", () => {
    for (const { metrics, run } of records()) {
      const tenant = TENANTS.find(({ tenantId }) => tenantId === run.tenantId);
      const of = (wanted: string) => metrics.find(({ name }) => name === wanted)?.value;
      expect(of("candidates_pre_filter")).to.equal(tenant?.companies);
      expect(of("candidates_selected")).to.equal(tenant?.cap);
    }
  });

  it("have every metric, with a value: what Lusha answered before counts as well", () => {
    for (const record of records()) {
      expect(
        record.metrics.map(({ name }) => name),
        label(record),
      ).to.deep.equal(METRICS);
      const without = record.metrics.filter(({ value, reason }) => value === null || reason !== null);
      expect(without, label(record)).to.deep.equal([]);
    }
  });

  it("have shares that are none above one, though companies without a web site are searched for as well", () => {
    for (const record of records()) {
      const shares = record.metrics.filter(({ name }) => /_(rate|share)$|^bucket_share/.test(name));
      expect(shares).to.have.length(9);
      for (const { name, value, denominator } of shares) {
        expect(value ?? 0, `${label(record)}: ${name}`).to.be.within(0, 1);
        expect(denominator, `${label(record)}: ${name}`).to.be.greaterThan(0);
      }
    }
  });

  it("have totals that equal the events, the companies' outcomes and the ledger", async () => {
    for (const record of records()) {
      const { tenantId, runId } = record.run;
      const { totals } = await reconcileRun(night.database, { tenantId, runId });
      expect(totals.length).to.be.greaterThan(90);
      expect(
        totals.filter(({ difference }) => difference !== 0),
        label(record),
      ).to.deep.equal([]);
      expect(largestShare(totals)).to.equal(0);
    }
  });

  it("have totals that equal what the vendors count and charge", () => {
    const price = createPriceCharge();
    for (const record of records()) {
      const asked = callsOf(record);
      const odoo = record.vendors.find(({ vendor }) => vendor === "odoo")?.calls ?? 0;
      expect(odoo, `${label(record)}: requests to Odoo`).to.equal(
        asked.filter(({ vendor }) => vendor === "odoo").length,
      );
      for (const vendor of PAID) {
        const usage = record.vendors.find((row) => row.vendor === vendor);
        const calls = asked.filter((call) => call.vendor === vendor);
        expect(usage?.calls ?? 0, `${label(record)}: calls of ${vendor}`).to.equal(calls.length);
        const unit = (name: string) => calls.reduce((sum, { charged }) => sum + (charged[name] ?? 0), 0);
        expect(usage?.tokensInput ?? 0).to.equal(unit("input_tokens"));
        expect(usage?.tokensOutput ?? 0).to.equal(unit("output_tokens"));
        if (vendor === "openai") continue;
        const charge = { unit: "credit", quantity: unit("credits") } as const;
        const owed = charge.quantity === 0 ? 0n : price(vendor, charge, record.run.startedAt).nanoUsd;
        expect(usage?.costNanoUsd ?? 0n, `${label(record)}: cost of ${vendor}`).to.equal(owed);
      }
    }
    const isPaid = ({ vendor }: { readonly vendor: string }) => PAID.some((paid) => paid === vendor);
    // Every call belongs to one of these runs, which the trace it carries says.
    expect(records().flatMap(callsOf).filter(isPaid)).to.have.length(town.calls().filter(isPaid).length);
  });

  it("cost about what was expected before the first of them, and less than the most", () => {
    for (const [place, { costUsd, tenantId, estimates }] of foreseen.entries()) {
      const spent = Number(nights[0]?.[place]?.run.costNanoUsd ?? 0n) / 1e9;
      expect(estimates.map(({ basis }) => basis))
        .to.include("assumption")
        .and.not.include("history");
      expect(costUsd.expected, `${tenantId} cost ${spent}`).to.be.within(spent / 2, spent * 2);
      expect(spent, tenantId).to.be.lessThan(costUsd.high);
    }
  });

  it("call vendors less after the first one, because of what is known by then", () => {
    const calls = (night: number, tenant: number, vendor: string) =>
      nights[night]?.[tenant]?.vendors.find((row) => row.vendor === vendor)?.calls ?? 0;
    for (const tenant of TENANTS.keys()) {
      for (const vendor of PAID) {
        const [first, second, third] = [0, 1, 2].map((night) => calls(night, tenant, vendor));
        expect(first, vendor).to.be.greaterThan(0);
        expect(second, `${vendor} on the second night`).to.be.lessThan(first ?? 0);
        expect(third, `${vendor} on the third night`).to.be.lessThan(first ?? 0);
      }
    }
  });
});
