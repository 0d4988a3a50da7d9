import { expect } from "chai";
import { Command } from "commander";
import { registerRetention } from "../../../src/cli/system/retention.ts";
import { systemClock } from "../../../src/clock.ts";
import { readEnvironment } from "../../../src/config/environment.ts";
import { createSecrets } from "../../../src/database/create-secrets.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../../support/test-database.ts";

describe("nightshift retention", () => {
  let test: TestDatabase;

  before(async function () {
    this.timeout(60_000);
    test = await createTestDatabase();
    await createTestTenant(test.database, "acme");
    await test.database.withTenant("acme", (transaction) =>
      transaction.query(
        `insert into corpora (tenant_id, run_id, company_id, source, content_hash, created_at)
         values ('acme', gen_random_uuid(), gen_random_uuid(), 'crawl', 'hash', now() - interval '31 days')`,
      ),
    );
  });

  after(() => test.drop());

  async function run(...args: string[]): Promise<string> {
    const lines: string[] = [];
    const program = new Command();
    registerRetention(program.command("retention"), {
      clock: systemClock,
      environment: () => readEnvironment({}),
      print: (text) => lines.push(text),
      note: (text) => lines.push(text),
      withConnection: (work) =>
        work(
          {
            database: test.database,
            serviceUrl: test.urls.service,
            secrets: createSecrets("0f".repeat(32)),
            close: async () => undefined,
          },
          new AbortController().signal,
        ),
    });
    await program.parseAsync(["retention", ...args], { from: "user" });
    return lines.join("\n");
  }

  it("says what it would remove, removes it, and has nothing left to do", async () => {
    const removes = (corpora: number) =>
      `acme: 0 QA samples, ${corpora} corpora, 0 texts left behind\nall tenants: 0 nights of events, 0 rows of imported files`;
    expect(await run("--dry-run")).to.equal(`${removes(1)}\nA dry run: this would be removed.`);
    expect(await run()).to.equal(`${removes(1)}\nThis was removed.`);
    expect(JSON.parse(await run("--json"))).to.deep.equal({
      dry_run: false,
      event_partitions: 0,
      partitions_in_use: 0,
      staged_rows: 0,
      unreadable: [],
      tenants: [{ tenant_id: "acme", qa_samples: 0, corpora: 0, texts: 0 }],
    });
  });
});
