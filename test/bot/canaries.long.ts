import { createHmac, randomBytes } from "node:crypto";
import { createServer } from "node:http";
import { createServer as createTcpServer, type Server } from "node:net";
import { text } from "node:stream/consumers";
import { expect } from "chai";
import { recordAssessment } from "../../src/alerts/raising/record-assessment.ts";
import { RULE_TABLE } from "../../src/alerts/rulebook/rule-table.ts";
import { type Bot, startBot } from "../../src/bot/start-bot.ts";
import { systemClock } from "../../src/clock.ts";
import { readEnvironment } from "../../src/config/environment.ts";
import { createSecrets } from "../../src/database/create-secrets.ts";
import { createKey } from "../../src/database/tenants/key-change-store.ts";
import { exclude } from "../../src/exclusions/exclude.ts";
import { readExclusion } from "../../src/exclusions/read-exclusion.ts";
import { importCompanies } from "../../src/imports/import-companies.ts";
import { createLogger } from "../../src/logger.ts";
import { insertSamples } from "../../src/qa/sampling/sample-store.ts";
import { createCanaries } from "../support/canaries.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../support/test-database.ts";
import { waitUntil } from "../support/wait-until.ts";
import { type FakeSlack, startFakeSlack } from "./support/fake-slack.ts";

const TENANT = "acme";
const SECRET = "a-signing-secret-for-tests-only";
const PERSON = "U0PERSON";
const RUN_ID = "6e7e0f0a-0000-4000-8000-000000000001";
const COMPANY_ID = "6e7e0f0a-0000-4000-8000-000000000002";

const { planted, plant, expectNoneIn } = createCanaries();

/** Everything in one server's answers that PagerDuty, Jira, Twilio, a webhook and LangSmith would have heard. */
async function startReceivers(): Promise<{
  readonly url: string;
  readonly heard: Map<string, string>;
  close(): void;
}> {
  const heard = new Map<string, string>();
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const path = request.url ?? "";
      heard.set(
        path,
        (heard.get(path) ?? "") +
          decodeURIComponent(body.replaceAll("+", " ").replaceAll(/%(?![0-9a-f]{2})/gi, "%25")),
      );
      response.writeHead(path.endsWith("/jql") ? 200 : 201, { "content-type": "application/json" });
      response.end(
        JSON.stringify({ issues: [], key: "OPS-1", sid: "SM1", status: "success", dedup_key: "k" }),
      );
    });
  });
  await listenOn(server);
  return { url: `http://127.0.0.1:${portOf(server)}`, heard, close: () => server.close() };
}

/** A mail server that takes everything. */
async function startMailbox(): Promise<{ readonly url: string; read(): string; close(): void }> {
  let said = "";
  const server = createTcpServer((socket) => {
    let isData = false;
    socket.on("error", () => undefined);
    socket.write("220 box ESMTP\r\n");
    socket.on("data", (chunk: Buffer) => {
      said += chunk.toString("utf8");
      if (isData && !said.endsWith("\r\n.\r\n")) return;
      const word = chunk.toString("utf8").slice(0, 4).toUpperCase();
      isData = !isData && word === "DATA";
      socket.write(isData ? "354 go on\r\n" : word === "QUIT" ? "221 bye\r\n" : "250 ok\r\n");
    });
  });
  await listenOn(server);
  // Quoted-printable breaks lines anywhere.
  const read = () =>
    said
      .replaceAll("=\r\n", "")
      .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return { url: `smtp://127.0.0.1:${portOf(server)}`, read, close: () => server.close() };
}

function listenOn(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === "string") throw new TypeError("no port");
  return address.port;
}

/** Tables and columns of what a tenant typed for itself, where it looks for it again. */
const OWN = new Set([
  "companies",
  "company_keys",
  "company_import_changes",
  "staging_companies",
  "icp_rules",
  "icp_candidate_companies",
]);

