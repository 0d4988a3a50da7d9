import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { OWNER_LIMITS, SESSION_LIMITS } from "../../../src/database/embedded/server/session-limits.ts";
import { readFencedBlocks } from "../../docs/read-docs.ts";
import {
  DEBIAN_POSTGRES_ADVICE,
  type DebianPostgres,
  findDebianPostgres,
  startDebianPostgres,
} from "../../support/debian-postgres.ts";
import { runCli } from "../../support/run-cli.ts";
import { skipWithout } from "../../support/skip-without.ts";

describe("a Postgres of one's own", function () {
  this.timeout(120_000);
  let programs: string;
  let folder: string;
  let server: DebianPostgres;

  before(async function () {
    programs = skipWithout(this, "postgresql", findDebianPostgres(), DEBIAN_POSTGRES_ADVICE);
    folder = await mkdtemp(join(tmpdir(), "nightshift-own-"));
    await chmod(folder, 0o755);
    const [roles = ""] = readFencedBlocks("docs/running-in-production.md", "sql");
    server = await startDebianPostgres(programs, roles);
  });

  after(async () => {
    await server?.stop();
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  });

  const working = () => ({
    DATABASE_URL: server.url("nightshift_app"),
    DATABASE_SERVICE_URL: server.url("nightshift_service"),
    SECRETS_KEY: "0".repeat(64),
  });
  const isEmbeddedStarted = () => existsSync(join(folder, ".nightshift"));

  it("has the same roles, with the product's own limits, by SQL and by deploy/make-roles.sh", async () => {
    const sql = "select rolname, rolconfig from pg_roles where rolname like 'nightshift_%' order by 1";
    const settings = (limits: Readonly<Record<string, string>>) =>
      Object.entries(limits).map(([name, value]) => `${name}=${value}`);
    const expected = [
      { rolname: "nightshift_app", rolconfig: settings(SESSION_LIMITS) },
      { rolname: "nightshift_owner", rolconfig: settings(OWNER_LIMITS) },
      { rolname: "nightshift_service", rolconfig: settings(SESSION_LIMITS) },
    ];
    expect(await server.query(sql)).to.deep.equal(expected);
    const other = await startDebianPostgres(programs, "");
    try {
      const { hostname, port, username, password } = new URL(other.url("admin"));
      execFileSync("sh", ["deploy/make-roles.sh"], {
        env: {
          PATH: `${programs}:${process.env["PATH"]}`,
          ...{ PGHOST: hostname, PGPORT: port, PGUSER: username, PGPASSWORD: password },
          ...{ OWNER_PASSWORD: "o'1", APP_PASSWORD: "a", SERVICE_PASSWORD: "s" },
        },
        stdio: "ignore",
      });
      expect(await other.query(sql)).to.deep.equal(expected);
    } finally {
      await other.stop();
    }
  });

  it("is not migrated by a role that may not change it, and says which role does", async () => {
    const { code, err } = await runCli(folder, { MIGRATION_DATABASE_URL: server.url("nightshift_app") }, [
      "migrate",
    ]);
    expect(code, err).to.equal(2);
    expect(err).to.include("names a role that may not change the schema").and.include("nightshift_app");
    expect(err).not.to.include("    at ");
  });

  it("says that it is not migrated, and how it is", async () => {
    const { code, err } = await runCli(folder, working(), ["tenants", "list"]);
    expect(code, err).to.equal(5);
    expect(err).to.include("nightshift migrate");
  });

  it("is migrated by its owner's address alone, and the embedded one is left out of it", async () => {
    const settings = { MIGRATION_DATABASE_URL: server.url("nightshift_owner") };
    const { code, out, err } = await runCli(folder, settings, ["migrate"]);
    expect(code, err).to.equal(0);
    expect(err).to.match(/^Database: 127\.0\.0\.1:\d+\/nightshift as nightshift_owner\n/);
    const [row] = await server.query("select count(*)::int as count from migrations");
    expect(row).to.deep.equal({ count: out.trim().split("\n").length });
    expect(isEmbeddedStarted()).to.equal(false);
  });

  it("is worked on by its two other roles, and named at each command", async () => {
    const { code, out, err } = await runCli(folder, working(), ["seed"]);
    expect(code, err).to.equal(0);
    expect(out).to.include("Created tenant acme");
    expect(err).to.match(/^Database: 127\.0\.0\.1:\d+\/nightshift as nightshift_app\n/);
    expect(isEmbeddedStarted()).to.equal(false);
  });

  it("is not silently another one for commands that lack its working addresses", async () => {
    const settings = { MIGRATION_DATABASE_URL: server.url("nightshift_owner") };
    const { code, err } = await runCli(folder, settings, ["tenants", "list"]);
    expect(code).to.equal(2);
    expect(err)
      .to.match(/^ {2}DATABASE_URL: is required/m)
      .and.match(/^ {2}DATABASE_SERVICE_URL: is required/m);
    expect(isEmbeddedStarted()).to.equal(false);
  });

  for (const setting of ["DATABASE_URL", "DATABASE_SERVICE_URL"] as const) {
    it(`says at once that the password of ${setting} is wrong`, async () => {
      const role = setting === "DATABASE_URL" ? "nightshift_app" : "nightshift_service";
      const settings = { ...working(), [setting]: server.url(role, "not-the-password") };
      const { code, err } = await runCli(folder, settings, ["tenants", "list"]);
      expect(code).to.equal(5);
      expect(err).to.include(`password authentication failed for user "${role}"`).and.include(setting);
      expect(err).not.to.include("did not answer").and.not.include("not-the-password");
    });
  }

  it("is found by the doctor to be worked on as its owner", async () => {
    const owner = server.url("nightshift_owner");
    const settings = { ...working(), DATABASE_URL: owner, DATABASE_SERVICE_URL: owner };
    const { code, out } = await runCli(folder, settings, ["doctor", "--json"]);
    expect(code).to.equal(1);
    expect(out).to.include("owns tables: tenants are not kept apart");
    const well = await runCli(folder, working(), ["doctor", "--json"]);
    expect(well.out).to.include("are held back by row-level security");
    expect(well.code, well.out).to.equal(0);
    expect((await runCli(folder, working(), ["doctor", "--live"])).code).to.equal(1);
  });

  it("says at once that the owner's password is wrong", async () => {
    const settings = { MIGRATION_DATABASE_URL: server.url("nightshift_owner", "not-the-password") };
    const { code, err } = await runCli(folder, settings, ["migrate"]);
    expect(code).to.equal(5);
    expect(err).to.include('password authentication failed for user "nightshift_owner"');
  });
});
