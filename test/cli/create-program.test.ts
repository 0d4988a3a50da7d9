import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { expect } from "chai";
import { CommanderError } from "commander";
import { z } from "zod";
import { createProgram } from "../../src/cli/create-program.ts";
import type { CliContext } from "../../src/cli/kit/context.ts";
import { exitCodeOf } from "../../src/cli/kit/exit-codes.ts";
import { seed } from "../../src/cli/system/seed.ts";
import { readEnvironment } from "../../src/config/environment.ts";
import { createSecrets } from "../../src/database/create-secrets.ts";
import { createTestDatabase, type TestDatabase } from "../support/test-database.ts";

/** What a command wrote, and how it ended. */
interface Outcome {
  readonly code: number;
  readonly out: string;
  /** What is said beside the result. */
  readonly notes: readonly string[];
  readonly message: string;
}

const Findings = z.array(
  z.object({ subject: z.string(), status: z.enum(["ok", "warn", "fail"]), remedy: z.string().nullable() }),
);

describe("the subcommands", () => {
  let test: TestDatabase;
  let folder: string;
  const secrets = createSecrets("5".repeat(64));

  before(async function () {
    this.timeout(60_000);
    test = await createTestDatabase();
    await seed(test.database);
    folder = await mkdtemp(join(tmpdir(), "nightshift-commands-"));
    await copyFile("demo/companies.csv", join(folder, "companies.csv"));
  });

  after(async () => {
    await test.drop();
    await rm(folder, { recursive: true, force: true });
  });

  async function cli(...args: string[]): Promise<Outcome> {
    let out = "";
    let code = 0;
    const notes: string[] = [];
    const collect = () =>
      new Writable({
        write(text, _encoding, done) {
          out += String(text);
          done();
        },
      });
    const silent = () => new Writable({ write: (_text, _encoding, done) => done() });
    const context: CliContext = {
      clock: () => new Date(),
      out: collect(),
      err: silent(),
      variable: (name) => (name === "ODOO_KEY" ? "plain-odoo-key" : undefined),
      fileSettings: () => [],
      environment: () => readEnvironment({}),
      print: (text) => {
        out += `${text}\n`;
      },
      note: (text) => notes.push(text),
      endWith: (ended) => {
        code = ended;
      },
      withConnection: (work) =>
        work(
          { database: test.database, serviceUrl: test.urls.service, secrets, close: async () => undefined },
          new AbortController().signal,
        ),
    };
    try {
      await (await createProgram(context, args)).parseAsync(args, { from: "user" });
      return { code, out, notes, message: "" };
    } catch (error) {
      if (error instanceof CommanderError)
        return { code: error.exitCode === 0 ? 0 : 2, out, notes, message: error.message };
      return { code: exitCodeOf(error), out, notes, message: error instanceof Error ? error.message : "" };
    }
  }

  function query<Row>(tenantId: string, sql: string): Promise<Row[]> {
    return test.database.withTenant(tenantId, (transaction) => transaction.query<Row[]>(sql));
  }

  const refused: [string, string[], number, RegExp][] = [
    ["an unknown subcommand", ["bogus"], 2, /unknown command 'bogus'/],
    ["a missing option", ["import", "demo/companies.csv"], 2, /required option '--tenant <id>'/],
    ["an unknown tenant", ["import", "demo/companies.csv", "--tenant", "nobody"], 3, /Known: acme, globex/],
    ["an unknown file", ["import", "nothing.csv", "--tenant", "acme"], 3, /There is no file "nothing.csv"/],
    ["a folder for a file", ["import", ".", "--tenant", "acme"], 2, /is a folder/],
    ["a tenant there is", ["tenants", "create", "acme", "--name", "A"], 4, /exists already/],
    ["a reserved id", ["tenants", "create", "platform", "--name", "A"], 2, /reserved/],
    ["a malformed id", ["tenants", "create", "Ac_me", "--name", "A"], 2, /lower-case letters/],
    [
      "a zone there is not",
      ["tenants", "create", "x", "--name", "A", "--timezone", "Mars/X"],
      2,
      /no IANA time zone/,
    ],
    ["a policy out of range", ["tenants", "policy", "acme", "--set", '{"dailyCap":0}'], 2, /dailyCap/],
    ["a policy of an unknown word", ["tenants", "policy", "acme", "--set", '{"dailyCup":1}'], 2, /dailyCup/],
    [
      "a policy that gives a run more than its day",
      ["tenants", "policy", "acme", "--set", '{"budgets":{"perRun":{"usd":5},"perDay":{"usd":4}}}'],
      2,
      /budgets\.perRun\.usd is 5, more than the 4 of a whole day; lower it, or raise budgets\.perDay\.usd/,
    ],
    [
      "a policy whose buckets overlap",
      ["tenants", "policy", "acme", "--set", '{"buckets":{"high":40,"medium":45}}'],
      2,
      /buckets high must lie above medium/,
    ],
    [
      "a policy with thresholds that cannot be",
      ["tenants", "policy", "acme", "--set", '{"thresholds":{"CR-02.warnRatio":7,"NO-99.x":1}}'],
      2,
      /CR-02\.warnRatio is 7, but a ratio is between 0 and 1; thresholds\.NO-99\.x belongs to no rule/,
    ],
    [
      "a cap below zero",
      ["run", "--tenant", "acme", "--cap", "-1"],
      2,
      /--cap: must be a whole number from 1/,
    ],
    [
      "a policy that is no JSON",
      ["tenants", "policy", "acme", "--set", "dailyCap=1"],
      2,
      /must be a JSON object/,
    ],
    [
      "an unknown role",
      ["tenants", "users", "acme", "add", "U123", "boss"],
      2,
      /viewer, qa, operator, admin/,
    ],
    [
      "an unknown scope",
      ["keys", "create", "--tenant", "acme", "--name", "x", "--scopes", "all"],
      2,
      /ingest, read/,
    ],
    ["an unknown country", ["icp", "set", "acme", "--countries", "SG,Atlantis"], 2, /"Atlantis" is unknown/],
    [
      "an unknown run",
      ["export", "events", "--tenant", "acme", "--run", "latest"],
      3,
      /There is no run "latest"/,
    ],
    [
      "a key in the arguments",
      ["tenants", "odoo", "acme", "--url", "http://x.example", "--database", "d", "--key-env", "abc-1"],
      2,
      /not the key itself/,
    ],
  ];
  for (const [what, args, expected, message] of refused) {
    it("tries given-up messages again, those of one tenant or all", async () => {
      await test.database.withService((transaction) =>
        transaction.query(
          `insert into alert_notifications (tenant_id, kind, subject_id, channel, state, last_error)
         values ('acme', 'digest', 'x', 'alerts', 'dead', 'rejected'), ('globex', 'digest', 'x', 'alerts', 'dead', 'config')`,
        ),
      );
      expect((await cli("messages", "list")).out)
        .to.contain("rejected")
        .and.to.contain("GIVEN UP");
      expect((await cli("messages", "retry", "--tenant", "acme")).out).to.equal(
        "1 message is tried again.\n",
      );
      expect((await cli("messages", "retry")).out).to.equal("1 message is tried again.\n");
      expect((await cli("messages", "retry")).out).to.equal("0 messages are tried again.\n");
      await test.database.withService((transaction) => transaction.query("delete from alert_notifications"));
    });

    it(`answer ${what} with exit code ${expected}`, async () => {
      const outcome = await cli(...args);
      expect(outcome).to.include({ code: expected, out: "" });
      expect(outcome.message).to.match(message);
    });
  }

  it("create a tenant with its first step, and note who did it", async () => {
    expect(
      (await cli("tenants", "create", "initech", "--name", " Initech ", "--timezone", "Europe/Berlin")).code,
    ).to.equal(0);
    expect(await query("initech", "select name, timezone from tenants")).to.deep.equal([
      { name: "Initech", timezone: "Europe/Berlin" },
    ]);
    expect(await query("initech", "select step from onboarding_status")).to.deep.equal([
      { step: "tenant_created" },
    ]);
    expect(await query("initech", "select actor, action from audit_log")).to.deep.equal([
      { actor: "cli", action: "tenant.create" },
    ]);
    expect((await cli("tenants", "list")).out).to.match(/^initech +Initech +Europe\/Berlin +yes$/m);
  });

  it("change some of a policy, keep the rest, and bring a default back", async () => {
    await cli("tenants", "policy", "globex", "--set", '{"dailyCap": 20, "alertChannel": "nights"}');
    const changed = await cli(
      "tenants",
      "policy",
      "globex",
      "--set",
      '{"dailyCap": null, "candidateFloor": 5}',
    );
    expect(JSON.parse(changed.out)).to.include({ dailyCap: 1000, candidateFloor: 5, alertChannel: "nights" });
    expect((await cli("tenants", "policy", "globex")).out).to.equal(changed.out);
    expect(await query("globex", "select policy from tenant_policies")).to.deep.equal([
      { policy: { alertChannel: "nights", candidateFloor: 5 } },
    ]);
  });

  it("give, list and take roles", async () => {
    expect((await cli("tenants", "users", "acme", "add", "U0AB", "qa")).code).to.equal(0);
    expect((await cli("tenants", "users", "acme", "list")).out).to.equal("USER  ROLE\nU0AB  qa\n");
    expect((await cli("tenants", "users", "acme", "remove", "U0AB")).out).to.include(
      "no role for acme any more",
    );
    expect((await cli("tenants", "users", "acme", "remove", "U0AB")).out).to.include("had no role");
  });

  it("write a rule in place of the one of its name, in the words that companies are stored with", async () => {
    const set = [
      "icp",
      "set",
      "initech",
      "--industries",
      "Software, LOGISTICS",
      "--countries",
      "Singapore,my",
    ];
    await cli(...set);
    await cli(...set, "--min-employees", "10", "--max-employees", "500");
    const { out } = await cli("icp", "list", "initech", "--json");
    expect(JSON.parse(out)).to.deep.equal([
      {
        name: "default",
        industries: ["software", "582", "62", "63", "logistics", "49", "50", "51", "52", "53"],
        countries: ["SG", "MY"],
        employees_min: 10,
        employees_max: 500,
      },
    ]);
    await cli("icp", "remove", "initech", "default");
    expect(JSON.parse((await cli("icp", "list", "initech", "--json")).out)).to.deep.equal([]);
  });

  it("seal an Odoo key, so that only the installation's key opens it", async () => {
    const { code, out } = await cli(
      ...[
        "tenants",
        "odoo",
        "initech",
        "--url",
        "http://127.0.0.1:9/",
        "--database",
        "d",
        "--key-env",
        "ODOO_KEY",
      ],
    );
    expect(code).to.equal(0);
    expect(out).to.equal("Connected initech to the database d at http://127.0.0.1:9.\n");
    const [row] = await query<{ api_key_sealed: string }>(
      "initech",
      "select api_key_sealed from odoo_connections",
    );
    expect(row?.api_key_sealed).not.to.include("plain");
    expect(secrets.unseal(row?.api_key_sealed ?? "")).to.equal("plain-odoo-key");
    expect(JSON.stringify(await query("initech", "select detail from audit_log"))).not.to.include(
      "plain-odoo-key",
    );
  });

  it("show a key once, list it by its beginning, and end it", async () => {
    const { out: token } = await cli(
      "keys",
      "create",
      "--tenant",
      "acme",
      "--name",
      "report",
      "--scopes",
      "read,operate",
    );
    expect(token).to.match(/^ns_[\w-]{43}\n$/);
    const prefix = token.slice(0, 11);
    const listed = await cli("keys", "list", "--tenant", "acme");
    expect(listed.out).to.match(new RegExp(`^${prefix} +acme +report +read,operate .*active$`, "m"));
    expect(listed.out).not.to.include(token.trim());
    expect((await cli("keys", "revoke", prefix)).out).to.equal(`Revoked ${prefix}… (report) of acme.\n`);
    expect((await cli("keys", "list")).out).to.match(new RegExp(`^${prefix} .*revoked$`, "m"));
  });

  it("show at most twenty bad rows of an import, and how many more there are", async () => {
    const file = join(folder, "bad.csv");
    const rows = Array.from({ length: 30 }, (_, index) => `,${index}`);
    await writeFile(file, ["company_name,employees", ...rows].join("\n"));
    const { code, out } = await cli("import", file, "--tenant", "acme");
    expect(code).to.equal(0);
    expect(out.match(/^ {2}line \d+: company_name is empty/gm)).to.have.length(20);
    expect(out)
      .to.match(/30 rejected/)
      .and.match(/and 10 more/);
  });

  it("export a run's events, sample and scores, found by the beginning of its id, to a file or as the result", async () => {
    const runId = "0f4c2d6e-0000-4000-8000-000000000001";
    await query(
      "acme",
      `insert into enrichment_runs (tenant_id, run_id, status, trigger, run_date, trace_id, started_at, manifest)
       values ('acme', '${runId}', 'succeeded', 'cli', '2030-01-01', '${"1".repeat(32)}', now(), '{}')`,
    );
    const scores = await cli("export", "scores", "--tenant", "acme", "--run", "0f4c");
    expect(scores.out).to.match(/^tenant_id,run_id,company_id,.*\r\n$/);
    const qa = await cli("export", "qa", "--tenant", "acme", "--run", "latest");
    expect(qa.out).to.match(/^tenant_id,run_id,sample_no,/);
    expect(qa.notes.join()).to.include(`Run ${runId} has no QA sample`);
    const file = join(folder, "events.csv");
    expect((await cli("export", "events", "--tenant", "acme", "--run", runId, "-o", file)).out).to.equal("");
    expect(await readFile(file, "utf8")).to.match(/^\ufeff?ts,tenant_id,run_id,/);
    expect((await readdir(folder)).filter((name) => name.includes("partial"))).to.deep.equal([]);
    expect((await cli("export", "events", "--tenant", "acme", "--run", "none")).message).to.include(runId);
    for (const [path, reason] of [
      [join(folder, "no-such-folder/events.csv"), "its folder does not exist"],
      [folder, "it is a folder"],
      [join(file, "events.csv"), "a part of its path is no folder"],
    ] as const) {
      const refused = await cli("export", "events", "--tenant", "acme", "--run", runId, "-o", path);
      expect(refused.message).to.include(`${path} cannot be written: ${reason}`);
    }
  });

  it("say what the doctor finds, and end with 1 only when something fails", async () => {
    const { code, out } = await cli("doctor", "--json");
    const findings = Findings.parse(JSON.parse(out));
    const statusOf = (subject: string) => findings.find((finding) => finding.subject === subject)?.status;
    expect(statusOf("schema")).to.equal("ok");
    expect(statusOf("event partitions")).to.equal("ok");
    expect(statusOf("OpenAI")).to.equal("warn");
    expect(statusOf("Slack")).to.equal("warn");
    expect(statusOf("tenant globex")).to.equal("warn");
    expect(statusOf("Odoo of initech")).to.equal("fail");
    expect(code).to.equal(1);
    expect(findings.every(({ status, remedy }) => (status === "ok") === (remedy === null))).to.equal(true);
    await query("initech", "delete from odoo_connections");
    expect((await cli("doctor")).code).to.equal(0);
  });
});
