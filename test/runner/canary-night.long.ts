import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { buffer, text } from "node:stream/consumers";
import { WebClient } from "@slack/web-api";
import { expect } from "chai";
import { createCompanies } from "../../demo/town/companies/create-companies.ts";
import type { TownCompany } from "../../demo/town/companies/town-company.ts";
import { readDiagnoses } from "../../src/alerts/diagnostics/read-diagnoses.ts";
import { createNotifiers } from "../../src/alerts/notifiers/create-notifiers.ts";
import { testEvent } from "../../src/alerts/notifiers/describe-event.ts";
import { createOwnRule } from "../../src/alerts/settings/own-rule-store.ts";
import { createSlackLogger } from "../../src/bot/posting/create-slack-logger.ts";
import { readContent } from "../../src/bot/posting/read-content.ts";
import { createSlackNotifier } from "../../src/bot/posting/slack-notifier.ts";
import type { Shown } from "../../src/bot/posting/start-delivery.ts";
import { webClientOptions } from "../../src/bot/posting/web-client-options.ts";
import { createKey } from "../../src/database/tenants/key-change-store.ts";
import { createHttpPorts } from "../../src/http/adapters/create-http-ports.ts";
import { createHttpServer } from "../../src/http/create-http-server.ts";
import { deliverMessages } from "../../src/messages/deliver-messages.ts";
import { insertVerdict } from "../../src/qa/verdicts/verdict-store.ts";
import { fakeDependencies } from "../bot/support/fake-dependencies.ts";
import { type FakeSlack, startFakeSlack } from "../bot/support/fake-slack.ts";
import { fakeHttpPorts } from "../http/support/fake-http-ports.ts";
import { CARD, createCanaries, IBAN } from "../support/canaries.ts";
import { type Night, prepareNight, TENANT } from "../support/night.ts";
import { quietLogger } from "../support/quiet-logger.ts";
import { quietRefusals } from "../support/quiet-refusals.ts";
import { waitUntil } from "../support/wait-until.ts";

const { planted, plant, expectNoneIn } = createCanaries();

/** A company whose file and web site say in every place what they should not. */
function hostileCompany(company: TownCompany, index: number): TownCompany {
  const at = (place: string) => plant(`${place} of company ${index}`);
  return {
    ...company,
    name: `${company.name} ${at("name")}`,
    website: `${company.website}/${index === 0 ? "team/jane.path@leak.example" : ""}`,
    industry: `${company.industry} ${at("industry")} ${CARD}`,
    description: `${company.description} ${at("description")}`,
    products: [...company.products, `Pump ${at("product")}`, IBAN],
    certifications: [`ISO ${at("certification")}`],
    technologies: [`SAP ${at("technology")}`],
    openings: [`Buyer ${at("opening")}`],
    news: [`We opened a new plant, says ${at("news")}.`, `We raised $5 million (${at("funding")}).`],
    people: company.people.map((person, place) => ({
      ...person,
      title: `Head of Sales ${at(`title ${place}`)}`,
    })),
  };
}

/** Stands before the town's vendors: every other answer is an insult that quotes secrets. */
async function startHostileFront(
  town: string,
): Promise<{ readonly origin: string; readonly server: Server }> {
  const answers: [number, string, string][] = [
    [400, "application/json", `{"error": {"message": "bad prompt ${plant("vendor 400")}", "code": "x"}}`],
    [422, "text/html", `<html>jane asked with ${plant("vendor html")}</html>`],
    [200, "application/json", `{"broken": "${plant("vendor broken")}`],
    [
      404,
      "application/json",
      `{"detail": [{"msg": "${plant("vendor 404")}", "loc": ["${plant("vendor loc")}"]}]}`,
    ],
  ];
  const requestId = plant("vendor header");
  let asked = 0;
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request);
    asked += 1;
    if (asked % 2 === 0) {
      const [status, type, text] = answers[(asked / 2) % answers.length] ?? [500, "text/plain", ""];
      response.writeHead(status, { "content-type": type, "x-request-id": requestId }).end(text);
      return;
    }
    const headers = new Headers();
    for (const [name, value] of Object.entries(request.headers))
      if (typeof value === "string" && !["host", "connection", "content-length"].includes(name))
        headers.set(name, value);
    const method = request.method ?? "GET";
    const real = await fetch(town + (request.url ?? ""), {
      method,
      headers,
      ...(method !== "GET" && { body: new Uint8Array(body) }),
    });
    const type = real.headers.get("content-type") ?? "application/json";
    response.writeHead(real.status, { "content-type": type }).end(await real.text());
  }
  const server = createServer(
    (request, response) => void answer(request, response).catch(() => response.destroy()),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { origin: originOf(server), server };
}