describe("canaries that agents send and people type", function () {
  this.timeout(120_000);
  let test: TestDatabase;
  let slack: FakeSlack;
  let bot: Bot;
  let receivers: Awaited<ReturnType<typeof startReceivers>>;
  let mailbox: Awaited<ReturnType<typeof startMailbox>>;
  let admin: string;
  let alertId: string;
  const log: string[] = [];
  let triggers = 0;

  const call = (method: string, path: string, body?: unknown, type = "application/json") =>
    fetch(bot.url + path, {
      method,
      headers: { authorization: `Bearer ${admin}`, "content-type": type },
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });

  function sendSlack(fields: Record<string, string>): Promise<Response> {
    const body = new URLSearchParams(fields).toString();
    const at = String(Math.floor(Date.now() / 1000));
    return fetch(`${bot.url}/slack/events`, {
      method: "POST",
      body,
      headers: {
        "content-type": "application/x-www-form-urlencoded",
        "x-slack-request-timestamp": at,
        "x-slack-signature": `v0=${createHmac("sha256", SECRET).update(`v0:${at}:${body}`).digest("hex")}`,
      },
    });
  }

  function submit(
    callbackId: string,
    metadata: object,
    values: Record<string, Record<string, object>>,
  ): Promise<Response> {
    const payload = {
      type: "view_submission",
      user: { id: PERSON, name: "person", team_id: "T1" },
      team: { id: "T1", domain: "t" },
      trigger_id: `trigger-${++triggers}`,
      view: {
        id: `V${triggers}`,
        type: "modal",
        hash: "1.a",
        callback_id: callbackId,
        private_metadata: JSON.stringify(metadata),
        blocks: [{ type: "input", block_id: "any" }],
        state: { values },
      },
    };
    return sendSlack({ payload: JSON.stringify(payload) });
  }

  const command = (name: string, words: string) =>
    sendSlack({
      command: name,
      text: words,
      user_id: PERSON,
      team_id: "T1",
      channel_id: "C0HERE",
      trigger_id: `trigger-${++triggers}`,
      response_url: slack.responseUrl,
    });

  before(async () => {
    test = await createTestDatabase();
    const { database, urls } = test;
    await createTestTenant(database, TENANT, { alertChannel: "acme-alerts", qaChannel: "acme-qa" });
    slack = await startFakeSlack();
    slack.answers.set("auth.test", { body: { team_id: "T1", user_id: "U0BOT" } });
    receivers = await startReceivers();
    mailbox = await startMailbox();
    const { token } = await createKey(
      database,
      {
        tenantId: TENANT,
        name: `key ${plant("a key's name")}`,
        scopes: ["admin"],
        expiresAt: null,
        actor: "cli",
      },
      randomBytes,
    );
    admin = token;
    const environment = readEnvironment({
      DATABASE_URL: urls.app,
      DATABASE_SERVICE_URL: urls.service,
      SECRETS_KEY: "ab".repeat(32),
      PORT: "0",
      LOG_LEVEL: "debug",
      SLACK_BOT_TOKEN: "xoxb-test",
      SLACK_SIGNING_SECRET: SECRET,
      SLACK_API_URL: slack.apiUrl,
      SLACK_FIRST_ADMIN: PERSON,
      PAGERDUTY_ROUTING_KEY: "routing",
      PAGERDUTY_BASE_URL: receivers.url,
      JIRA_BASE_URL: receivers.url,
      JIRA_EMAIL: "jira@nightshift.example",
      JIRA_API_TOKEN: "token",
      JIRA_PROJECT: "OPS",
      TWILIO_ACCOUNT_SID: "AC1",
      TWILIO_AUTH_TOKEN: "token",
      TWILIO_FROM: "+15550100",
      TWILIO_TO: "+15550101",
      TWILIO_BASE_URL: receivers.url,
      SLACK_WEBHOOK_URL: `${receivers.url}/webhook`,
      SMTP_URL: mailbox.url,
      SMTP_FROM: "nightshift@nightshift.example",
      SMTP_TO: "oncall@nightshift.example",
    });
    bot = await startBot({
      connection: {
        database,
        serviceUrl: urls.service,
        secrets: createSecrets("ab".repeat(32)),
        close: () => Promise.resolve(),
      },
      environment,
      logger: createLogger({ level: "debug", write: (line) => log.push(line) }),
      clock: systemClock,
    });
    await sendEvents();
    await sendOpenTelemetry();
    await raiseAlert();
    await typeElsewhere();
    await typeInSlack();
    await askOddly();
    await settled();
  });
  after(async () => {
    await bot.stop();
    await test.drop();
    await slack.close();
    receivers.close();
    mailbox.close();
  });

  const runKey = `run ${plant("a sender's run id")}`;

  /** Every type of event, with a canary in each text it may have. */
  async function sendEvents(): Promise<void> {
    const common = (type: string) => ({
      type,
      agent_id: "support-bot",
      ts: new Date().toISOString(),
      dedupe_key: plant(`dedupe key of ${type}`),
      run_id: runKey,
      stage: plant(`stage of ${type}`).slice(0, 64),
      attributes: {
        [plant(`attribute name of ${type}`)]: 1,
        deep: {
          list: [plant(`attribute of ${type}`)],
          json: JSON.stringify({ inner: plant(`JSON in ${type}`) }),
        },
      },
    });
    const failure = (type: string) => ({
      error_code: plant(`error code of ${type}`),
      message: `It failed: ${plant(`message of ${type}`)}`,
    });
    const events = [
      { ...common("run_started"), name: plant("run name") },
      {
        ...common("llm_call"),
        ...failure("llm_call"),
        status: "error",
        model: plant("model"),
        provider: plant("provider"),
        tokens_input: 10,
        tokens_output: 1,
        name: plant("call name"),
      },
      {
        ...common("tool_call"),
        ...failure("tool_call"),
        status: "error",
        name: plant("tool"),
        provider: plant("tool's provider"),
      },
      { ...common("step"), ...failure("step"), status: "error", name: plant("step") },
      { ...common("log"), message: `said ${plant("log message")}`, level: "error" },
      { ...common("metric"), name: plant("metric"), value: 1 },
      { ...common("error"), ...failure("error"), name: plant("error name") },
      { ...common("heartbeat") },
      { ...common("feedback"), name: plant("feedback"), value: -1, message: plant("feedback message") },
      { ...common("run_finished"), ...failure("run_finished"), status: "failed" },
    ];
    const answer = await call("POST", "/api/obs/ingest/events", { events });
    const said = await answer.text();
    expect(JSON.parse(said), said).to.include({ accepted: events.length, rejected: 0 });
    const bare = events.map((event) => ({
      ...event,
      run_id: undefined,
      bad: plant(`bad field of ${event.type}`),
    }));
    const refused = await call("POST", "/api/obs/ingest/events", { events: bare });
    expect(refused.status).to.equal(422);
    await call("PATCH", "/api/obs/agents/support-bot", {
      name: `Bot ${plant("an agent's name")}`,
      kind: plant("an agent's kind"),
    });
  }
  /** A trace and a log record, as an exporter sends them. */
  async function sendOpenTelemetry(): Promise<void> {
    const attribute = (key: string, stringValue: string) => ({ key, value: { stringValue } });
    const resource = {
      attributes: [
        attribute("service.name", "crm-bot"),
        attribute("host.name", plant("resource attribute")),
        attribute(plant("resource attribute's name"), "x"),
      ],
    };
    const now = `${Date.now()}000000`;
    const span = {
      traceId: "5b8efff798038103d269b633813fc60c",
      spanId: "eee19b7ec3c1b174",
      name: plant("span name"),
      kind: 3,
      startTimeUnixNano: now,
      endTimeUnixNano: now,
      attributes: [
        attribute("gen_ai.operation.name", "chat"),
        attribute("gen_ai.request.model", plant("span's model")),
        attribute("gen_ai.system", plant("span's provider")),
        attribute("url.full", plant("span's url")),
        attribute(plant("span attribute's name"), "x"),
      ],
      status: { code: 2, message: `failed ${plant("span status")}` },
      events: [
        {
          timeUnixNano: now,
          name: "exception",
          attributes: [
            attribute("exception.type", plant("exception type")),
            attribute("exception.message", plant("exception message")),
            attribute("exception.stacktrace", `at x\n at ${plant("stack")}`),
          ],
        },
      ],
    };
    const traces = {
      resourceSpans: [{ resource, scopeSpans: [{ scope: { name: plant("scope") }, spans: [span] }] }],
    };
    expect((await call("POST", "/v1/traces", traces)).status).to.equal(200);
    const record = {
      timeUnixNano: now,
      severityNumber: 17,
      severityText: plant("severity"),
      body: { stringValue: `said ${plant("log body")}` },
      attributes: [
        attribute("exception.message", plant("log exception")),
        attribute("note", plant("log attribute")),
      ],
    };
    const logs = {
      resourceLogs: [{ resource, scopeLogs: [{ scope: { name: "s" }, logRecords: [record] }] }],
    };
    expect((await call("POST", "/v1/logs", logs)).status).to.equal(200);
    const named = {
      attributes: [
        attribute("service.name", plant("service name")),
        attribute("service.namespace", plant("service namespace")),
      ],
    };
    const other = {
      resourceSpans: [
        { resource: named, scopeSpans: [{ spans: [{ ...span, spanId: "eee19b7ec3c1b175" }] }] },
      ],
    };
    expect((await call("POST", "/v1/traces", other)).status).to.equal(200);
  }

  /** An alert with canaries in what a site or an agent said, reported in every way. */
  async function raiseAlert(): Promise<void> {
    const about = { ruleId: "CR-02", subject: `site ${plant("alert subject")}` } as const;
    const notifiers = ["pagerduty", "sms", "email", "webhook", "jira"] as const;
    await recordAssessment(
      {
        database: test.database,
        clock: systemClock,
        logger: createLogger({ level: "debug", write: (line) => log.push(line) }),
      },
      {
        ...about,
        finding: {
          ...about,
          severity: "critical",
          summary: `Sites fail: ${plant("alert summary")}`,
          facts: { agent: plant("alert fact"), [plant("alert fact's name")]: "x" },
        },
      },
      { ...RULE_TABLE["CR-02"], forDurationMinutes: 0 },
      {
        tenantId: TENANT,
        runId: null,
        supersededAt: null,
        channelOf: () => "acme-alerts",
        alsoNotify: () => notifiers,
      },
    );
    const [alert] = await query<{ alertId: string }>(
      `select alert_id as "alertId" from alerts where rule_id = 'CR-02'`,
    );
    alertId = alert?.alertId ?? "";
  }

  /** What people type on the command line and over HTTP. */
  async function typeElsewhere(): Promise<void> {
    const check = { ok: true, detail: "fine" };
    const { database } = test;
    const rule = { type: "error_rate", name: `errors ${plant("rule name")}`, agent_id: "support-bot" };
    expect((await call("POST", "/api/obs/alert-rules", rule)).status).to.equal(201);
    const key = await call("POST", "/api/obs/keys", {
      name: plant("a second key's name"),
      scopes: ["read"],
      expires_at: null,
    });
    expect(key.status).to.equal(201);
    const { key_id: keyId } = JSON.parse(await key.text()) as { key_id: string };
    expect(
      (await call("PATCH", `/api/obs/keys/${keyId}`, { name: plant("a key's new name") })).status,
    ).to.equal(200);
    await database.withTenant(TENANT, async (transaction) => {
      await transaction.query(
        `insert into companies (tenant_id, company_id, natural_key, name) values ($1, $2, 'r1', $3)`,
        [TENANT, COMPANY_ID, `Firm ${plant("company name")}`],
      );
      await transaction.query(
        `insert into enrichment_runs (tenant_id, run_id, status, started_at, ended_at, run_date, manifest, trigger, trace_id)
         values ($1, $2, 'succeeded', now(), now(), current_date, '{}', 'cli', repeat('a', 32))`,
        [TENANT, RUN_ID],
      );
      await transaction.query(
        `insert into lead_scores (tenant_id, run_id, company_id, score, bucket, rationale, cited_signals, input_hash)
         values ($1, $2, $3, 90, 'High', 'fits', '{}', 'h')`,
        [TENANT, RUN_ID, COMPANY_ID],
      );
      await insertSamples(
        transaction,
        { tenantId: TENANT, runId: RUN_ID },
        [
          {
            companyId: COMPANY_ID,
            checks: { domain: check, about_text: check, contacts: check, rationale: check },
            lead: {
              ...{
                score: 90,
                rationale: plant("a sample's rationale"),
                reasons: [plant("a sample's reason")],
              },
              signals: [{ kind: "hiring", text: plant("a sample's signal"), page: null, readAt: null }],
              about: plant("a sample's about text"),
              ...{ addresses: [], titles: [plant("a title in a sample")] },
            },
            inclusionProbability: 1,
          },
        ],
        1,
      );
    });
    const wish = readExclusion("other.example", createSecrets("ab".repeat(32)), plant("why it is excluded"));
    await database.withTenant(TENANT, (transaction) =>
      exclude(transaction, createSecrets("ab".repeat(32)), [wish], {
        tenantId: TENANT,
        actor: "cli",
        now: new Date(),
      }),
    );
    await importCompanies(database, {
      tenantId: TENANT,
      bytes: (async function* () {
        yield Buffer.from("company_name,website\nAlpha,https://alpha.example\n");
      })(),
      fileName: `${plant("file name")}.csv`,
      actor: "cli",
      strict: false,
      now: new Date(),
    });
  }

  async function typeInSlack(): Promise<void> {
    const ref = { tenantId: TENANT, alertId };
    const silence = await submit(
      "silence",
      { tenantId: TENANT, alertId: null, ruleId: null, subject: null, place: null },
      {
        "silence-span": { "silence-span": { selected_option: { value: "1h" } } },
        "silence-until": { "silence-until": { selected_date_time: null } },
        "silence-reason": { "silence-reason": { value: `Told by ${plant("why it is silenced")}` } },
        "silence-scope": { "silence-scope": { selected_option: { value: "rule" } } },
        "silence-rule": { "silence-rule": { selected_option: { value: "CR-02" } } },
      },
    );
    expect(await silence.text()).to.contain("Silenced");
    const feedback = await submit("alert-feedback", ref, {
      reason: { reason: { selected_option: { value: "noise" } } },
      notes: { notes: { value: `Ask ${plant("feedback on an alert")}` } },
    });
    expect(await feedback.text()).to.contain("Thank you");
    const verdict = await submit(
      "qa-verdict",
      {
        ...{ tenantId: TENANT, runId: RUN_ID, companyId: COMPANY_ID, version: 0 },
        ...{ verdict: null, channel: "C1", ts: "1.1", responseUrl: null },
      },
      {
        verdict: { verdict: { selected_option: { value: "fail" } } },
        reason: { reason: { selected_option: { value: "other" } } },
        notes: { notes: { value: `Called ${plant("note of a verdict")}\nand ${plant("second line")}` } },
      },
    );
    expect(await verdict.text()).to.equal("");
    for (const name of [
      "/run-stats",
      "/alerts",
      "/runs",
      "/qa-export",
      "/silence",
      "/nightshift",
      "/runbook",
      "/run-start",
    ])
      expect((await command(name, plant(`words after ${name}`).replaceAll(" ", ""))).status, name).to.equal(
        200,
      );
    await command("/silence", "list acme");
    await command("/alerts", "acme");
    await command("/nightshift", `keys create acme ${plant("a key's name in Slack")} read`);
    await command("/nightshift", `rules acme set CR-02.${plant("a threshold")} 1`);
  }

  /** Addresses of ours with secrets in them, and keys that are none. */
  async function askOddly(): Promise<void> {
    for (const path of [
      "/runs/",
      "/api/obs/agents/",
      "/api/obs/alerts/",
      "/nowhere/",
      "/runbooks/",
      "/runs?status=",
    ])
      await call("GET", path + encodeURIComponent(plant(`in ${path}`)));
    await fetch(`${bot.url}/runs`, { headers: { authorization: `Bearer ${plant("key that is none")}` } });
    await fetch(`${bot.url}/runs`, { headers: { authorization: `Basic ${plant("basic")}` } });
    await call("POST", "/runs", `{"cap": "${plant("broken body")}`);
    await call("POST", "/runs", { cap: plant("wrong cap") });
    await call("POST", "/api/obs/ingest/events", {
      events: [{ type: plant("event type"), agent_id: plant("agent id") }],
    });
  }

  /** Waits until everything that waits for delivery is delivered. */
  async function settled(): Promise<void> {
    await waitUntil(
      async () => {
        const rows = await query<{ target: string }>(
          "select target from alert_notifications where delivered_version < desired_version",
        );
        return rows.length === 0;
      },
      "all messages are delivered",
      60_000,
    );
  }

  function query<Row>(sql: string, values: readonly unknown[] = []): Promise<Row[]> {
    return test.database.withService((transaction) => transaction.query<Row[]>(sql, [...values]));
  }

  it("are more than forty", () => {
    expect(planted.size).to.be.at.least(40);
  });

  it("are in no table", async () => {
    const tables = await query<{ schema: string; name: string }>(
      `select n.nspname as schema, c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where n.nspname in ('public', 'pgboss') and c.relkind in ('r', 'p') and not c.relispartition
         and has_table_privilege('nightshift_service', c.oid, 'select') order by 1, 2`,
    );
    const stored = new Map<string, string>();
    for (const { schema, name } of tables.filter((table) => !OWN.has(table.name))) {
      const rows = await query(`select to_jsonb(t) as row from ${schema}.${name} t`);
      if (rows.length > 0) stored.set(name, JSON.stringify(rows));
    }
    expectNoneIn(stored);
    expect([...stored.keys()]).to.include.members([
      ...[
        "run_event_logs",
        "agents",
        "enrichment_runs",
        "silences",
        "alert_feedback",
        "qa_verdicts",
        "qa_samples",
      ],
      ...[
        "alert_rules",
        "api_keys",
        "exclusions",
        "company_imports",
        "audit_log",
        "alerts",
        "alert_transitions",
      ],
    ]);
  });

  it("are not in the log at debug", () => {
    expect(log.length).to.be.above(10);
    expectNoneIn([["log", log.join("\n")]]);
  });

  it("are not in Slack's messages, forms and answers", () => {
    const methods = new Set(slack.calls.map(({ method }) => method));
    expect([...methods]).to.include.members(["chat.postMessage", "respond"]);
    expect(JSON.stringify(slack.calls)).to.contain("Sites fail");
    expectNoneIn(slack.calls.map(({ method, args }) => [method, JSON.stringify(args)]));
  });

  it("are not in incidents, tickets, text messages, mails and webhooks", () => {
    for (const path of ["/v2/enqueue", "/rest/api/3/issue", "/webhook"])
      expect(receivers.heard.get(path), path).to.contain("Sites fail");
    const sms = [...receivers.heard].find(([path]) => path.includes("/Messages"));
    expect(sms?.[1]).to.contain("Sites fail");
    expect(mailbox.read()).to.contain("Sites fail");
    expectNoneIn([...receivers.heard, ["mail", mailbox.read()]]);
  });

  it("are in no answer over HTTP", async () => {
    const paths = [
      ...["/health", "/metrics", "/runs", `/runs/${RUN_ID}`, `/runs/${RUN_ID}/stats`],
      ...["/api/obs/events?limit=100", "/api/obs/agents", "/api/obs/agents/support-bot", "/api/obs/alerts"],
      ...["/api/obs/alert-rules", "/api/obs/keys", "/api/obs/metrics/overview", "/api/obs/metrics/agents"],
      ...[
        "/api/obs/metrics/agent/support-bot",
        "/api/obs/pricing",
        `/export/qa.csv?run_id=${RUN_ID}`,
        "/export/latest_scores.csv",
      ],
      ...["/export/latest_scores.json"],
    ];
    const answers = new Map<string, string>();
    for (const path of paths) {
      const response = await call("GET", path);
      answers.set(path, await response.text());
      // No runner is up, so /health may say that it is not well.
      const expected = path === "/health" ? [200, 503] : [200];
      expect(response.status, `${path}: ${answers.get(path)?.slice(0, 200)}`).to.be.oneOf(expected);
    }
    const runs = await query<{ id: string }>(
      "select run_id as id from enrichment_runs where agent_id <> 'nightly'",
    );
    expect(runs).to.have.length.at.least(2);
    for (const { id } of runs)
      answers.set(`events of ${id}`, await (await call("GET", `/export/run_events.csv?run_id=${id}`)).text());
    expect([...answers.values()].join()).to.contain("llm_call");
    expectNoneIn(answers);
  });
});
