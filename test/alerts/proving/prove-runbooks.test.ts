import { randomUUID } from "node:crypto";
import { expect } from "chai";
import { runbookProofs } from "../../../src/alerts/probes/runbook-proofs.ts";
import { proveRunbooks } from "../../../src/alerts/proving/prove-runbooks.ts";
import { listProofs, readProofResult } from "../../../src/alerts/proving/runbook-proof-store.ts";
import { readRunbook } from "../../../src/alerts/runbooks/read-runbook.ts";
import type { Runbook } from "../../../src/alerts/runbooks/runbook.ts";
import { readRunbooks } from "../../../src/alerts/runbooks/runbook-store.ts";
import { createProofSurface } from "../../../src/cli/alerts/create-proof-surface.ts";
import { createProgram } from "../../../src/cli/create-program.ts";
import { systemClock } from "../../../src/clock.ts";
import { readEnvironment } from "../../../src/config/environment.ts";
import { createSecrets } from "../../../src/database/create-secrets.ts";
import { saveUser } from "../../../src/database/tenants/user-store.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../../support/test-database.ts";

const RUN_ID = randomUUID();

/** A runbook that says this, of somebody who is on call unless `owner` says otherwise. */
function runbookOf(id: string, step: string, owner = "on-call"): Runbook {
  return readRunbook(
    `${id}.md`,
    `---\nid: ${id}\ntitle: Broken\nkind: reference\nowner: ${owner}\n---\n\n## Mitigation\n\n1. ${step}\n`,
  );
}

