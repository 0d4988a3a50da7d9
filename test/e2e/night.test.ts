import { readFile } from "node:fs/promises";
import { expect } from "chai";
import { parse } from "csv-parse/sync";
import type { Browser, Page } from "playwright-core";
import { ON_CALL } from "../../demo/night/demo-tenant.ts";
import { STAGES } from "../../src/entities/stage-table.ts";
import { WORKER_AGENTS } from "../../src/observability/heartbeat/heartbeat-store.ts";
import { startChromium } from "../support/browser/start-chromium.ts";
import { type DemoNight, startDemoNight } from "../support/demo-night.ts";
import { patience } from "../support/patience.ts";

describe("a night through the public surfaces", function () {
  this.timeout(60_000);
  let night: DemoNight;

  before(async function () {
    this.timeout(150_000);
    night = await startDemoNight();
  });

  after(() => night?.end());

  const runOf = (tenantId: string) => {
    const run = night.runs.find((known) => known.tenantId === tenantId);
    if (run === undefined) throw new Error(`no run of ${tenantId}`);
    return run;
  };
  const keyOf = (tenantId: string) =>
    night.tenants.find((tenant) => tenant.tenantId === tenantId)?.apiKey ?? "";
  const get = (path: string, tenantId: string) =>
    fetch(`${night.bot.url}${path}`, { headers: { authorization: `Bearer ${keyOf(tenantId)}` } });

  describe("for two tenants", () => {
    it("ends well for acme, degraded for globex, with every stage accounted for", () => {
      expect(night.runs.map(({ tenantId, status }) => [tenantId, status])).to.deep.equal([
        ["acme", "succeeded"],
        ["globex", "degraded"],
      ]);
      for (const { stages } of night.runs) {
        expect(stages.map(({ stage }) => stage)).to.deep.equal(STAGES);
        const perCompany = stages.filter(
          ({ stage }) => !["mv_refresh", "select_targets", "qa_sample"].includes(stage),
        );
        for (const { success, error, blocked, skipped } of perCompany) {
          expect(success + error + blocked + skipped).to.equal(60);
        }
      }
    });

    it("fires exactly CR-02, OE-06 and VQ-03, all on one card in Slack, and draws ten samples each", async () => {
      expect(runOf("acme").alerts).to.deep.equal([]);
      expect(runOf("globex").alerts.map(({ ruleId }) => ruleId)).to.deep.equal(["CR-02", "OE-06", "VQ-03"]);
      expect(night.runs.map(({ samples }) => samples)).to.deep.equal([10, 10]);
      const cards = (await night.desk.messages(night.desk.channelId("nightshift-alerts"))).filter(
        ({ subtype, ts, threadTs }) => subtype === undefined && (threadTs ?? ts) === ts,
      );
      // What fires in one run is one incident with one card.
      const expected = [
        ...new Set(runOf("globex").alerts.map(({ messageTs }) => messageTs)),
        night.agentsDay.cardTs,
      ];
      expect(expected).to.have.lengthOf(2);
      expect(cards.filter(({ ts }) => !expected.includes(ts)).map(({ text }) => text)).to.deep.equal([]);
      expect(cards.map(({ ts }) => ts)).to.have.members(expected);
    });

    it("has a runner and a bot that say that they live", async () => {
      const rows = await night.connection.database.withService((transaction) =>
        transaction.query<{ agentId: string }[]>(
          'select distinct agent_id as "agentId" from worker_heartbeats order by 1',
        ),
      );
      expect(rows.map(({ agentId }) => agentId)).to.deep.equal([WORKER_AGENTS.runner, WORKER_AGENTS.bot]);
    });

    it("prints the summary", () => {
      for (const { runId } of night.runs) expect(night.printed()).to.include(runId);
      expect(night.printed()).to.match(/CR-02 +medium +Slack \d+\.\d+/);
    });
  });

  describe("what was recorded", () => {
    it("agrees with what the vendors charged, to the unit", async () => {
      const stats = await Promise.all(
        night.runs.map(async ({ tenantId, runId }) => {
          const answer = await get(`/runs/${runId}/stats`, tenantId);
          expect(answer.status).to.equal(200);
          return answer.json() as Promise<{ vendors: { vendor: string; calls: number; cost_usd: number }[] }>;
        }),
      );
      const spent = (vendor: string) =>
        stats
          .flatMap(({ vendors }) => vendors)
          .filter((usage) => usage.vendor === vendor)
          .reduce((sum, usage) => sum + usage.cost_usd, 0);
      const { totals } = night.town.ledger();
      expect(spent("tavily")).to.be.closeTo((totals.tavily?.credits ?? 0) * 0.008, 1e-6);
      expect(spent("lusha")).to.be.closeTo((totals.lusha?.credits ?? 0) * 0.1, 1e-6);
      expect(spent("zerobounce")).to.be.closeTo((totals.zerobounce?.credits ?? 0) * 0.01, 1e-6);
      expect(spent("openai")).to.be.greaterThan(0);
    });

    it("comes out as CSV, one row an event, and says the same as the stages", async () => {
      const { runId, stages } = runOf("globex");
      const answer = await get(`/export/run_events.csv?run_id=${runId}`, "globex");
      const rows: Record<string, string>[] = parse(await answer.text(), { columns: true, bom: true });
      const crawled = rows.filter((row) => row["stage"] === "crawl" && row["event"] === "item_finished");
      const crawl = stages.find(({ stage }) => stage === "crawl");
      expect(crawled.filter((row) => row["status"] === "error")).to.have.length(crawl?.error ?? -1);
      expect(crawled.filter((row) => row["status"] === "success")).to.have.length(crawl?.success ?? -1);
    });

    it("is each tenant's own: a key of one does not read a run of the other", async () => {
      for (const path of [
        `/runs/${runOf("globex").runId}`,
        `/export/qa.csv?run_id=${runOf("globex").runId}`,
      ]) {
        const answer = await get(path, "acme");
        expect(answer.status, path).to.equal(404);
      }
      const list = (await (await get("/runs", "acme")).json()) as { runs: { tenant_id: string }[] };
      expect(new Set(list.runs.map(({ tenant_id }) => tenant_id))).to.deep.equal(new Set(["acme"]));
    });

    it("holds no e-mail address, key or prompt in any log line, event or Slack text", async () => {
      const emails = await night.connection.database.withService((transaction) =>
        transaction.query<{ email: string }[]>("select email from lead_emails"),
      );
      expect(emails.length).to.be.greaterThan(100);
      const events = await Promise.all(
        night.runs.map(async ({ tenantId, runId }) =>
          (await get(`/export/run_events.csv?run_id=${runId}`, tenantId)).text(),
        ),
      );
      const slack = await Promise.all(
        ["nightshift-alerts", "qa-acme", "qa-globex"].map(async (name) =>
          JSON.stringify(await night.desk.messages(night.desk.channelId(name))),
        ),
      );
      const log = await night.logged();
      expect(log.split("\n").length).to.be.greaterThan(500);
      const haystack = [log, ...events, ...slack, night.printed().replaceAll(/Bearer ns_\S+/g, "")]
        .join("\n")
        .toLowerCase();
      expect(emails.filter(({ email }) => haystack.includes(email))).to.deep.equal([]);
      const keys = Object.entries(night.town.settings).filter(([name]) => name.endsWith("_API_KEY"));
      expect(keys.length).to.be.greaterThan(3);
      for (const [name, key] of [...keys, ["ODOO", night.town.odooApiKey] as const]) {
        expect(haystack.includes(key.toLowerCase()), name).to.equal(false);
      }
      expect(haystack).not.to.include("you read texts about one company");
    });

    it("carries the run's trace id on every vendor call of a run", async () => {
      const rows = await night.connection.database.withService((transaction) =>
        transaction.query<{ traceId: string }[]>(
          `select trace_id as "traceId" from enrichment_runs where agent_id = 'nightly'`,
        ),
      );
      const traces = new Set<string>();
      for (const { vendor, operation, traceparent } of night.town.calls()) {
        // Sites are strangers; balances are asked for when an alert is looked into and each hour, which is no part of the run.
        if (vendor === "sites" || ["get_credits", "usage", "account_usage"].includes(operation)) continue;
        traces.add(traceparent?.split("-")[1] ?? `none from ${vendor}`);
      }
      expect([...traces]).to.have.members(rows.map(({ traceId }) => traceId));
    });
  });

  describe("at the desk, in a browser", () => {
    let browser: Browser;
    let page: Page;

    before(async function () {
      browser = await startChromium(this);
      page = await browser.newPage({ viewport: { width: 1440, height: 1000 } });
      page.setDefaultTimeout(patience(15_000));
      await page.goto(night.desk.url);
    });

    after(() => browser?.close());

    const card = (text: string) => page.getByRole("article").filter({ hasText: text });

    it("shows the alerts on one card; Acknowledge is pressed, and the card says who took them all", async () => {
      const alert = card("Odoo export fails").first();
      await alert.getByText("leads did not reach Odoo").first().waitFor();
      await alert.getByRole("button", { name: "Acknowledge" }).first().click();
      await page
        .getByText(/Acknowledged by/)
        .first()
        .waitFor();
      const [row] = await night.connection.database.withTenant("globex", (transaction) =>
        transaction.query<{ state: string; by: string }[]>(
          "select state, acknowledged_by as by from alerts where rule_id = 'CR-02'",
        ),
      );
      expect(row).to.deep.equal({ state: "acknowledged", by: ON_CALL.id });
    });

    it("opens the runbook", async () => {
      await card("Odoo export fails").first().getByRole("combobox").selectOption({ label: "Runbook" });
      const dialog = page.getByRole("dialog");
      await dialog.getByText("Odoo export fails").first().waitFor();
      await dialog.getByRole("button", { name: "Close" }).last().click();
      await dialog.waitFor({ state: "hidden" });
    });

    it("takes a verdict with notes, one row with who and when, and shows it on the card", async () => {
      await page.getByRole("link", { name: /qa-acme/ }).click();
      await page.getByText("10 replies").click();
      await page.getByRole("button", { name: /Fail/ }).first().click();
      const dialog = page.getByRole("dialog");
      await dialog.getByRole("radio", { name: "No usable business contact" }).check();
      await dialog.getByRole("textbox").first().fill("Both addresses bounce.");
      await dialog.getByRole("button", { name: /Save|Submit|Record/ }).click();
      await dialog.waitFor({ state: "hidden" });
      await page.getByText("Both addresses bounce.").first().waitFor();
      await page.getByText("1 of 10 judged").first().waitFor();
      const rows = await night.connection.database.withTenant("acme", (transaction) =>
        transaction.query<object[]>("select result, reason, notes, actor from qa_verdicts"),
      );
      expect(rows).to.deep.equal([
        { result: "fail", reason: "contacts", notes: "Both addresses bounce.", actor: ON_CALL.id },
      ]);
    });

    it("answers /run-stats to the asker alone", async () => {
      const composer = page.getByRole("textbox", { name: /Message #/ });
      await composer.fill("/run-stats latest globex");
      await composer.press("Enter");
      const answer = page.getByRole("article").filter({ hasText: "globex: run degraded" });
      await answer.first().waitFor();
      const text = (await answer.first().textContent()) ?? "";
      expect(text).to.include("Only visible to you");
      for (const word of ["p95", "export_odoo", "zerobounce", "Cost"]) expect(text).to.include(word);
    });

    it("delivers the sample as a file with /qa-export", async () => {
      const composer = page.getByRole("textbox", { name: /Message #/ });
      await composer.fill("/qa-export latest acme share");
      await composer.press("Enter");
      const file = page.getByRole("article").filter({ hasText: "QA of acme" }).first();
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        file.getByRole("link", { name: /Download/ }).click(),
      ]);
      const rows: Record<string, string>[] = parse(await readFile(await download.path(), "utf8"), {
        columns: true,
        bom: true,
      });
      expect(rows.map((row) => row["sample_no"])).to.deep.equal([
        "1",
        "2",
        "3",
        "4",
        "5",
        "6",
        "7",
        "8",
        "9",
        "10",
      ]);
      expect(rows.filter((row) => row["result"] === "fail").map((row) => row["notes"])).to.deep.equal([
        "Both addresses bounce.",
      ]);
    });

    const inGlobex = <Row>(sql: string) =>
      night.connection.database.withTenant("globex", (transaction) => transaction.query<Row[]>(sql));
    async function openThread(title: string) {
      await page.getByRole("link", { name: /nightshift-alerts/ }).click();
      await card(title)
        .first()
        .getByRole("link", { name: /^\d+ repl/ })
        .click();
      return page.getByRole("complementary", { name: "Thread" });
    }

    it("has the checks by machine done for each alert, and those of the leading one shown in the checklist, once", async () => {
      const found = await inGlobex<{ rule: string; checks: string[] }>(
        `select a.rule_id as rule, array_agg(d.diagnostic_id order by d.diagnostic_id) as checks
         from alert_diagnostics d join alerts a using (tenant_id, alert_id) group by 1 order by 1`,
      );
      expect(found).to.deep.equal([
        { rule: "CR-02", checks: ["cause", "error-classes", "robots-blocked"] },
        { rule: "OE-06", checks: ["cause", "error-classes", "odoo-key"] },
        { rule: "VQ-03", checks: ["cause", "quota-left"] },
      ]);
      // Of two high ones the older leads, which depends on when the sweep came by.
      const thread = await openThread("Odoo export fails");
      await thread
        .getByText(/Used up: lusha|The key's expiry date is not known/)
        .first()
        .waitFor();
      expect(await thread.getByText("Likely cause").count()).to.equal(1);
    });

    it("keeps who ticked a step, and how long after the alert it was", async () => {
      const thread = await openThread("Vendor quota is used up");
      await thread.getByRole("checkbox").first().check();
      await thread.getByText("1 of 4 steps done").waitFor();
      const rows = await inGlobex<{ actor: string; timed: boolean }>(
        "select actor, seconds_since_fired >= 0 as timed from runbook_steps",
      );
      expect(rows).to.deep.equal([{ actor: ON_CALL.id, timed: true }]);
    });

    it("silences after a preview, says so on the card and in the thread, and takes it back", async () => {
      await page.getByRole("link", { name: /nightshift-alerts/ }).click();
      const alert = card("Vendor quota is used up").first();
      await alert.getByRole("combobox").selectOption({ label: "Silence…" });
      const dialog = page.getByRole("dialog");
      await dialog.getByText("Matches 1 open now").waitFor();
      await dialog.getByRole("textbox", { name: "Why" }).fill("the account is topped up at noon");
      await dialog.getByRole("button", { name: "Silence", exact: true }).click();
      await dialog.getByText(/will be quiet until/).waitFor();
      await dialog.getByRole("button", { name: "Close" }).last().click();
      // The next alert of the run has the card now.
      const quiet = await openThread("Vendor quota is used up");
      await quiet
        .getByText(/Silenced by .*: the account is topped up at noon/)
        .first()
        .waitFor();
      await page.getByRole("link", { name: "nightshift", exact: true }).click();
      await page.getByRole("button", { name: "Undo" }).click();
      await page.getByText("Nothing is silenced.").waitFor();
      const thread = await openThread("Vendor quota is used up");
      await thread.getByText(/Undone by/).waitFor();
    });

    it("reruns a stage after its cost was shown, and the thread tells how it went", async () => {
      night.town.clearFaults();
      await page.getByRole("link", { name: /nightshift-alerts/ }).click();
      await card("Odoo export fails").first().getByRole("combobox").selectOption({ label: "Rerun a stage…" });
      const dialog = page.getByRole("dialog");
      await dialog.getByRole("button", { name: "Show the cost" }).click();
      await dialog.getByText("It costs nothing").waitFor();
      await dialog.getByRole("button", { name: "Start", exact: true }).click();
      await dialog.getByText(/has begun/).waitFor();
      await dialog.getByRole("button", { name: "Close" }).last().click();
      const thread = await openThread("Odoo export fails");
      await thread.getByText(/Rerun of export_odoo, started by .*: succeeded/).waitFor();
      await thread.getByText("Resolved by itself").first().waitFor();
      const runs = await inGlobex<{ trigger: string; status: string }>(
        "select trigger, status from enrichment_runs order by started_at",
      );
      expect(runs).to.deep.equal([
        { trigger: "cli", status: "degraded" },
        { trigger: "slack", status: "succeeded" },
      ]);
    });
  });
});