function originOf(server: Server): string {
  const address = server.address();
  return `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
}

/** Tables of what a tenant typed for itself, of addresses that are the lead's, and of what the vendor's queue owns. */
const OWN = new Set([
  "companies",
  "company_import_changes",
  "company_keys",
  "staging_companies",
  "corpora",
  "lead_emails",
  "icp_rules",
  "icp_candidate_companies",
  "api_keys",
]);

describe("a night of canaries", function () {
  this.timeout(180_000);
  let night: Night;
  let slack: FakeSlack;
  let front: Awaited<ReturnType<typeof startHostileFront>>;
  let runId: string;

  before(async () => {
    const companies = createCompanies()
      .filter(({ site, strength, tenant }) => site === "good" && strength !== "weak" && tenant === TENANT)
      .slice(0, 5)
      .map(hostileCompany);
    night = await prepareNight({ companies, policy: { alertChannel: "acme-alerts", qaChannel: "acme-qa" } });
    const town = new URL(night.town.settings["OPENAI_BASE_URL"] ?? "").origin;
    front = await startHostileFront(town);
    slack = await startFakeSlack();
    const settings = Object.fromEntries(
      Object.entries(night.town.settings)
        .filter(([name]) => name.endsWith("_BASE_URL"))
        .map(([name, url]) => [name, url.replace(town, front.origin)]),
    );
    await night.database.withTenant(TENANT, async (transaction) => {
      await transaction.query("update icp_rules set name = $1", [`everyone ${plant("icp rule")}`]);
      const rule = { type: "error_rate", name: `errors ${plant("rule name")}`, agentId: "crm" } as const;
      await createOwnRule(transaction, { tenantId: TENANT, actor: "cli" }, rule);
    });
    await night.startRunner({
      ...settings,
      ...night.town.tracingSettings,
      LANGSMITH_HIDE_INPUTS: "false",
      LANGSMITH_HIDE_OUTPUTS: "false",
      LOG_LEVEL: "debug",
      PERSIST_CRAWL_CORPUS: "true",
    });
    ({ runId } = await night.start({}, settings));
    await night.ended(runId, 90_000);
    await night.database.withTenant(TENANT, async (transaction) => {
      const [sample] = await transaction.query<{ companyId: string; version: number }[]>(
        `select company_id as "companyId", version from qa_samples limit 1`,
      );
      if (sample === undefined) throw new Error("no sample was drawn");
      const verdict = {
        runId,
        companyId: sample.companyId,
        verdict: "fail",
        reason: "other",
        actor: "U1",
      } as const;
      const notes = `Called ${plant("verdict note")}\nand ${plant("second line")}`;
      await insertVerdict(transaction, { ...verdict, notes, expectedVersion: sample.version }, new Date());
      await transaction.query(
        `insert into alerts (tenant_id, rule_id, subject, fingerprint, severity, state, summary, fired_at, last_seen_at)
         values ($1, 'CR-02', $2, 'canary', 'high', 'firing', $3, now(), now())`,
        [TENANT, `site ${plant("alert subject")}`, `Sites fail: ${plant("alert summary")}`],
      );
      await transaction.query(
        `insert into alert_notifications (tenant_id, kind, subject_id, channel, target)
         select tenant_id, 'alert', alert_id::text, 'acme-alerts', 'slack' from alerts where fingerprint = 'canary'`,
      );
    });
  });
  after(async () => {
    await night.close();
    await slack.close();
    front.server.close();
  });

  /** Nothing that was planted is in it, in any spelling that shows it. */
  function expectClean(text: string, sink: string): void {
    expectNoneIn([[sink, text]]);
    expect(text.includes("jane.path@"), `${sink}: address in a path`).to.equal(false);
  }

  it("plants more than forty, and they reach us: the corpora and the companies hold them", async () => {
    expect(planted.size).to.be.at.least(40);
    const known =
      JSON.stringify(await night.rows("select body from corpora")) +
      JSON.stringify(await night.rows("select * from companies"));
    const seen = [...planted.values()].filter((secret) => known.includes(secret));
    expect(seen.length).to.be.at.least(20);
  });

  it("leaves none in any table but those of what a tenant typed and the lead's own addresses", async () => {
    const tables = await night.rows<{ name: string }>(
      `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where n.nspname in ('public', 'pgboss') and c.relkind in ('r', 'p') and not c.relispartition
         and has_table_privilege('nightshift_service', c.oid, 'select') order by 1`,
    );
    const searched = tables.map(({ name }) => name).filter((name) => !OWN.has(name));
    expect(searched).to.include.members([
      "run_event_logs",
      "lead_features",
      "lead_scores",
      "alert_diagnostics",
      "job",
    ]);
    for (const name of searched) {
      const qualified = (
        await night.rows<{ at: string | null }>("select to_regclass('public.' || $1) as at", [name])
      )[0]?.at;
      if (name === "alerts") continue;
      const rows = await night.rows(
        `select to_jsonb(t) as row from ${qualified === null ? "pgboss." : ""}${name} t`,
      );
      expectClean(JSON.stringify(rows), name);
    }
    const events = await night.rows<{ vendor: string; n: number }>(
      "select vendor, count(*)::int as n from run_event_logs where status = 'error' and vendor is not null group by 1",
    );
    expect(events.length, "hostile answers were met").to.be.at.least(2);
  });

  it("leaves none in the log at debug", () => {
    expect(night.log.length).to.be.above(10);
    expectClean(night.log.join("\n"), "log");
  });

  it("shows none over HTTP, in pages, JSON or CSV", async () => {
    const { service, control } = fakeHttpPorts();
    const server = await createHttpServer({
      port: 0,
      ports: createHttpPorts({
        ...service,
        control,
        database: night.database,
        clock: () => new Date(),
        runbooks: [],
        refusals: quietRefusals(night.database),
        ingestPerMinute: 60,
        otlpMostMb: 4,
      }),
    });
    const wish = {
      tenantId: TENANT,
      name: "canary",
      scopes: ["read"],
      expiresAt: null,
      actor: "cli",
    } as const;
    const { token } = await createKey(night.database, wish, randomBytes);
    const paths = [
      "/health",
      "/metrics",
      "/runs",
      `/runs/${runId}`,
      `/runs/${runId}/stats`,
      `/runs/${runId}/dead-letters`,
      `/export/run_events.csv?run_id=${runId}`,
      `/export/qa.csv?run_id=${runId}`,
      "/export/latest_scores.csv",
      "/export/latest_scores.csv?bom=true",
      "/export/latest_scores.json",
      "/shortlist/status",
      "/api/obs/alert-rules",
      "/api/obs/events",
      "/api/obs/alerts",
    ];
    try {
      for (const path of paths) {
        const response = await fetch(server.url + path, { headers: { Authorization: `Bearer ${token}` } });
        const body = await response.text();
        expect(response.status, `${path}: ${body.slice(0, 200)}`).to.equal(200);
        if (path.startsWith("/export")) expect(body.length, path).to.be.above(200);
        expectClean(body, path);
      }
    } finally {
      await server.close();
    }
  });

  it("posts none in Slack, in blocks or fallback texts", async () => {
    const client = new WebClient(
      "xoxb-test",
      webClientOptions(createSlackLogger(fakeDependencies().dependencies.logger), slack.apiUrl),
    );
    let aheadMs = 0;
    for (let round = 0; round < 12; round += 1) {
      await deliverMessages<Shown>({
        database: night.database,
        channel: createSlackNotifier(client),
        readContent: (message, now) =>
          readContent({ database: night.database, runbooks: [], readDiagnoses }, message, now),
        clock: () => new Date(Date.now() + aheadMs),
        logger: quietLogger(),
        wait: () => Promise.resolve(),
      });
      aheadMs += 1_100;
    }
    const posts = slack.calls.filter(({ method }) => method === "chat.postMessage");
    const said = JSON.stringify(posts);
    expect(said).to.contain("Sites fail");
    expect(posts.length).to.be.at.least(3);
    expectClean(said, "Slack");
  });

  it("hands none to Odoo but the address that is the lead's, and no markup", async () => {
    const leads = night.town.odooRecords(TENANT, "crm.lead");
    expect(leads.length).to.be.at.least(1);
    const partners = night.town.odooRecords(TENANT, "res.partner");
    const without = [...leads, ...partners].map((record) => ({
      ...record,
      email: null,
      email_from: null,
      website: null,
    }));
    expectClean(JSON.stringify(without), "Odoo");
  });

  it("sends none to LangSmith, where it may see what the model was asked and answered", async () => {
    const seen = () => JSON.stringify(night.town.tracedRuns());
    await waitUntil(async () => seen().includes("You read texts"), "the traces arrive");
    expectClean(seen(), "LangSmith");
  });

  it("tells none to other receivers", async () => {
    const bodies: string[] = [];
    const receiver = createServer((request, response) => {
      void text(request).then((body) => {
        bodies.push(body);
        response.writeHead(202, { "content-type": "application/json" }).end('{"dedup_key": "k"}');
      });
    });
    await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
    const [notifier] = createNotifiers({
      ...night.environment,
      PAGERDUTY_ROUTING_KEY: "routing",
      PAGERDUTY_BASE_URL: originOf(receiver),
    });
    await notifier?.send({
      ...testEvent(new Date()),
      subject: `site ${plant("ticket subject")}`,
      summary: `Sites fail: ${plant("ticket summary")}`,
      facts: { note: plant("ticket fact") },
    });
    receiver.close();
    expect(bodies.join()).to.contain("Sites fail");
    expectClean(bodies.join(), "PagerDuty");
  });
});