describe("proving the runbooks", function () {
  this.timeout(60_000);
  let test: TestDatabase;
  let runbooks: Runbook[];

  before(async () => {
    test = await createTestDatabase();
    runbooks = await readRunbooks("runbooks");
    await createTestTenant(test.database, "acme");
    await test.database.withTenant("acme", async (transaction) => {
      await transaction.query(
        `insert into enrichment_runs (tenant_id, run_id, agent_id, trigger, status, run_date, started_at, ended_at, trace_id, manifest)
         values ('acme', $1, 'nightly', 'schedule', 'succeeded', current_date, now() - interval '1 hour', now(), $2, '{}')`,
        [RUN_ID, "a".repeat(32)],
      );
      await saveUser(transaction, { tenantId: "acme", userId: "U012AB3CD", role: "operator" });
    });
  });

  after(() => test.drop());

  function prove(some: readonly Runbook[], { executes = false, clock = systemClock } = {}) {
    const { database, urls } = test;
    const secrets = createSecrets("5".repeat(64));
    const connection = { database, serviceUrl: urls.service, secrets, close: async () => undefined };
    const surface = createProofSurface({
      clock,
      connection,
      environment: readEnvironment({}),
      createProgram,
    });
    return proveRunbooks({ database, clock, runbooks: some, surface }, { executes, only: null });
  }

  async function problemsOf(step: string, owner?: string): Promise<string[]> {
    const [proved] = await prove([runbookOf("XX-01", step, owner)]);
    return proved?.proof.broken.map(({ where, problem }) => `${where}: ${problem}`) ?? [];
  }

  it("finds every step of ours to work, and keeps the result of each but PL-35's", async () => {
    const proved = await prove(runbooks);
    expect(proved.flatMap(({ proof }) => proof.broken)).to.deep.equal([]);
    expect(proved.flatMap(({ steps }) => steps).length).to.be.greaterThan(300);
    const means = new Set(proved.flatMap(({ steps }) => steps.map((step) => step.means)));
    expect([...means].toSorted()).to.deep.equal(["found", "parsed", "planned", "ran", "ran_dry"]);
    const kept = await test.database.withService(listProofs);
    expect(kept.map(({ runbookId }) => runbookId)).to.deep.equal(
      runbooks
        .map(({ id }) => id)
        .filter((id) => id !== "PL-35")
        .toSorted(),
    );
  });

  it("finds a query that names what is not there, or that the service role may not run", async () => {
    expect(await problemsOf("`select x from run_stages;`")).to.deep.equal([
      'Mitigation 1: 42P01: relation "run_stages" does not exist',
    ]);
    expect(await problemsOf("`select stat from enrichment_runs where tenant_id = 'TENANT';`")).to.deep.equal([
      'Mitigation 1: 42703: column "stat" does not exist',
    ]);
    expect(await problemsOf("`select * from migrations;`")).to.deep.equal([
      "Mitigation 1: 42501: permission denied for table migrations",
    ]);
    expect(await problemsOf("`select pg_terminate_backend(PIT);`")).to.have.length(1);
  });

  it("changes nothing, and plans what would: rights and names are checked all the same", async () => {
    const writing = (sql: string) => runbookOf("XX-01", `Do:\n\n   \`\`\`sql\n   ${sql}\n   \`\`\``);
    const beat =
      "insert into worker_heartbeats (worker_id, agent_id, started_at, beat_at) values (gen_random_uuid(), 'y', now(), now())";
    const [good] = await prove([writing(`${beat};`)]);
    expect(good?.steps.map(({ means, problem }) => ({ means, problem }))).to.deep.equal([
      { means: "planned", problem: null },
    ]);
    const [bad] = await prove([writing("delete from audit_log;")]);
    expect(bad?.proof.broken.map(({ problem }) => problem)).to.deep.equal([
      "42501: permission denied for table audit_log",
    ]);
    const [row] = await test.database.withService((transaction) =>
      transaction.query<{ count: number }[]>("select count(*)::int as count from worker_heartbeats"),
    );
    expect(row?.count).to.equal(0);
  });

  it("finds a command that is missing, or that takes other words", async () => {
    const program = "node_modules/.bin/nightshift";
    expect(await problemsOf(`\`${program} vieuw refresh TENANT\``)).to.deep.equal([
      'Mitigation 1: there is no command "vieuw"',
    ]);
    expect(await problemsOf(`\`${program} view refreshh TENANT\``)).to.deep.equal([
      'Mitigation 1: there is no command "view refreshh"',
    ]);
    expect(await problemsOf(`\`${program} runs rerun RUN_ID --tenant TENANT --stage crawl\``)).to.deep.equal([
      "Mitigation 1: unknown option '--stage'\n(Did you mean --stages?)",
    ]);
    expect(await problemsOf(`\`${program} tenants odoo TENANT\``)).to.deep.equal([
      "Mitigation 1: required option '--key-env <name>' not specified",
    ]);
    // What only a dry run notices.
    expect(
      await problemsOf(`\`${program} runs rerun RUN_ID --tenant TENANT --stages crawll\``),
    ).to.have.length(1);
  });

  it("finds a button that is not there, that its reader may not press, or that nobody may press", async () => {
    expect(await problemsOf("*Rerun everything*")).to.deep.equal(["Mitigation 1: there is no such button"]);
    expect(await problemsOf("*Stop run*")).to.deep.equal([]);
    expect(await problemsOf("*Stop run*", "QA lead")).to.deep.equal([
      'Mitigation 1: it needs the role "operator", and QA lead has "qa"',
    ]);
    await createTestTenant(test.database, "globex");
    expect(await problemsOf("*Stop run*")).to.deep.equal([
      'Mitigation 1: nobody may press it for globex: it needs the role "operator" (`/nightshift roles`)',
    ]);
    await test.database.withService((transaction) =>
      transaction.query("update tenants set active = false where tenant_id = 'globex'"),
    );
  });

  it("finds slash commands, settings, thresholds and runbooks that are not there", async () => {
    expect(await problemsOf("`/run-stat latest`, `/alerts rulez`, `/alerts rules`, `/health`")).to.deep.equal(
      [
        "Mitigation 1: there is no such slash command or address",
        'Mitigation 1: /alerts does not take "rulez"',
      ],
    );
    expect(await problemsOf("lower OPENAI_MODELS, `CR-02.warnRate`, see [XX-99](XX-99)")).to.deep.equal([
      "Mitigation 1: there is no such setting",
      "Mitigation 1: there is no such threshold",
      "Mitigation 1: there is no such runbook",
    ]);
  });

  it("is told to the tenant without what is broken, and raises PL-35 until the step works", async () => {
    const now = new Date();
    await prove([...runbooks, runbookOf("XX-01", "`select x from run_stages;`")], { clock: () => now });
    const result = await test.database.withTenant("acme", (transaction) =>
      readProofResult(transaction, "XX-01"),
    );
    expect(result).to.deep.equal({ provedAt: now, steps: 1, brokenSteps: 1 });
    const stolen: unknown = await test.database
      .withTenant("acme", (transaction) => transaction.query("select broken from runbook_proofs"))
      .catch((error: unknown) => error);
    expect(String(stolen)).to.contain("permission denied");

    const broken = await judgeProofs(now);
    expect(broken?.breached).to.equal(true);
    expect(broken?.summary).to.equal(
      '1 step of 1 runbook does not work: XX-01 Mitigation 1 (42P01: relation "run_stages" does not exist).',
    );
    await prove(runbooks, { clock: () => now });
    expect((await judgeProofs(now))?.breached).to.equal(false);
  });

  async function judgeProofs(now: Date) {
    const world = {
      database: test.database,
      now,
      healthUrl: null,
      fetchStatus: async () => null,
      fetchHealth: async () => null,
    };
    const [judgement] = await runbookProofs.judge(world, { toleratedSteps: 0, staleHours: 48 });
    return judgement;
  }
});
