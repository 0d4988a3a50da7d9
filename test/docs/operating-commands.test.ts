import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { expect } from "chai";
import { createProgram } from "../../src/cli/create-program.ts";
import type { CliContext } from "../../src/cli/kit/context.ts";
import { systemClock } from "../../src/clock.ts";
import { readEnvironment } from "../../src/config/environment.ts";
import { createSecrets } from "../../src/database/create-secrets.ts";
import { ConflictError } from "../../src/errors.ts";
import { type Night, prepareNight, TENANT } from "../support/night.ts";
import { ROOT } from "./read-docs.ts";

describe("runbooks/operating-a-run.md", function () {
  this.timeout(90_000);
  let night: Night;
  let folder: string;
  let runId: string;

  before(async () => {
    night = await prepareNight({ settings: { TAVILY_API_KEY: "" } });
    folder = await mkdtemp(join(tmpdir(), "nightshift-runbook-"));
    const runner = await night.startRunner();
    night.town.setFault({ vendor: "odoo", mode: "5xx", match: "crm.lead" });
    ({ runId } = await night.start({ cap: 4 }));
    await night.ended(runId);
    night.town.clearFaults();
    await runner.stop();
  });

  after(async () => {
    await night.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function run(words: readonly string[]): Promise<string> {
    let text = "";
    const write = (chunk: unknown, _encoding: unknown, done: () => void) => {
      text += String(chunk);
      done();
    };
    const settings = { ...night.settings, MIGRATION_DATABASE_URL: night.urls.owner };
    const context: CliContext = {
      clock: systemClock,
      out: new Writable({ write }),
      err: new Writable({ write }),
      variable: () => undefined,
      fileSettings: () => [],
      environment: () => readEnvironment(settings),
      print: (line) => {
        text += `${line}\n`;
      },
      note: () => undefined,
      endWith: () => undefined,
      withConnection: (work) =>
        work(
          {
            database: night.database,
            serviceUrl: night.urls.service,
            secrets: createSecrets(night.environment.SECRETS_KEY ?? ""),
            close: () => Promise.resolve(),
          },
          new AbortController().signal,
        ),
    };
    await (await createProgram(context, words)).parseAsync(words, { from: "user" });
    return text;
  }

  it("names only commands that do what they say", async () => {
    const text = await readFile(`${ROOT}/runbooks/operating-a-run.md`, "utf8");
    const commands = [...text.matchAll(/`node_modules\/\.bin\/nightshift ([^`]+)`/g)].map(
      ([, command = ""]) => command,
    );
    expect(commands).to.have.length.greaterThan(15);
    const refused: string[] = [];
    for (const command of commands) {
      const words = command
        .replaceAll("TENANT", TENANT)
        .replaceAll("RUN_ID", runId)
        .replaceAll("COMPANIES.csv", `${ROOT}/demo/companies.csv`)
        .replace(/-o (\S+)/, `-o ${folder}/$1`)
        .split(" ");
      // A whole night a command would take too long here.
      const isNight = words[0] === "run" || words[1] === "rerun";
      try {
        await run(isNight && !words.includes("--cap") ? [...words, "--cap", "3"] : words);
      } catch (error) {
        if (!(error instanceof ConflictError)) throw new Error(`${command} failed`, { cause: error });
        refused.push(command);
      }
    }
    // The one run there is has ended.
    expect(refused).to.deep.equal(["runs cancel RUN_ID --tenant TENANT"]);
  });
});
