import { expect } from "chai";
import { PAGES } from "../../src/pages/pages.ts";
import { storeRun } from "../alerts/stored-run.ts";
import { patience } from "../support/patience.ts";
import {
  ADMIN,
  KEEPER,
  OPERATOR,
  STRANGER,
  type StartedPages,
  startPages,
  VIEWER,
  type Visitor,
} from "./support/start-pages.ts";

const MINUTE_MS = 60_000;

describe("the pages", function () {
  this.timeout(patience(20_000));
  let pages: StartedPages;
  let admin: Visitor;

  before(async function () {
    this.timeout(patience(60_000));
    pages = await startPages();
    admin = await pages.signIn(ADMIN);
  });
  after(() => pages?.stop());

  const audited = (tenantId: string, action: string) =>
    pages.test.database.withTenant(tenantId, (transaction) =>
      transaction.query<{ actor: string; detail: Record<string, unknown> }[]>(
        "select actor, detail from audit_log where tenant_id = $1 and action = $2 order by at",
        [tenantId, action],
      ),
    );
  /** The pages without the parameters that only a row has. */
  const addressOf = (path: string) =>
    path
      .replace(":runbook", "CR-02")
      .replace(":rule", "CR-02")
      .replace(":run", pages.runIds[2] ?? "");

  describe("signing in", () => {
    it("takes a press of the button, so that a program that looks at the link does not use it up", async () => {
      const link = await pages.linkFor(VIEWER);
      const person = pages.visitor();
      expect((await person.get(link)).status).to.equal(200);
      expect((await person.get(link)).status).to.equal(200);
      const entered = await person.post(link, {});
      expect(entered.status).to.equal(303);
      const [cookie = ""] = entered.headers.getSetCookie();
      expect(cookie).to.match(/^nightshift=[\w-]{43};.*HttpOnly.*SameSite=Lax/);
      expect((await person.get("/t/acme/overview")).status).to.equal(200);
      expect((await audited("acme", "session.begin")).map(({ actor }) => actor)).to.include(
        `slack:${VIEWER}`,
      );
    });

    it("works once, and not after ten minutes, and says which", async () => {
      const link = await pages.linkFor(VIEWER);
      await pages.visitor().post(link, {});
      const reused = await pages.visitor().post(link, {});
      expect([reused.status, reused.headers.getSetCookie()]).to.deep.equal([410, []]);
      expect(await reused.text()).to.include("This link has been used");
      const late = await pages.linkFor(VIEWER);
      const then = pages.now;
      pages.now = new Date(then.getTime() + 11 * MINUTE_MS);
      const expired = await pages.visitor().get(late);
      pages.now = then;
      expect(await expired.text()).to.include("This link has expired");
      expect(await (await pages.visitor().get("/login/nonsense")).text()).to.include("no such sign-in link");
    });

    it("lets one of two presses at once in", async () => {
      const link = await pages.linkFor(VIEWER);
      const answers = await Promise.all([pages.visitor().post(link, {}), pages.visitor().post(link, {})]);
      expect(answers.map(({ status }) => status)).to.have.members([303, 410]);
    });

    it("is over after half a day, or four hours without a page", async () => {
      const person = await pages.signIn(VIEWER);
      const then = pages.now;
      pages.now = new Date(then.getTime() + 241 * MINUTE_MS);
      const idle = await person.get("/t/acme/overview");
      pages.now = then;
      expect(idle.status).to.equal(401);
    });

    it("ends everywhere when somebody says so", async () => {
      const [one, other] = [await pages.signIn(OPERATOR), await pages.signIn(OPERATOR)];
      expect((await one.press("/account", "out-everywhere")).status).to.equal(303);
      expect((await one.get("/t/acme/overview")).status).to.equal(401);
      expect((await other.get("/t/acme/overview")).status).to.equal(401);
    });
  });

  describe("who may see what", () => {
    it("shows nothing to somebody who is not signed in", async () => {
      for (const { path } of PAGES) {
        const answer = await pages.visitor().get(`/t/acme/${addressOf(path)}`);
        expect([path, answer.status]).to.deep.equal([path, 401]);
        expect(await answer.text()).not.to.include("candidates");
      }
    });

    it("answers alike for a tenant of others and for one that does not exist", async () => {
      const answers = await Promise.all(
        ["globex", "nobody"].map(async (tenant) => {
          const answer = await admin.get(`/t/${tenant}/overview`);
          return { status: answer.status, text: (await answer.text()).replaceAll(/nonce="[^"]+"/g, "") };
        }),
      );
      expect(answers[0]).to.deep.equal(answers[1]);
      expect(answers[0]?.status).to.equal(404);
      const stranger = await pages.signIn(STRANGER);
      expect((await stranger.get("/t/acme/overview")).status).to.equal(404);
      expect((await stranger.get("/")).status).to.equal(403);
    });

    it("keeps what needs a role from those without it, and notes that", async () => {
      const viewer = await pages.signIn(VIEWER);
      expect((await viewer.get("/t/acme/keys")).status).to.equal(403);
      const refused = await viewer.press("/t/acme/runs", "start");
      expect(refused.status).to.equal(403);
      expect(await refused.text()).to.include("operator");
      expect(pages.asked).to.deep.equal([]);
      const [note] = await audited("acme", "run.start");
      expect(note?.detail).to.include({ refused: true, reason: "missing_role", needed: "operator" });
    });

    it("does not find another tenant's run under one's own", async () => {
      const answer = await admin.get("/t/acme/runs/00000000-0000-4000-8000-000000000000");
      expect(answer.status).to.equal(404);
      expect((await admin.get("/t/acme/runs/not-an-id")).status).to.equal(404);
    });
  });

  describe("a form", () => {
    it("from elsewhere is refused, with or without a cookie", async () => {
      const fields = { act: "start" };
      expect((await admin.post("/t/acme/runs", fields)).status).to.equal(403);
      const html = await (await admin.get("/t/acme/runs")).text();
      const csrf = /name="csrf" value="([^"]+)"/.exec(html)?.[1] ?? "";
      const elsewhere = [{ Origin: "https://evil.example" }, { "Sec-Fetch-Site": "cross-site" }];
      for (const headers of elsewhere) {
        expect((await admin.post("/t/acme/runs", { ...fields, csrf }, headers)).status).to.equal(403);
      }
      expect((await pages.visitor().post("/t/acme/runs", { ...fields, csrf })).status).to.equal(401);
      expect(pages.asked).to.deep.equal([]);
    });

    it("does what it says, and says what it did", async () => {
      const pressed = await admin.press("/t/acme/runs", "start", { cap: "20" });
      expect(pressed.status).to.equal(303);
      expect(pages.asked).to.deep.equal(["start acme 20"]);
      expect(await (await admin.get(pressed.headers.get("Location") ?? "")).text()).to.include("on its way");
    });

    it("that makes no sense says what is wrong, and does nothing", async () => {
      const answer = await admin.press("/t/acme/runs", "start", { cap: "many" });
      expect(answer.status).to.equal(422);
      expect(await answer.text()).to.include("cap: must be a whole number");
    });
  });

  describe("a run's page", () => {
    it("runs it again: what failed, one stage, or what was left undone", async () => {
      const path = `/t/acme/runs/${pages.runIds[2]}`;
      const before = pages.asked.length;
      for (const [act, fields] of [
        ["rerun", { stage: "" }],
        ["rerun", { stage: "crawl" }],
        ["resume", {}],
      ] as const)
        expect((await admin.press(path, act, fields)).status).to.equal(303);
      expect(pages.asked.slice(before)).to.deep.equal([
        "start acme again failed",
        "start acme again crawl",
        "start acme rest",
      ]);
      expect((await admin.press(path, "rerun", { stage: "select_targets" })).status).to.equal(422);
      const viewer = await pages.signIn(VIEWER);
      expect((await viewer.press(path, "rerun")).status).to.equal(403);
      expect(pages.asked.length).to.equal(before + 3);
    });

    it("says that it is gone when retention took it while it was open, to every way of asking", async () => {
      const runId = await storeRun(pages.test.database, {
        tenantId: "acme",
        startedAt: pages.now,
        status: "running",
        endedAt: null,
      });
      const path = `/t/acme/runs/${runId}`;
      const csrf = /name="csrf" value="([^"]+)"/.exec(await (await admin.get(path)).text())?.[1] ?? "";
      const live = await admin.get(`${path}?live`);
      const reader = live.body?.getReader();
      if (reader === undefined) throw new Error("no live part");
      await reader.read();
      await pages.test.database.withService((transaction) =>
        transaction.query("delete from enrichment_runs where run_id = $1", [runId]),
      );
      // The live part ends; the browser asks again, and is told.
      while (!(await reader.read()).done);
      for (const answer of [
        await admin.get(path),
        await admin.get(`${path}?live`),
        await admin.get(`${path}?csv=stages`),
        await admin.post(path, { csrf, act: "rerun" }).then(() => admin.get(path)),
      ]) {
        expect(answer.status).to.equal(404);
        expect(await answer.text()).to.include("removed after its retention period");
      }
    });
  });

  describe("the installation", () => {
    it("has pages of its own for people with a role for it, and only for them", async () => {
      const keeper = await pages.signIn(KEEPER);
      expect((await keeper.get("/")).headers.get("Location")).to.equal("/t/platform/alerts");
      for (const path of [
        "alerts",
        "rules",
        "rules/PL-21",
        "silences",
        "runbooks",
        "runbooks/PL-21",
        "people",
        "audit",
        "health",
      ]) {
        const answer = await keeper.get(`/t/platform/${path}`);
        const html = await answer.text();
        expect([path, answer.status]).to.deep.equal([path, 200]);
        expect(html).to.not.include("/t/platform/overview");
        expect((await admin.get(`/t/platform/${path}`)).status).to.equal(404);
        expect((await keeper.get(`/t/acme/${path}`)).status).to.equal(404);
      }
      for (const path of [
        "overview",
        "runs",
        "vendors",
        "quality",
        "latency",
        "agents",
        "events",
        "schedules",
        "keys",
      ])
        expect([path, (await keeper.get(`/t/platform/${path}`)).status]).to.deep.equal([path, 404]);
    });

    it("has rules to change but no nights to try them on, roles but no policy", async () => {
      const keeper = await pages.signIn(KEEPER);
      const rule = await (await keeper.get("/t/platform/rules/PL-21")).text();
      expect(rule).to.include("Save").and.not.include("Try on past nights");
      expect((await keeper.press("/t/platform/rules/PL-21", "test")).status).to.equal(422);
      expect((await keeper.press("/t/platform/rules", "disable", { rule: "PL-21" })).status).to.equal(303);
      expect(await (await keeper.get("/t/platform/rules?csv=rules")).text()).to.match(/PL-21,.*,false/);
      await keeper.press("/t/platform/rules", "enable", { rule: "PL-21" });
      expect((await keeper.press("/t/platform/people", "policy", { changes: "{}" })).status).to.equal(422);
      const given = await keeper.press("/t/platform/people", "give", { user: STRANGER, role: "viewer" });
      expect(given.status).to.equal(303);
      await keeper.press("/t/platform/people", "remove", { user: STRANGER });
      expect(await (await keeper.get("/t/platform/audit")).text()).to.include("user.add");
    });
  });

  describe("every page", () => {
    it("opens, small, with a strict policy and no script or style of its own", async () => {
      for (const { path } of PAGES.filter(({ path }) => !/:(company|agent|alert)/.test(path))) {
        const answer = await admin.get(`/t/acme/${addressOf(path)}`);
        const html = await answer.text();
        expect([path, answer.status]).to.deep.equal([path, 200]);
        expect(html.length, path).to.be.below(150_000);
        const policy = answer.headers.get("Content-Security-Policy") ?? "";
        const nonce = /script-src 'nonce-([^']+)'/.exec(policy)?.[1] ?? "none";
        expect(policy, path).to.include("default-src 'none'").and.not.include("unsafe");
        expect(html.match(/<script[^>]*>/g), path).to.have.length(1);
        expect(html, path).to.include(`nonce="${nonce}"`);
        expect(html.match(/ (?:style|on\w+)="/g), path).to.equal(null);
        expect(html, path).to.include("Times in Europe/Berlin");
      }
    });

    it("has its tables as CSV files", async () => {
      const answer = await admin.get("/t/acme/runs?csv=runs");
      expect(answer.headers.get("Content-Type")).to.include("text/csv");
      const lines = (await answer.text()).trim().split("\r\n");
      expect(lines[0]).to.include("run,began,status,agent");
      expect(lines).to.have.length(4);
      expect((await admin.get("/t/acme/runs?csv=nothing")).status).to.equal(404);
    });

    it("refuses a filter that makes no sense, and says which", async () => {
      for (const [path, word] of [
        ["runs?status=tired", "status"],
        ["runs?after=yesterday", "after"],
        ["events?trace=xyz", "trace"],
        ["events?from=2026-13-77", "from"],
        ["events?from=2026-11-20&to=2026-11-19", "from"],
        ["alerts?offset=-1", "offset"],
        ["latency?stage=nap", "stage"],
      ] as const) {
        const answer = await admin.get(`/t/acme/${path}`);
        expect([path, answer.status]).to.deep.equal([path, 422]);
        expect(await answer.text()).to.include(`${word}:`);
      }
    });
  });

  it("shows markup and right-to-left text in names as text", async () => {
    const name = '<img src=x onerror=alert(1)>"שלום';
    await pages.test.database.withService((transaction) =>
      transaction.query(
        "insert into agents (tenant_id, agent_id, name, created_at) values ('acme', $1, $2, now())",
        ["odd", name],
      ),
    );
    const html = await (await admin.get("/t/acme/agents")).text();
    expect(html).to.include("<bdi>&lt;img src=x onerror=alert(1)&gt;&quot;שלום</bdi>");
    expect((await admin.get("/t/acme/agents/odd")).status).to.equal(200);
  });

  it("counts the newest nights", async () => {
    const html = await (await admin.get("/t/acme/vendors?csv=vendors")).text();
    expect(html).to.include("openai,60,2");
    const run = await (await admin.get(`/t/acme/runs/${pages.runIds[2]}?csv=errors`)).text();
    expect(run).to.include("crawl,,dns,12").and.include("crawl,,http_4xx,8");
  });
});
