import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { types } from "pg";
import { parse } from "yaml";
import { z } from "zod";
import { listFiles } from "../../dashboards/source/list-files.ts";
import { listOpenAlerts } from "../../src/alerts/lifecycle/alert-list-store.ts";
import type { Night } from "../../src/observability/nights/night.ts";
import { listNights } from "../../src/observability/nights/past-nights-store.ts";
import { passRate } from "../../src/qa/rates/pass-rate.ts";
import { storeRun, storeSamples } from "../alerts/stored-run.ts";
import { type Night as PreparedNight, prepareNight, TENANT } from "../support/night.ts";
import { type SignedInReader, signInReader } from "../support/sign-in-reader.ts";
import { createTestTenant } from "../support/test-database.ts";
import { expandGrafana, type GrafanaView } from "./expand-grafana.ts";
import { expandMetabase, variablesOf } from "./expand-metabase.ts";

const FOLDER = join(import.meta.dirname, "../../dashboards");
const DAY_MS = 86_400_000;

const Dashboard = z.object({
  uid: z.string(),
  title: z.string(),
  templating: z.object({
    list: z.array(z.object({ name: z.string(), type: z.string(), query: z.string() })),
  }),
  panels: z.array(
    z.object({
      title: z.string(),
      description: z.string().min(10),
      targets: z.array(z.object({ format: z.enum(["table", "time_series"]), rawSql: z.string() })).length(1),
    }),
  ),
});

type Row = Readonly<Record<string, unknown>>;

const read = (path: string) => readFileSync(join(FOLDER, path), "utf8");
const dashboards = readdirSync(join(FOLDER, "grafana"))
  .filter((name) => name.endsWith(".json"))
  .map((name) => ({ name: name.slice(0, -5), board: Dashboard.parse(JSON.parse(read(`grafana/${name}`))) }));
const questions = readdirSync(join(FOLDER, "metabase")).map((name) => ({
  name: name.replace(/\.sql$/, ""),
  text: read(`metabase/${name}`),
}));

/** Numbers and dates as a chart takes them. */
const getTypeParser = (oid: number, format?: "text" | "binary"): unknown => {
  if ([types.builtins.INT8, types.builtins.NUMERIC].includes(oid)) return Number;
  if (oid === types.builtins.DATE) return String;
  return types.getTypeParser(oid, format);
};

