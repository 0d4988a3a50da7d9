import { type ChildProcess, spawn } from "node:child_process";
import { chmod, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect } from "chai";
import {
  DEBIAN_POSTGRES_ADVICE,
  type DebianPostgres,
  findDebianPostgres,
  startDebianPostgres,
} from "../support/debian-postgres.ts";
import { skipWithout } from "../support/skip-without.ts";
import { ROOT, readFencedBlocks } from "./read-docs.ts";

const SERVICES = /nightshift (start|runner|bot)\b/;
/** Commands that end with another code on an installation that is not in use yet, and why. */
const EXPECTED: readonly (readonly [RegExp, readonly number[]])[] = [
  // Nothing can be crawled without a network, so the run may end degraded or failed.
  [/nightshift run /, [0, 6]],
  // Its unknown calls: none; no channel beside Slack.
  [/nightshift notifiers test/, [0]],
];

/** The lines of the shell blocks, those that go on below joined, comments and the two set-up commands left out. */
function commandsOf(page: string): string[] {
  return readFencedBlocks(page, "sh")
    .join("\n")
    .replace(/\\\n\s*/g, "")
    .split("\n")
    .map((line) => line.replace(/\s+#.*$/, "").trim())
    .filter((line) => line.includes(".bin/nightshift ") && !line.startsWith("npm "));
}

for (const kind of ["Debian's PostgreSQL", "the embedded database"] as const) {
  describe(`the commands of README and docs/running-in-production.md, in order, on ${kind}`, function () {
    this.timeout(600_000);
    let folder: string;
    let server: DebianPostgres | undefined;
    let settings: Record<string, string> = {};

    before(async function () {
      folder = await mkdtemp(join(tmpdir(), "nightshift-blocks-"));
      await chmod(folder, 0o755);
      for (const name of ["node_modules", "demo"]) await symlink(join(ROOT, name), join(folder, name));
      const common = { PORT: "0", SCHED_ENABLED: "false", CRAWLER_TIMEOUT_S: "2" };
      settings = { ...common, NIGHTSHIFT_DIR: join(folder, "data") };
      if (kind === "the embedded database") return;
      const programs = skipWithout(this, "postgresql", findDebianPostgres(), DEBIAN_POSTGRES_ADVICE);
      const [roles = ""] = readFencedBlocks("docs/running-in-production.md", "sql");
      server = await startDebianPostgres(programs, roles);
      settings = {
        ...common,
        DATABASE_URL: server.url("nightshift_app"),
        DATABASE_SERVICE_URL: server.url("nightshift_service"),
        SECRETS_KEY: "0".repeat(64),
      };
    });

    after(async () => {
      await server?.stop();
      await rm(folder, { recursive: true, force: true });
    });

    function launch(command: string): ChildProcess {
      // As the shell of a person would run it; `exec`, so that a signal reaches the program.
      const own = server === undefined ? {} : { MIGRATION_DATABASE_URL: server.url("nightshift_owner") };
      const isMigration = command.includes("nightshift migrate");
      const line = command.replace(/MIGRATION_DATABASE_URL=\S+ /, "");
      return spawn("sh", ["-c", `exec ${line}`], {
        cwd: folder,
        env: {
          PATH: process.env["PATH"],
          HOME: folder,
          ...(isMigration ? { ...own, ...(server === undefined && settings) } : settings),
        },
        stdio: ["ignore", "pipe", "pipe"],
      });
    }

    async function end(child: ChildProcess): Promise<{ code: number | null; said: string }> {
      const exited = new Promise<number | null>((done) => child.once("exit", done));
      const [out, err] = await Promise.all(
        [child.stdout, child.stderr].map(async (stream) => (stream === null ? "" : text(stream))),
      );
      return { code: await exited, said: `${out}${err}` };
    }

    async function serve(command: string): Promise<{ code: number | null; said: string }> {
      const child = launch(command);
      const ended = end(child);
      await new Promise<void>((ready) => {
        child.stderr?.on("data", (piece: Buffer) => {
          if (/"event":"nightshift\.started"|\bstarted\b/.test(String(piece))) ready();
        });
        void ended.then(() => ready());
      });
      child.kill("SIGTERM");
      return ended;
    }

    it("end as they should, and those that keep running end with 0 when they are told to", async () => {
      const migrate = commandsOf("docs/running-in-production.md").filter((line) => line.includes("migrate"));
      const pages = ["README.md", "docs/running-in-production.md"].flatMap(commandsOf);
      expect(pages).to.have.length.greaterThan(12);
      for (const command of [...migrate, ...pages]) {
        const { code, said } = SERVICES.test(command) ? await serve(command) : await end(launch(command));
        const expected = EXPECTED.find(([pattern]) => pattern.test(command))?.[1] ?? [0];
        expect(expected, `${command}\n${said}`).to.include(code);
      }
      if (server !== undefined) {
        const [row] = await server.query("select count(*)::int as companies from companies");
        expect(row).to.deep.equal({ companies: 60 });
      }
    });
  });
}
