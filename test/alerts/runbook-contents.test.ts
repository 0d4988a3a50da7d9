import { readFile } from "node:fs/promises";
import { expect } from "chai";
import { Client } from "pg";
import { TENANT_RULES } from "../../src/alerts/rules/rules.ts";
import type { Runbook } from "../../src/alerts/runbooks/runbook.ts";
import { readRunbooks } from "../../src/alerts/runbooks/runbook-store.ts";
import { COMMANDS } from "../../src/bot/commands/commands.ts";
import { SUBCOMMANDS } from "../../src/cli/subcommands.ts";
import { migrate } from "../../src/database/migrate.ts";
import { type DatabaseUrls, startCluster } from "../support/postgres-cluster.ts";

const PLACEHOLDERS = ["RUN_ID", "BASE_URL"];
const RUN_ID = "0f8fad5b-d9cb-469f-a165-70867728950e";

/** All text of a runbook that people read. */
function textOf({ bodyMarkdown, checks, actions }: Runbook): string {
  return [bodyMarkdown, ...checks, ...actions].join("\n");
}

function matches(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([, found]) => found ?? "");
}

/** The statements a runbook offers, ready to run: those in blocks and those within a sentence. */
function statementsOf(runbook: Runbook): string[] {
  const blocks = matches(runbook.bodyMarkdown, /```sql\n([\s\S]*?)```/g);
  const withoutBlocks = textOf(runbook).replace(/```[\s\S]*?```/g, "");
  const inline = matches(withoutBlocks, /`(select [^`]*;)`/g).filter((sql) => !sql.includes("PID"));
  return [...blocks, ...inline].map((sql) => sql.replaceAll("RUN_ID", RUN_ID));
}

describe("what the runbooks say", () => {
  let runbooks: Runbook[] = [];
  before(async () => {
    runbooks = await readRunbooks("runbooks");
  });

  it("names only commands that there are", () => {
    const slash = COMMANDS.map(({ name }) => name.replace("/", ""));
    for (const runbook of runbooks) {
      const text = textOf(runbook);
      for (const word of matches(text, /node_modules\/\.bin\/nightshift ([\w-]+)/g))
        expect(SUBCOMMANDS.map(({ name }) => name)).to.include(word);
      for (const word of matches(text, /`\/([a-z]+-[a-z-]+)/g)) expect(slash, runbook.id).to.include(word);
    }
  });

  it("names only settings that there are", async () => {
    const settings = await readFile("src/config/environment.ts", "utf8");
    for (const runbook of runbooks) {
      for (const name of matches(textOf(runbook), /\b([A-Z][A-Z0-9]+(?:_[A-Z0-9]+)+)\b/g)) {
        if (!PLACEHOLDERS.includes(name)) expect(settings, `${runbook.id}: ${name}`).to.include(`  ${name}:`);
      }
    }
  });

  it("names only thresholds that there are", () => {
    const known = TENANT_RULES.flatMap(({ id, thresholds }) =>
      Object.keys(thresholds).map((name) => `${id}.${name}`),
    );
    for (const runbook of runbooks) {
      for (const key of matches(textOf(runbook), /\b([A-Z]{2}-\d{2}\.\w+)\b/g)) expect(known).to.include(key);
    }
  });

  it("leads only to runbooks that there are", () => {
    const ids = runbooks.map(({ id }) => id);
    for (const { id, bodyMarkdown } of runbooks) {
      for (const target of matches(bodyMarkdown, /\]\(([^)]*)\)/g)) expect(ids, id).to.include(target);
    }
  });

  it("mentions nobody and no e-mail address", () => {
    for (const runbook of runbooks)
      expect(textOf(runbook)).to.not.match(/[\w.+-]+@[\w-]+\.[a-z]{2,}|<@|@\w+\s/i);
  });

  it("fits the card and the modal of Slack", () => {
    for (const { id, checks, actions, bodyMarkdown } of runbooks) {
      // A box of the checklist has 75 characters beside it and 75 below.
      for (const step of [...checks, ...actions]) expect(step.length, `${id}: ${step}`).to.be.at.most(135);
      expect(bodyMarkdown.length, id).to.be.at.most(12_000);
    }
  });
});

describe("the SQL of the runbooks", () => {
  let urls: DatabaseUrls | undefined;
  before(async function () {
    this.timeout(120_000);
    const cluster = await startCluster();
    urls = await cluster.createDatabase("runbook_contents");
    await migrate(urls.owner);
  });
  after(async () => {
    await (await startCluster()).dropDatabase("runbook_contents");
  });

  it("runs as the role that on-call people have", async () => {
    const client = new Client({ connectionString: urls?.service });
    await client.connect();
    let ran = 0;
    try {
      for (const runbook of await readRunbooks("runbooks")) {
        for (const sql of statementsOf(runbook)) {
          const failure: unknown = await client.query(sql).then(
            () => null,
            (error: unknown) => error,
          );
          expect(failure, `${runbook.id}: ${sql}`).to.equal(null);
          ran += 1;
        }
      }
    } finally {
      await client.end();
    }
    expect(ran).to.be.greaterThan(20);
  });
});