describe("the dashboards for Grafana", () => {
  it("are what the code builds, file by file", () => {
    const built = listFiles();
    const there = readdirSync(join(FOLDER, "grafana"), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(join(FOLDER, "grafana/").length));
    expect(there).to.have.members(Object.keys(built));
    for (const [path, text] of Object.entries(built))
      expect(read(`grafana/${path}`), `${path}: npm run dashboards`).to.equal(text);
  });

  it("are the four, with ids of their own, and come with their data source", () => {
    expect(dashboards.map(({ board }) => board.uid)).to.deep.equal([
      "nightshift-latency",
      "nightshift-quality-and-verification",
      "nightshift-tenant-overview",
      "nightshift-vendor-usage-and-cost",
    ]);
    const { datasources } = parse(read("grafana/provisioning/datasources/nightshift.yaml")) as {
      datasources: { type: string; secureJsonData: { password: string } }[];
    };
    expect(datasources).to.have.length(1);
    expect(datasources[0]?.secureJsonData.password).to.match(/^\$__env\{/);
  });
});

describe("Grafana's expansion", () => {
  const view: GrafanaView = { from: new Date(0), to: new Date(DAY_MS), chosen: { stage: ["crawl", "o'x"] } };
  const cases: [string, string][] = [
    ["$__timeFilter(t)", "t BETWEEN '1970-01-01T00:00:00.000Z' AND '1970-01-02T00:00:00.000Z'"],
    ["$__timeGroupAlias(t, '1d')", `floor(extract(epoch from t)/86400)*86400 AS "time"`],
    [`stage in (\${stage:sqlstring})`, "stage in ('crawl','o''x')"],
  ];
  for (const [sql, sent] of cases)
    it(`makes "${sent}" of ${sql}`, () => expect(expandGrafana(sql, view)).to.equal(sent));
  for (const sql of [
    "$__timeFiler(t)",
    "$stage",
    `\${run:sqlstring}`,
    `\${stage:csv}`,
    "$__timeGroup(t, 'x')",
  ])
    it(`knows no ${sql}`, () => expect(() => expandGrafana(sql, view)).to.throw());
});

describe("every query of the dashboards", function () {
  this.timeout(180_000);
  let night: PreparedNight;
  let reader: SignedInReader;
  let nights: Night[];
  let view: GrafanaView;
  let newest: Night;
  let openAlerts: readonly { readonly alertId: string; readonly ruleId: string }[];

  before(async () => {
    night = await prepareNight();
    const { database } = night;
    await night.startRunner();
    const { runId } = await night.start();
    await night.ended(runId, 90_000);
    await night.rows(
      "update qa_samples set result = case when sample_no = 1 then 'fail' else 'pass' end where sample_no < 6",
    );
    const now = new Date();
    const daysAgo = (days: number) => new Date(now.getTime() - days * DAY_MS);
    const older = (days: number, more: object = {}) =>
      storeRun(database, {
        tenantId: TENANT,
        startedAt: daysAgo(days),
        stages: { crawl: { success: 30, error: 10, blocked: 2 }, score: { success: 30 } },
        vendors: {
          lusha: {
            calls: 12,
            errors: 3,
            rateLimitHits: 2,
            quotaExhausted: true,
            costNanoUsd: 1_500_000_000,
            unpricedCalls: 1,
          },
        },
        metrics: {
          candidates_selected: 42,
          verified_email_rate: 0.5,
          rationale_length_0_79: 3,
          rationale_length_640_up: 1,
        },
        ...more,
      });
    const yesterday = await older(1);
    await storeSamples(
      database,
      { tenantId: TENANT, runId: yesterday },
      ["pass", "pass", "fail", null],
      daysAgo(1),
    );
    await older(1.2, { manifest: { resumedFrom: yesterday } });
    await older(60);
    await createTestTenant(database, "globex");
    await storeRun(database, {
      tenantId: "globex",
      startedAt: daysAgo(2),
      stages: { crawl: { success: 7_777 } },
      vendors: { tavily: { calls: 7_777 } },
      metrics: { candidates_selected: 7_777 },
    });
    for (const tenantId of [TENANT, "globex"])
      await night.rows(
        `insert into alerts (tenant_id, rule_id, subject, fingerprint, severity, state, summary, fired_at, last_seen_at, drill)
           select $1, 'CR-02', 's', f, 'high', 'firing', 's ' || f, now(), now(), f = 'drill' from unnest(array['real', 'drill']) f`,
        [tenantId],
      );
    await night.rows(
      `insert into agent_daily_metrics (tenant_id, agent_id, date, total_runs, failed_runs, calls, errors, cost_nano_usd)
         values ($1, 'triage', current_date, 4, 1, 20, 2, 500000000)`,
      [TENANT],
    );
    [nights, openAlerts] = await database.withTenant(TENANT, async (transaction) => [
      await listNights(transaction, TENANT, 100),
      await listOpenAlerts(transaction, TENANT),
    ]);
    nights = nights.filter(({ startedAt }) => new Date(startedAt) > daysAgo(30)).toReversed();
    const [first] = nights;
    if (first === undefined) throw new Error("no night");
    newest = first;
    view = {
      from: daysAgo(30),
      to: new Date(now.getTime() + 3_600_000),
      chosen: {
        run: [newest.runId],
        vendor: ["lusha", "openai", "tavily", "zerobounce", "odoo"],
        stage: newest.stages.map(({ stage }) => stage),
      },
    };
    reader = await signInReader(night.test, TENANT, { types: { getTypeParser } });
  });

  after(async () => {
    await reader?.end();
    await night?.close();
  });

  const ask = async (sql: string, values: readonly string[] = []): Promise<Row[]> =>
    (await reader.client.query<Row>(sql, [...values])).rows;

  const askPanel = (dashboard: string, title: string): Promise<Row[]> => {
    const panel = dashboards
      .find(({ name }) => name === dashboard)
      ?.board.panels.find((one) => one.title === title);
    if (panel === undefined) throw new Error(`${dashboard} has no panel "${title}"`);
    return ask(expandGrafana(panel.targets[0]?.rawSql ?? "", view));
  };

  const metricOf = (one: Night, name: string) => one.metrics[name] ?? null;
  const attempts = ({ stages }: Night) => ({
    success: stages.reduce((sum, stage) => sum + stage.success, 0),
    error: stages.reduce((sum, stage) => sum + stage.error, 0),
  });
  const secondsOf = ({ startedAt, endedAt }: Night) =>
    endedAt === null ? null : (new Date(endedAt).getTime() - new Date(startedAt).getTime()) / 1000;
  /** Of one night, as a series of rows `time, metric, value`, or of columns. */
  const ofNight = (rows: readonly Row[], { startedAt }: Night) =>
    rows.filter(
      ({ time }) => time instanceof Date && Math.abs(time.getTime() - new Date(startedAt).getTime()) < 2,
    );
  const series = (rows: readonly Row[]) =>
    Object.fromEntries(rows.map(({ metric, value }) => [String(metric), value]));
  const close = (found: unknown, wanted: number | null) => {
    if (wanted === null) expect(found).to.equal(null);
    else expect(found).to.be.closeTo(wanted, Math.abs(wanted) * 1e-6 + 2e-3);
  };

  it("has nights to be asked about: one of the demo's companies, and a stored one", () => {
    expect(nights.length).to.equal(2);
    expect(newest.vendors.length).to.be.greaterThan(2);
    expect(metricOf(newest, "candidates_selected")).to.be.greaterThan(20);
  });

  for (const { name, board } of dashboards) {
    for (const { title, targets } of board.panels) {
      it(`answers in Grafana's form: ${name}, ${title}`, async () => {
        const target = targets[0];
        const result = await reader.client.query<Row>(expandGrafana(target?.rawSql ?? "", view));
        expect(result.rows.length).to.be.greaterThan(0);
        expect(JSON.stringify(result.rows)).to.not.include("7777").and.not.include("globex");
        if (target?.format !== "time_series") return;
        expect(result.fields[0]?.name).to.equal("time");
        const times = result.rows.map((row: Row) => Number(row["time"]));
        expect(times).to.deep.equal(times.toSorted((one, other) => one - other));
        for (const { name: column } of result.fields.slice(1))
          for (const row of result.rows)
            expect(row[column], column).to.satisfy((value: unknown) =>
              column === "metric" ? typeof value === "string" : value === null || typeof value === "number",
            );
      });
    }
    for (const variable of board.templating.list.filter(({ type }) => type === "query")) {
      it(`offers choices: ${name}, ${variable.name}`, async () => {
        const rows = await ask(expandGrafana(variable.query, view));
        expect(rows.length).to.be.greaterThan(0);
      });
    }
  }

  it("stays an answer, with no rows, where nothing is in the time or chosen", async () => {
    const empty = { from: new Date(0), to: new Date(1), chosen: { run: [""], vendor: [""], stage: [""] } };
    for (const { board } of dashboards)
      for (const { title, targets } of board.panels) {
        const rows = await ask(expandGrafana(targets[0]?.rawSql ?? "", empty));
        if (title === "Open alerts") continue;
        if (title === "All runs in this time") expect(rows[0]).to.include({ Cost: 0, Calls: 0 });
        else expect(rows, title).to.deep.equal([]);
      }
  });

  /** What we count ourselves of each panel, and of the question of Metabase that shows the same. */
  const panels: Record<string, (rows: Row[], one: Night) => void> = {
    "tenant-overview/Newest night": ([row], one) => {
      if (one !== newest) return;
      const { success, error } = attempts(one);
      expect(row).to.include({
        Candidates: metricOf(one, "candidates_pre_filter"),
        Selected: metricOf(one, "candidates_selected"),
        "Shortlist delivered": metricOf(one, "shortlist_delivered"),
      });
      close(row?.["Errors"], error / (success + error));
      close(row?.["Took"], secondsOf(one));
      close(row?.["Cost"], one.costUsd);
    },
    "tenant-overview/From candidates to the shortlist": (rows, one) => {
      const found = series(ofNight(rows, one));
      expect(found["selected"]).to.equal(metricOf(one, "candidates_selected"));
      expect(found["before the filter"] ?? null).to.equal(metricOf(one, "candidates_pre_filter"));
      expect(found["shortlist delivered"] ?? null).to.equal(metricOf(one, "shortlist_delivered"));
    },
    "tenant-overview/Successes and errors": (rows, one) => {
      const [row] = ofNight(rows, one);
      const { success, error } = attempts(one);
      close(row?.["success"], success / (success + error));
      close(row?.["error"], error / (success + error));
    },
    "tenant-overview/Buckets": (rows, one) => bucketsAre(rows, one),
    "tenant-overview/Duration": (rows, one) => close(ofNight(rows, one)[0]?.["duration"], secondsOf(one)),
    "tenant-overview/Open alerts": (rows) => alertsAre(rows),
    "tenant-overview/Nights": (rows, one) => {
      expect(rows.map((row) => row["run_id"])).to.deep.equal(nights.map(({ runId }) => runId));
      const row = rows.find((found) => found["run_id"] === one.runId);
      expect(row).to.include({
        Night: one.runDate,
        Status: one.status,
        Selected: metricOf(one, "candidates_selected"),
      });
      close(row?.["Cost"], one.costUsd);
    },
    "vendor-usage-and-cost/All runs in this time": ([row], one) => {
      if (one !== newest) return;
      // The nights, and the rerun that is no night: three stored calls of Lusha's more.
      const vendors = [...nights.flatMap((each) => each.vendors)];
      const sum = (of: (vendor: Night["vendors"][number]) => number) =>
        vendors.reduce((total, each) => total + of(each), 0);
      expect(row?.["Calls"]).to.equal(sum(({ calls }) => calls) + 12);
      close(row?.["Error rate"], (sum(({ errors }) => errors) + 3) / (sum(({ calls }) => calls) + 12));
      close(row?.["Cost"], sum(({ costUsd }) => costUsd) + 1.5);
      expect(row?.["Quotas used up"]).to.equal(
        vendors.filter(({ quotaExhausted }) => quotaExhausted).length + 1,
      );
    },
    "vendor-usage-and-cost/Cost by day": (rows, one) => {
      if (one !== newest) return;
      const total = rows.reduce((sum, row) => sum + Number(row["value"]), 0);
      close(
        total,
        nights.reduce(
          (sum, each) => sum + each.vendors.reduce((part, { costUsd }) => part + costUsd, 0),
          1.5,
        ),
      );
      for (const { time } of rows) expect(Number(time) % 86_400).to.equal(0);
    },
    "vendor-usage-and-cost/Calls": (rows, one) => vendorsAre(rows, one, ({ calls }) => calls),
    "vendor-usage-and-cost/Errors": (rows, one) => vendorsAre(rows, one, ({ errors }) => errors),
    "vendor-usage-and-cost/Error rate": (rows, one) =>
      vendorsAre(rows, one, ({ calls, errors }) => (calls === 0 ? null : errors / calls)),
    "vendor-usage-and-cost/By night and vendor": (rows, one) => {
      const mine = rows.filter((row) => row["run_id"] === one.runId);
      expect(mine.length).to.equal(one.vendors.length);
      for (const vendor of one.vendors)
        expect(mine.find((row) => row["Vendor"] === vendor.vendor)).to.include({
          Night: one.runDate,
          Calls: vendor.calls,
          Errors: vendor.errors,
          "Rate limited": vendor.rateLimitHits,
          "Quota used up": vendor.quotaExhausted,
          Tokens: vendor.tokens,
          "Without a price": vendor.unpricedCalls,
        });
    },
    "quality-and-verification/Verified addresses": (rows, one) => {
      const found = series(ofNight(rows, one));
      close(found["addresses verified"], metricOf(one, "verified_email_rate"));
      close(found["companies with one"] ?? null, metricOf(one, "companies_with_business_email_rate"));
    },
    "quality-and-verification/Pass rate of the samples": (rows, one) => {
      const [row] = ofNight(rows, one);
      const { rate, interval } = ratesOf(one);
      close(row?.["pass rate"], rate);
      close(row?.["at least"], interval?.low ?? null);
      close(row?.["at most"], interval?.high ?? null);
    },
    "quality-and-verification/Lengths of rationales": (rows, one) => {
      if (one === newest) lengthsAre(rows, one, "characters", "companies");
    },
    "quality-and-verification/Buckets": (rows, one) => bucketsAre(rows, one),
    "quality-and-verification/Samples by night": (rows, one) => {
      const row = rows.find((found) => found["run_id"] === one.runId);
      expect(row).to.include({ Night: one.runDate, Passed: one.passes, Failed: one.fails });
      close(row?.["Pass rate"], ratesOf(one).rate);
    },
    "latency/p95 by stage": (rows, one) => {
      const found = series(ofNight(rows, one));
      for (const { stage, p95Ms } of one.stages) expect(found[stage] ?? null, stage).to.equal(p95Ms);
    },
    "latency/Percentiles of ${stage}": (rows, one) => {
      const measured = one.stages.filter(({ p95Ms }) => p95Ms !== null);
      expect(ofNight(rows, one).map((row) => row["p50"])).to.have.members(measured.map(({ p50Ms }) => p50Ms));
      expect(ofNight(rows, one).map((row) => row["p99"])).to.have.members(measured.map(({ p99Ms }) => p99Ms));
    },
    "latency/Stages of the night chosen": (rows, one) => {
      if (one !== newest) return;
      expect(rows.map((row) => row["Stage"])).to.have.members(one.stages.map(({ stage }) => stage));
      for (const { stage, total, p95Ms } of one.stages)
        expect(rows.find((row) => row["Stage"] === stage)).to.include({ Companies: total, p95: p95Ms });
    },
    "latency/By night and stage": (rows, one) => {
      const mine = rows.filter((row) => row["run_id"] === one.runId);
      expect(mine.map((row) => row["Stage"])).to.have.members(
        one.stages.filter(({ p95Ms }) => p95Ms !== null).map(({ stage }) => stage),
      );
    },
  };

  const onNight = (rows: readonly Row[], one: Night) =>
    rows.filter((row) => (row["Night"] ?? row["Day"]) === one.runDate);

  const asked: Record<string, (rows: Row[], one: Night) => void> = {
    nights: (rows, one) => {
      const [row] = onNight(rows, one);
      expect(row).to.include({
        Status: one.status,
        Candidates: metricOf(one, "candidates_pre_filter"),
        Selected: metricOf(one, "candidates_selected"),
        Shortlist: metricOf(one, "shortlist_delivered"),
      });
      close(row?.["Minutes"], (secondsOf(one) ?? 0) / 60);
      close(row?.["Cost, US$"], one.costUsd);
    },
    candidates: (rows, one) =>
      expect(onNight(rows, one)[0]).to.include({
        "Before the filter": metricOf(one, "candidates_pre_filter"),
        Selected: metricOf(one, "candidates_selected"),
        "Shortlist delivered": metricOf(one, "shortlist_delivered"),
      }),
    "successes-and-errors": (rows, one) => {
      const { success, error } = attempts(one);
      close(onNight(rows, one)[0]?.["Error"], error / (success + error));
      close(onNight(rows, one)[0]?.["Success"], success / (success + error));
    },
    buckets: (rows, one) => {
      for (const bucket of ["High", "Medium", "Low"])
        close(onNight(rows, one)[0]?.[bucket], metricOf(one, `bucket_share_${bucket.toLowerCase()}`));
    },
    vendors: (rows, one) => {
      for (const vendor of one.vendors) {
        const row = onNight(rows, one).find((found) => found["Vendor"] === vendor.vendor);
        expect(row).to.include({
          Calls: vendor.calls,
          Errors: vendor.errors,
          "Rate limited": vendor.rateLimitHits,
          "Quota used up": vendor.quotaExhausted,
          Tokens: vendor.tokens,
          "Without a price": vendor.unpricedCalls,
        });
        close(row?.["Cost, US$"], vendor.costUsd);
      }
    },
    "vendor-cost": (rows, one) => {
      if (one !== newest) return;
      for (const vendor of one.vendors.filter((each) => each.vendor !== "lusha"))
        expect(onNight(rows, one).find((row) => row["Vendor"] === vendor.vendor)?.["Calls"]).to.equal(
          vendor.calls,
        );
    },
    "verified-addresses": (rows, one) => {
      close(onNight(rows, one)[0]?.["Addresses verified"], metricOf(one, "verified_email_rate"));
      close(
        onNight(rows, one)[0]?.["Companies with one"],
        metricOf(one, "companies_with_business_email_rate"),
      );
    },
    "qa-pass-rate": (rows, one) => {
      const { rate, interval } = ratesOf(one);
      const [row] = onNight(rows, one);
      expect(row).to.include({ Passed: one.passes, Failed: one.fails });
      close(row?.["Pass rate"], rate);
      close(row?.["At least"], interval?.low ?? null);
      close(row?.["At most"], interval?.high ?? null);
    },
    "rationale-lengths": (rows, one) => {
      if (one === newest) lengthsAre(rows, one, "Characters", "Companies");
    },
    "stage-latency": (rows, one) => {
      for (const { stage, p50Ms, p95Ms, p99Ms, total } of one.stages.filter((each) => each.p95Ms !== null))
        expect(onNight(rows, one).find((row) => row["Stage"] === stage)).to.include({
          Companies: total,
          "p50, ms": p50Ms,
          "p95, ms": p95Ms,
          "p99, ms": p99Ms,
        });
    },
    "run-duration": (rows, one) => close(onNight(rows, one)[0]?.["Minutes"], (secondsOf(one) ?? 0) / 60),
    "open-alerts": (rows) => alertsAre(rows),
    agents: ([row]) => {
      expect(row).to.include({ Agent: "triage", Runs: 4, Failed: 1, Calls: 20, Errors: 2, "Cost, US$": 0.5 });
    },
  };

  const ratesOf = ({ passes, fails }: Night) => passRate({ passes, fails, needsReview: 0, pending: 0 });

  function bucketsAre(rows: readonly Row[], one: Night): void {
    const found = series(ofNight(rows, one));
    for (const bucket of ["High", "Medium", "Low"])
      close(found[bucket] ?? null, metricOf(one, `bucket_share_${bucket.toLowerCase()}`));
  }

  function alertsAre(rows: readonly Row[]): void {
    expect(openAlerts.length).to.be.greaterThan(0);
    expect(rows.map((row) => row["What"]))
      .to.include("s real")
      .and.not.include("s drill");
    expect(rows.length).to.equal(openAlerts.length - 1);
  }

  function vendorsAre(
    rows: readonly Row[],
    one: Night,
    of: (vendor: Night["vendors"][number]) => number | null,
  ): void {
    const found = series(ofNight(rows, one));
    expect(Object.keys(found)).to.have.members(one.vendors.map(({ vendor }) => vendor));
    for (const vendor of one.vendors) close(found[vendor.vendor], of(vendor));
  }

  function lengthsAre(rows: readonly Row[], one: Night, band: string, count: string): void {
    expect(rows.map((row) => row[band])).to.deep.equal([
      "0 to 79",
      "80 to 159",
      "160 to 319",
      "320 to 639",
      "640 and more",
    ]);
    expect(rows.map((row) => row[count])).to.deep.equal(
      ["0_79", "80_159", "160_319", "320_639", "640_up"].map((name) =>
        metricOf(one, `rationale_length_${name}`),
      ),
    );
  }

  it("is compared, every panel and every question", () => {
    expect(Object.keys(panels)).to.have.members(
      dashboards.flatMap(({ name, board }) => board.panels.map(({ title }) => `${name}/${title}`)),
    );
    expect(Object.keys(asked)).to.have.members(questions.map(({ name }) => name));
  });

  for (const [key, check] of Object.entries(panels)) {
    it(`shows our own figures: ${key}`, async () => {
      const [dashboard = "", title = ""] = key.split("/");
      const rows = await askPanel(dashboard, title);
      for (const one of nights) check(rows, one);
    });
  }

  for (const { name, text } of questions) {
    it(`shows our own figures in Metabase: ${name}`, async () => {
      const { sql } = expandMetabase(text, {});
      const rows = await ask(sql);
      expect(JSON.stringify(rows)).to.not.include("7777");
      for (const one of nights) asked[name]?.(rows, one);
    });

    it(`takes its filters in Metabase: ${name}`, async () => {
      const chosen: Record<string, string> = {
        from: newest.runDate,
        to: newest.runDate,
        night: newest.runDate,
        vendor: "lusha",
        stage: "crawl",
        severity: "high",
        agent: "triage",
      };
      for (const variable of variablesOf(text)) expect(chosen, variable).to.have.property(variable);
      const { sql, values } = expandMetabase(text, chosen);
      expect(values.length).to.be.greaterThan(0);
      const rows = await ask(sql, values);
      for (const row of rows) if ("Night" in row) expect(row["Night"]).to.equal(newest.runDate);
    });

    it(`says its name and its chart: ${name}`, () => {
      expect(text).to.match(/^-- [A-Z][^\n]+\n-- (Table|Line chart|Bar chart)/);
    });
  }
});
