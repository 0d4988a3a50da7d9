import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, mkdtemp, readdir, readFile, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { readFencedBlocks } from "../docs/read-docs.ts";
import {
  DEBIAN_POSTGRES_ADVICE,
  type DebianPostgres,
  findDebianPostgres,
  startDebianPostgres,
} from "../support/debian-postgres.ts";
import { skipWithout } from "../support/skip-without.ts";
import { waitUntil } from "../support/wait-until.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const run = promisify(execFile);

/** The steps of the Dockerfile and of docs/running-in-production.md, by hand: there is no engine where this was written. */
describe("what the image holds", function () {
  this.timeout(120_000);
  let server: DebianPostgres;
  let programs: string;
  let image: string;

  before(async function () {
    programs = skipWithout(this, "postgresql", findDebianPostgres(), DEBIAN_POSTGRES_ADVICE);
    const [roles = ""] = readFencedBlocks("docs/running-in-production.md", "sql");
    server = await startDebianPostgres(programs, roles);
    image = await mkdtemp(join(tmpdir(), "image-"));
    const { stdout } = await run(process.execPath, [join(ROOT, "bin/build.mjs")]);
    await cp(join(ROOT, stdout.trim(), ".."), join(image, "dist"), { recursive: true });
    await cp(join(ROOT, "package.json"), join(image, "package.json"));
    const recipe = await readFile(join(ROOT, "Dockerfile"), "utf8");
    const final = recipe.slice(recipe.lastIndexOf("\nFROM "));
    for (const [, from = "", to = ""] of final.matchAll(/^COPY (?!--)(\S+) (\S+)$/gm))
      await cp(join(ROOT, from), join(image, to), { recursive: true });
    // The packages, without those that the Dockerfile removes.
    const removed = /rm -rf ([^\n]+)/.exec(recipe)?.[1]?.split(" ") ?? [];
    expect(removed).to.include("esbuild");
    await mkdir(join(image, "node_modules"));
    for (const name of await readdir(join(ROOT, "node_modules")))
      if (!removed.includes(name) && !name.startsWith("."))
        await symlink(join(ROOT, "node_modules", name), join(image, "node_modules", name));
  });
  after(() => server?.stop());

  const working = () => ({
    PATH: process.env["PATH"],
    DATABASE_URL: server.url("nightshift_app"),
    DATABASE_SERVICE_URL: server.url("nightshift_service"),
    SECRETS_KEY: "0".repeat(64),
    PORT: "0",
  });
  const nightshift = (args: readonly string[], env: NodeJS.ProcessEnv) =>
    run(process.execPath, [join(image, "dist/main.js"), ...args], { cwd: image, env });

  it("migrates, answers probes as a bot, and ends on SIGTERM", async () => {
    const migrated = await nightshift(["migrate"], {
      PATH: process.env["PATH"],
      MIGRATION_DATABASE_URL: server.url("nightshift_owner"),
    });
    expect(migrated.stdout).to.contain("CreateRoles");
    const bot = spawn(process.execPath, [join(image, "dist/main.js"), "bot"], { cwd: image, env: working() });
    let said = "";
    bot.stderr.setEncoding("utf8").on("data", (text: string) => {
      said += text;
    });
    const exited = once(bot, "exit");
    try {
      const url = await waitUntil(() => {
        if (bot.exitCode !== null) throw new Error(`The bot ended: ${said}`);
        return /Listening on (\S+)/.exec(said)?.[1];
      }, "the bot is up");
      expect((await fetch(`${url}/livez`)).status).to.equal(200);
      expect((await fetch(`${url}/readyz`)).status).to.equal(200);
      expect((await fetch(`${url}/health`)).status, "no runner is up").to.equal(503);
    } finally {
      bot.kill("SIGTERM");
    }
    await exited;
    expect(bot.exitCode, said).to.equal(0);
  });

  it("is backed up with pg_dump and restored under the same roles, row by row and policy by policy", async () => {
    await nightshift(["seed"], working());
    const count =
      "select (select count(*) from tenants) as tenants, (select count(*) from run_event_logs) as events, (select count(*) from pg_policies) as policies";
    const [before] = await server.query(count);
    const dump = join(image, "nightshift.dump");
    await run(join(programs, "pg_dump"), ["--format=custom", `--file=${dump}`, server.url("admin")]);
    await server.query("alter database nightshift rename to nightshift_lost").catch(() => undefined);
    const admin = new URL(server.url("admin"));
    admin.pathname = "/postgres";
    await run(join(programs, "psql"), [
      admin.href,
      "-c",
      "create database nightshift_restored owner nightshift_owner",
    ]);
    const restored = new URL(server.url("admin"));
    restored.pathname = "/nightshift_restored";
    await run(join(programs, "pg_restore"), [
      `--dbname=${restored.href}`,
      "--enable-row-security",
      "--exit-on-error",
      dump,
    ]);
    const ask = async (sql: string) =>
      (await run(join(programs, "psql"), [restored.href, "-At", "-F", ",", "-c", sql])).stdout.trim();
    expect(await ask(count)).to.equal(Object.values(before ?? {}).join(","));
    expect(await ask("select tableowner from pg_tables where tablename = 'tenants'")).to.equal(
      "nightshift_owner",
    );
    // The product works on it: as its own roles, which see no more than before.
    const elsewhere = (url: string) => {
      const moved = new URL(url);
      moved.pathname = "/nightshift_restored";
      return moved.href;
    };
    const env = working();
    const listed = await nightshift(["tenants", "list", "--json"], {
      ...env,
      DATABASE_URL: elsewhere(env.DATABASE_URL),
      DATABASE_SERVICE_URL: elsewhere(env.DATABASE_SERVICE_URL),
    });
    expect(listed.stdout).to.contain("acme").and.contain("globex");
    const app = elsewhere(env.DATABASE_URL);
    const seen = await run(join(programs, "psql"), [app, "-At", "-c", "select count(*) from run_event_logs"]);
    expect(seen.stdout.trim(), "no tenant is set").to.equal("0");
  });
});
