import axe from "axe-core";
import { expect } from "chai";
import type { Browser, Page as BrowserPage } from "playwright-core";
import { PAGES } from "../../src/pages/pages.ts";
import { startChromium } from "../support/browser/start-chromium.ts";
import { patience } from "../support/patience.ts";
import { type FilledTenant, fillTenant } from "./support/fill-tenant.ts";
import { ADMIN, type StartedPages, startPages } from "./support/start-pages.ts";

describe("the pages in a browser", function () {
  this.timeout(patience(60_000));
  let pages: StartedPages;
  let filled: FilledTenant;
  let browser: Browser;
  let page: BrowserPage;
  const complaints: string[] = [];

  before(async function () {
    this.timeout(patience(120_000));
    browser = await startChromium(this);
    pages = await startPages();
    filled = await fillTenant(pages.test.database, {
      tenantId: "acme",
      runId: pages.runIds[2] ?? "",
      now: pages.now,
    });
    page = await browser.newPage();
    page.on("console", (message) => {
      if (message.type() === "error") complaints.push(`${page.url()}: ${message.text()}`);
    });
    page.on("pageerror", (error) => complaints.push(`${page.url()}: ${error.message}`));
    page.on("requestfailed", (request) => {
      // Leaving a page ends its stream of live parts.
      if (!request.url().includes("live=1")) complaints.push(`${request.url()} failed`);
    });
    await page.goto(await pages.linkFor(ADMIN));
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.waitForURL(/overview/);
  });
  after(async () => {
    await browser?.close();
    await pages?.stop();
  });

  const addressOf = (path: string) =>
    `${pages.url}/t/acme/${path}`
      .replace(":company", filled.companyId)
      .replace(":alert", filled.alertIds[0] ?? "")
      .replace(":agent", "triage")
      .replace(":runbook", "CR-02")
      .replace(":rule", "CR-02")
      .replace(":run", pages.runIds[2] ?? "");

  for (const [width, colorScheme] of [
    [1280, "light"],
    [390, "dark"],
  ] as const) {
    it(`are clean by axe and scroll in one direction only, ${width} px wide and ${colorScheme}`, async () => {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme });
      const violations: Record<string, unknown> = {};
      for (const path of [...PAGES.map((one) => one.path), `runs/${filled.runningId}`]) {
        await page.goto(addressOf(path));
        expect(await page.evaluate("document.documentElement.scrollWidth - innerWidth"), path).to.equal(0);
        await page.evaluate(axe.source);
        const found = await page.evaluate(
          `axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "best-practice"] })
            .then(({ violations }) => violations.map(({ id, nodes }) => id + " " + nodes[0].html.slice(0, 150)))`,
        );
        if (Array.isArray(found) && found.length > 0) violations[path] = found;
      }
      expect(violations).to.deep.equal({});
      expect(complaints).to.deep.equal([]);
    });
  }

  it("are reachable by keyboard, the content first", async () => {
    await page.setViewportSize({ width: 1280, height: 900 });
    for (const path of ["overview", "rules/:rule", "keys"]) {
      await page.goto(addressOf(path));
      await page.keyboard.press("Tab");
      expect(await page.evaluate("document.activeElement.textContent"), path).to.equal("Skip to content");
      const all = await page
        .locator("a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']")
        .filter({ visible: true })
        .count();
      for (let count = 1; count < all; count += 1) await page.keyboard.press("Tab");
      const last = await page.evaluate(`document.activeElement.closest("footer") !== null`);
      expect(last, `${path}: ${all} places`).to.equal(true);
    }
  });

  it("renew the progress of a run while it is open", async () => {
    await page.goto(addressOf(`runs/${filled.runningId}`));
    await page.getByRole("heading", { name: "Progress" }).waitFor();
    await pages.test.database.withTenant("acme", (transaction) =>
      transaction.query("update run_stage_stats set status = 'succeeded' where run_id = $1", [
        filled.runningId,
      ]),
    );
    await page.locator(".live .badge", { hasText: "succeeded" }).waitFor({ timeout: patience(10_000) });
    expect(complaints).to.deep.equal([]);
  });

  describe("each button", () => {
    const pressed = new Set<string>();

    /** Fills the fields, presses, and returns what the next page says. */
    async function press(
      path: string,
      act: string,
      name: string | RegExp,
      fields: Readonly<Record<string, string>> = {},
    ): Promise<string> {
      await page.goto(addressOf(path));
      const button = page.getByRole("button", { name }).first();
      const form = page.locator("form").filter({ has: button }).first();
      for (const [field, value] of Object.entries(fields)) {
        const input = form.locator(`[name=${field}]`).first();
        if (["role", "severity", "type", "agent", "stage"].includes(field)) await input.selectOption(value);
        else await input.fill(value);
      }
      await Promise.all([page.waitForNavigation(), button.click()]);
      pressed.add(`${path.replaceAll(/[0-9a-f-]{36}/g, "*")} ${act}`);
      return (await page.locator(".said").textContent()) ?? "";
    }
    const read = async (sql: string, ...values: unknown[]) => {
      const rows = await pages.test.database.withTenant("acme", (transaction) =>
        transaction.query<{ value: unknown }[]>(sql, values),
      );
      return rows.map(({ value }) => value);
    };

    it("does what it says, and is in the database afterwards", async () => {
      await press("runs", "start", "Start now", { cap: "7" });
      await press(`runs/${filled.runningId}`, "cancel", "Stop this run");
      await press("runs/:run", "rerun", "Run again", { stage: "crawl" });
      await press("runs/:run", "resume", "Only what was left undone");
      expect(pages.asked).to.deep.equal([
        "start acme 7",
        "cancel acme",
        "start acme again crawl",
        "start acme rest",
      ]);

      await press("alerts/:alert", "acknowledge", "Acknowledge");
      expect(
        await read("select acknowledged_by as value from alerts where alert_id = $1", filled.alertIds[0]),
      ).to.deep.equal([ADMIN]);
      await press("alerts/:alert", "resolve", "Resolve");
      expect(
        await read("select state as value from alerts where alert_id = $1", filled.alertIds[0]),
      ).to.deep.equal(["resolved"]);

      expect(await press("rules", "disable", "Switch off CR", {})).to.include("off");
      expect(await read("select enabled as value from alert_rules where type = 'built_in'")).to.deep.equal([
        false,
      ]);
      expect(await press("rules", "enable", /^Switch on/)).to.include("on");
      expect(await read("select enabled as value from alert_rules where type = 'built_in'")).to.deep.equal([
        true,
      ]);
      await press("rules", "create", "Create", {
        name: "Silent",
        type: "no_heartbeat",
        agent: "triage",
        limit: "30",
      });
      expect(
        await read("select parameters->>'silentMinutes' as value from alert_rules where name = 'Silent'"),
      ).to.deep.equal(["30"]);
      expect(await press("rules/:rule", "test", "Test now", { warnRatio: "0.1" })).to.match(
        /fire now|finds nothing/,
      );
      expect(await press("rules/:rule", "replay", "Try on past nights", { warnRatio: "0.1" })).to.include(
        "it would have fired",
      );
      await press("rules/:rule", "save", "Save thresholds", { warnRatio: "0.4" });
      expect(
        await read("select parameters->>'warnRatio' as value from alert_rules where rule_id = 'CR-02'"),
      ).to.deep.equal(["0.4"]);
      await press("rules/:rule", "settings", "Save settings", { severity: "low", cooldown: "15" });
      expect(
        await read("select severity || cooldown_minutes as value from alert_rules where rule_id = 'CR-02'"),
      ).to.deep.equal(["low15"]);
      await press(`rules/${filled.ownRuleId}`, "delete", "Delete this rule");
      expect(
        await read("select 1 as value from alert_rules where rule_id = $1", filled.ownRuleId),
      ).to.deep.equal([]);

      await press("silences", "end", /^End now/);
      expect(await read("select cancelled_by as value from silences")).to.deep.equal([ADMIN]);
      await press("silences", "create", "Silence", { rule: "CR-02", hours: "2", reason: "Known" });
      expect(await read("select rule_id as value from silences where reason = 'Known'")).to.deep.equal([
        "CR-02",
      ]);

      await press("schedules", "set", "Save schedule", { cron: "30 2 * * *", timezone: "Europe/Berlin" });
      expect(await read("select cron as value from schedules")).to.deep.equal(["30 2 * * *"]);
      await press("schedules", "disable", /^Switch off/);
      expect(await read("select enabled as value from schedules")).to.deep.equal([false]);
      await press("schedules", "enable", /^Switch on/);
      expect(await read("select enabled as value from schedules")).to.deep.equal([true]);
      await press("schedules", "reset", /^Follow settings/);
      expect(await read("select follows_settings as value from schedules")).to.deep.equal([true]);

      await press("people", "give", "Give role", { user: "U0NEWBODY1", role: "qa" });
      expect(await read("select role as value from tenant_users where user_id = 'U0NEWBODY1'")).to.deep.equal(
        ["qa"],
      );
      await press("people", "remove", "Take away the role of U0NEWBODY1");
      expect(await read("select role as value from tenant_users where user_id = 'U0NEWBODY1'")).to.deep.equal(
        [],
      );
      await press("people", "policy", "Change policy", { changes: '{"dailyCap": 321}' });
      expect(await read("select policy->>'dailyCap' as value from tenant_policies")).to.deep.equal(["321"]);

      expect(await press("keys", "create", "Create key", { name: "fresh" })).to.match(/ns_[\w-]{40,}/);
      expect(await read("select name as value from api_keys where name = 'fresh'")).to.deep.equal(["fresh"]);
      const [prefix] = await read("select prefix as value from api_keys where name = 'fresh'");
      await press("keys", "rename", "Rename", { key: String(prefix), name: "renamed" });
      expect(await read("select count(*)::int as value from api_keys where name = 'renamed'")).to.deep.equal([
        1,
      ]);
      expect(await press("keys", "rotate", "Rotate grafana")).to.include("ns_");
      expect(await read("select count(*)::int as value from api_keys where name = 'grafana'")).to.deep.equal([
        2,
      ]);
      await press("keys", "revoke", "Revoke renamed");
      expect(
        await read(
          "select count(*)::int as value from api_keys where name = 'renamed' and revoked_at is not null",
        ),
      ).to.deep.equal([1]);

      const buttons = PAGES.flatMap(({ path, acts = {} }) =>
        Object.keys(acts).map((act) => `${path} ${act}`),
      );
      const known = new Set(
        [...pressed].map((one) => one.replace("runs/*", "runs/:run").replace("rules/*", "rules/:rule")),
      );
      expect([...known]).to.have.members(buttons);
    });
  });
});
