import { execFile } from "node:child_process";
import {
  chmod,
  copyFile,
  type FileHandle,
  mkdir,
  mkdtemp,
  open,
  readdir,
  rm,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { EXIT_CODES, STOP_SIGNALS } from "../../src/cli/kit/exit-codes.ts";
import {
  acquireEmbeddedPostgres,
  type EmbeddedPostgres,
} from "../../src/database/embedded/acquire-embedded-postgres.ts";
import { createLayout } from "../../src/database/embedded/folder/layout.ts";
import { readServerState } from "../../src/database/embedded/server/server-state.ts";
import { type CliResult, runCli } from "../support/run-cli.ts";

describe("the command line", function () {
  this.timeout(120_000);
  let folder: string;
  let held: EmbeddedPostgres;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "nightshift-cli-"));
    await chmod(folder, 0o755); // Postgres may run as a user of its own
    await copyFile("demo/companies.csv", join(folder, "companies.csv"));
    // Held, so that the server is not started and stopped for each command.
    held = await acquireEmbeddedPostgres({ directory: join(folder, "data") });
    expect((await cli("seed")).code).to.equal(0);
  });

  after(async () => {
    await held.release();
    await rm(folder, { recursive: true, force: true });
  });

  /** What every command says beside its result. */
  const onEmbedded = (directory: string) => `Database: embedded Postgres in ${join(folder, directory)}\n`;

  function cli(...args: string[]): Promise<CliResult> {
    return runCli(folder, { NIGHTSHIFT_DIR: "data" }, args);
  }

  it("shows every subcommand and exit code in its help, without needing any setting", async () => {
    const { code, out } = await runCli(folder, { DATABASE_URL: "nonsense" }, ["--help"]);
    expect(code).to.equal(0);
    for (const name of ["migrate", "seed", "tenants", "icp", "import", "export", "keys", "doctor"]) {
      expect(out).to.match(new RegExp(`^  ${name}\\b`, "m"));
    }
    for (const { meaning } of Object.values(EXIT_CODES)) expect(out).to.include(meaning);
  });

  it("imports the demo file and reports it as JSON on standard output alone", async () => {
    const { code, out, err } = await cli("import", "companies.csv", "--tenant", "acme", "--json");
    expect({ code, err }).to.deep.equal({ code: 0, err: onEmbedded("data") });
    expect(JSON.parse(out)).to.include({ read: 60, imported: 60, rejected_rows: 0 });
  });

  it("refuses a strict import with exit code 2, the report on standard output and the reason on standard error", async () => {
    await writeFile(join(folder, "one-bad.csv"), "company_name,employees\n,x\n");
    const { code, out, err } = await cli("import", "one-bad.csv", "--tenant", "acme", "--strict");
    expect(code).to.equal(2);
    expect(out).to.include("line 2: company_name is empty");
    expect(err).to.match(/^file: 1 of 1 rows cannot be imported, .*so nothing was imported/m);
  });

  it("answers what cannot be done with its exit code and one sentence on standard error", async () => {
    const unknown = await cli("bogus");
    expect(unknown).to.deep.equal({
      code: 2,
      out: "",
      err: "error: unknown command 'bogus'\n(add --help for more)\n",
    });
    const taken = await cli("tenants", "create", "acme", "--name", "A");
    expect(taken).to.deep.equal({
      code: 4,
      out: "",
      err: `${onEmbedded("data")}The tenant "acme" exists already. Choose another id.\n`,
    });
  });

  it("says which setting is wrong before anything starts, with exit code 2", async () => {
    const { code, err } = await runCli(folder, { NIGHTSHIFT_DIR: "elsewhere", PORT: "many" }, [
      "tenants",
      "list",
    ]);
    expect(code).to.equal(2);
    expect(err).to.match(/^ {2}PORT: /m);
    expect(await readdir(folder)).not.to.include("elsewhere");
  });

  it("reads settings from .env, those of the environment winning", async () => {
    const home = join(folder, "with-env");
    await mkdir(home, { recursive: true });
    await writeFile(join(home, ".env"), `NIGHTSHIFT_DIR=${resolve(folder, "data")}\nPORT=many\n`);
    expect((await runCli(home, {}, ["tenants", "list"])).code).to.equal(2);
    const { code, out } = await runCli(home, { PORT: "3000" }, ["tenants", "list"]);
    expect(code).to.equal(0);
    expect(out).to.include("acme");
  });

  it("says that migrate needs the owner's address beside a database of one's own", async () => {
    const url = "postgres://nightshift_app:x@127.0.0.1:1/nightshift";
    const settings = { DATABASE_URL: url, DATABASE_SERVICE_URL: url, SECRETS_KEY: "0".repeat(64) };
    const { code, err } = await runCli(folder, settings, ["migrate"]);
    expect(code).to.equal(2);
    expect(err).to.include("MIGRATION_DATABASE_URL: is required together with DATABASE_URL");
  });

  it("answers an unreachable database with exit code 5", async () => {
    const url = "postgres://nightshift_owner:secret-word@127.0.0.1:1/nightshift";
    const settings = {
      DATABASE_URL: url,
      DATABASE_SERVICE_URL: url,
      MIGRATION_DATABASE_URL: url,
      SECRETS_KEY: "0".repeat(64),
    };
    const { code, err } = await runCli(folder, settings, ["migrate"]);
    expect(code).to.equal(5);
    expect(err).to.include("Postgres did not answer").and.not.include("secret-word");
  });

  it("seals an Odoo key, which is in nothing it says and no file it leaves", async () => {
    const key = "plain-odoo-key-4711";
    const { code, out, err } = await runCli(folder, { NIGHTSHIFT_DIR: "data", MY_KEY: key }, [
      ...["tenants", "odoo", "acme", "--url", "http://127.0.0.1:9/", "--database", "acme"],
      ...["--key-env", "MY_KEY", "--expires", "2999-01-01"],
    ]);
    expect(code, err).to.equal(0);
    expect(out + err).not.to.include(key);
    const doctor = await cli("doctor", "--json");
    expect(doctor.code).to.equal(1);
    expect(doctor.out).not.to.include(key);
    expect(JSON.parse(doctor.out)).to.deep.include({
      subject: "Odoo of acme",
      status: "fail",
      detail: "http://127.0.0.1:9 does not answer as Odoo (odoo_network)",
      remedy: "check the address: node_modules/.bin/nightshift tenants odoo acme --url …",
    });
  });

  it("lets an import go when it is interrupted, leaving no row and no server behind", async () => {
    const rows = Array.from({ length: 200_000 }, (_, index) => `Company ${index},c${index}.example`);
    await writeFile(join(folder, "long.csv"), ["company_name,website", ...rows].join("\n"));
    const home = { NIGHTSHIFT_DIR: "alone" };
    expect((await runCli(folder, home, ["seed"])).code).to.equal(0);
    const { code, err } = await runCli(
      folder,
      home,
      ["import", "long.csv", "--tenant", "acme"],
      async (kill) => {
        // The attachment says that the command holds the server.
        for await (const _ of untilAttached(join(folder, "alone")));
        kill("SIGINT");
      },
    );
    expect({ code, err }).to.deep.equal({
      code: 130,
      err: `${onEmbedded("alone")}Stopped. What was not finished has been rolled back.\n`,
    });
    expect(await readServerPid(join(folder, "alone"))).to.equal(null);
  });

  function importText(text: string): Promise<CliResult> {
    const args = ["import", "/dev/stdin", "--tenant", "globex"];
    return runCli(folder, { NIGHTSHIFT_DIR: "data" }, args, async (_, stdin) => {
      stdin.end(text);
    });
  }

  it("imports what comes through standard input", async () => {
    const { code, out, err } = await importText("company_name\nThrough a pipe\n");
    expect({ code, err }).to.deep.equal({ code: 0, err: onEmbedded("data") });
    expect(out).to.include("1 row read: 1 company imported");
  });

  describe("importing from a pipe that says nothing more", () => {
    let writer: FileHandle | undefined;

    before(() => promisify(execFile)("mkfifo", [join(folder, "pipe")]));
    afterEach(() => writer?.close());

    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      it(`ends at the first ${signal} and keeps nothing`, async function () {
        this.timeout(60_000);
        const args = ["import", "pipe", "--tenant", "globex"];
        const { code, err } = await runCli(folder, { NIGHTSHIFT_DIR: "data" }, args, async (kill) => {
          // Opens once the command has opened the other end.
          writer = await open(join(folder, "pipe"), "w");
          await writer.write(`company_name\n${`Let go at ${signal}\n`.repeat(1_500)}`);
          kill(signal);
        });
        expect({ code, err }).to.deep.equal({
          code: STOP_SIGNALS[signal],
          err: `${onEmbedded("data")}Stopped. What was not finished has been rolled back.\n`,
        });
        const { out } = await importText(`company_name\nLet go at ${signal}\n`);
        expect(out).to.include("1 company imported, 0 updated");
      });
    }
  });
});

/** Looks until the folder's server runs. */
async function* untilAttached(directory: string): AsyncGenerator<void> {
  while ((await readServerPid(directory)) === null) {
    yield new Promise<void>((resolve) => setImmediate(resolve));
  }
}

async function readServerPid(directory: string): Promise<number | null> {
  const state = await readServerState(createLayout(directory).state);
  return state?.pid ?? null;
}
