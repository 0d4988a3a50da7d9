import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, chown, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getuid, kill } from "node:process";
import { expect } from "chai";
import {
  acquireEmbeddedPostgres,
  type EmbeddedPostgres,
} from "../../../src/database/embedded/acquire-embedded-postgres.ts";
import { createLayout } from "../../../src/database/embedded/folder/layout.ts";
import { findPostmaster, isPostmaster } from "../../../src/database/embedded/server/find-postmaster.ts";
import { readServerState } from "../../../src/database/embedded/server/server-state.ts";
import { stopServer } from "../../../src/database/embedded/server/stop-server.ts";
import { createUrl, withClient } from "../../../src/database/embedded/server/with-client.ts";
import { DatabaseUnavailableError } from "../../../src/errors.ts";
import { forkHolder, type Holder } from "../../support/fork-holder.ts";
import { waitUntil } from "../../support/wait-until.ts";

const NOBODY = { uid: 65534, gid: 65534 };
const isRoot = getuid?.() === 0;

describe("the embedded Postgres", function () {
  this.timeout(60_000);
  this.slow(1_000);

  let base: string;
  let shared: string; // a folder whose cluster is made once
  const cleanUps: (() => Promise<unknown>)[] = [];

  before(async () => {
    base = await mkdtemp(join(tmpdir(), "nightshift-embedded-"));
    await chmod(base, 0o755);
    shared = join(base, "shared");
  });
  afterEach(async () => {
    for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
  });
  after(async () => {
    for (const name of await readdir(base)) {
      const { data } = createLayout(join(base, name));
      const left = await findPostmaster(data).catch(() => undefined);
      if (left !== undefined) await stopServer(left.pid, data, "SIGQUIT");
    }
    await rm(base, { recursive: true, force: true });
  });

  async function acquire(directory = shared): Promise<EmbeddedPostgres> {
    const postgres = await acquireEmbeddedPostgres({ directory, settings: { fsync: "off" } });
    cleanUps.push(() => postgres.release());
    return postgres;
  }

  function hold(directory = shared, user = {}): Holder {
    const holder = forkHolder(directory, user);
    cleanUps.push(async () => {
      if (holder.child.exitCode === null && holder.child.signalCode === null) await holder.kill();
    });
    return holder;
  }

  async function serverPid(directory = shared): Promise<number> {
    const pid = (await readServerState(createLayout(directory).state))?.pid;
    if (typeof pid !== "number") throw new Error("postgres.json names no process");
    return pid;
  }

  async function superuserUrl(port: number): Promise<string> {
    const state = await readServerState(createLayout(shared).state);
    return createUrl(port, "postgres", state?.passwords.postgres ?? "", "nightshift");
  }

  async function killServer(): Promise<void> {
    const pid = await serverPid();
    kill(pid, "SIGKILL");
    await waitUntil(() => !isPostmaster(pid, createLayout(shared).data));
  }

  async function ask(url: string, sql: string): Promise<unknown> {
    return withClient(url, async (client) => {
      const { rows } = await client.query<{ answer: unknown }>(sql);
      return rows[0]?.answer;
    });
  }

  it("ends with one server when two processes start at the same instant on an empty folder", async () => {
    const [first, second] = [hold(), hold()];
    const reports = await Promise.all([first.report, second.report]);
    const { data } = createLayout(shared);
    expect(reports.map(({ message }) => message)).to.deep.equal([undefined, undefined]);
    expect(reports[0].port).to.be.a("number").and.equal(reports[1].port);
    expect(reports[0].url).to.equal(reports[1].url);
    expect(await postmastersOf(data)).to.deep.equal([await serverPid()]);
    await Promise.all([first.release(), second.release()]);
    expect(await postmastersOf(data)).to.deep.equal([]);
  });

  it("keeps passwords in files that only their owner may read", async () => {
    const { state, log, data, attached } = createLayout(shared);
    const modes = await Promise.all(
      [state, log, data, attached].map(async (path) => (await stat(path)).mode),
    );
    expect(modes.map((mode) => (mode & 0o777).toString(8))).to.deep.equal(["600", "600", "700", "700"]);
  });

  it("gives every role a password of its own and refuses any other", async () => {
    const { urls } = await acquire();
    const passwords = Object.values(urls).map((url) => new URL(url).password);
    expect(new Set(passwords).size).to.equal(4);
    expect(Math.min(...passwords.map((password) => password.length))).to.be.at.least(32);
    const wrong = new URL(urls.app);
    wrong.password = "password";
    expect(await codeOf(ask(wrong.href, "SELECT 1"))).to.equal("28P01");
  });

  it("gives none of the three roles power over the others", async () => {
    const { urls } = await acquire();
    const powers = await ask(
      urls.owner,
      `SELECT count(*)::int AS answer FROM pg_roles WHERE rolname LIKE 'nightshift%'
         AND NOT (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication) AND rolcanlogin`,
    );
    expect(powers).to.equal(3);
  });

  it("lets the owner alone create schemas and tables", async () => {
    const { urls } = await acquire();
    await ask(urls.owner, "CREATE SCHEMA drawer");
    await ask(urls.owner, "CREATE TABLE public.desk ()");
    for (const url of [urls.app, urls.service]) {
      expect(await codeOf(ask(url, "CREATE TABLE public.c ()"))).to.equal("42501");
      expect(await codeOf(ask(url, "CREATE SCHEMA d"))).to.equal("42501");
    }
  });

  it("speaks UTF-8 on the loopback address only", async () => {
    const { port } = await acquire();
    const answer = await ask(
      await superuserUrl(port),
      `SELECT concat_ws(' ', current_setting('server_encoding'), current_setting('listen_addresses'),
         '[' || current_setting('unix_socket_directories') || ']', upper('é')) AS answer`,
    );
    expect(answer).to.equal("UTF8 127.0.0.1 [] É");
  });

  it("stays up while anyone holds it and is gone when the last has let go", async () => {
    const [first, second] = [await acquire(), await acquire()];
    const pid = await serverPid();
    await first.release();
    await first.release();
    expect(await ask(second.urls.app, "SELECT 1 AS answer")).to.equal(1);
    await second.release();
    expect(isPostmaster(pid, createLayout(shared).data)).to.equal(false);
    expect((await readServerState(createLayout(shared).state))?.pid).to.equal(null);
  });

  it("attaches to the server of a starter that was killed, and stops it in its stead", async () => {
    const starter = hold();
    const { port } = await starter.report;
    const pid = await serverPid();
    await starter.kill();
    const postgres = await acquire();
    expect([postgres.port, await serverPid()]).to.deep.equal([port, pid]);
    await postgres.release();
    expect(isPostmaster(pid, createLayout(shared).data)).to.equal(false);
  });

  it("does not stop the server under a process that still holds it", async () => {
    const other = hold();
    await other.report;
    const postgres = await acquire();
    await postgres.release();
    expect(isPostmaster(await serverPid(), createLayout(shared).data)).to.equal(true);
    await other.release();
  });

  it("brings a killed server back on its port, with its data, while someone holds it", async () => {
    const { urls } = await acquire();
    await ask(urls.owner, "CREATE TABLE kept AS SELECT 42 AS answer");
    const pid = await serverPid();
    await killServer();
    const answer = await waitUntil(() => ask(urls.owner, "SELECT answer FROM kept").catch(() => undefined));
    expect(answer).to.equal(42);
    await waitUntil(async () => (await serverPid()) !== pid);
  });

  it("starts anew, with its data, after both the server and its only holder were killed", async () => {
    const holder = hold();
    const { url = "" } = await holder.report;
    await ask(url, "CREATE TABLE survivor AS SELECT 43 AS answer");
    await holder.kill();
    await killServer();
    const { urls } = await acquire();
    expect(await ask(urls.owner, "SELECT answer FROM survivor")).to.equal(43);
  });

  it("is not misled by a postmaster.pid that names a process of another kind", async () => {
    const { data } = createLayout(shared);
    const { uid, gid } = await stat(data);
    const stranger = spawn("sleep", ["600"], { cwd: "/", uid, gid });
    cleanUps.push(async () => stranger.kill("SIGKILL"));
    await once(stranger, "spawn");
    const pidFile = join(data, "postmaster.pid");
    await writeFile(pidFile, `${stranger.pid}\n${data}\n1700000000\n5432\n\n127.0.0.1\n`);
    await chown(pidFile, uid, gid);
    const { urls } = await acquire();
    expect(await ask(urls.app, "SELECT 1 AS answer")).to.equal(1);
    expect(stranger.exitCode ?? stranger.signalCode).to.equal(null);
  });

  for (const [what, content] of [
    ["names nobody", "4194303\nx\n1\n5432\n"],
    ["is empty", ""],
  ] as const) {
    it(`starts over a postmaster.pid that ${what}`, async () => {
      await writeFile(join(createLayout(shared).data, "postmaster.pid"), content);
      const { urls } = await acquire();
      expect(await ask(urls.app, "SELECT 1 AS answer")).to.equal(1);
    });
  }

  it("takes the next free port when its old one is taken", async () => {
    const { createServer } = await import("node:net");
    const port = (await readServerState(createLayout(shared).state))?.port ?? 0;
    const squatter = createServer().listen(port, "127.0.0.1");
    cleanUps.push(async () => squatter.close());
    await once(squatter, "listening");
    const postgres = await acquire();
    expect(postgres.port).to.not.equal(port);
    expect(await ask(postgres.urls.app, "SELECT 1 AS answer")).to.equal(1);
  });

  it("makes new passwords when postgres.json was lost, and keeps the data", async () => {
    const old = await acquire();
    await ask(old.urls.owner, "CREATE TABLE treasure AS SELECT 44 AS answer");
    await old.release();
    await rm(createLayout(shared).state);
    const { urls } = await acquire();
    expect(await ask(urls.owner, "SELECT answer FROM treasure")).to.equal(44);
    expect(urls.owner).to.not.equal(old.urls.owner);
  });

  it("starts again from nothing when the starter was killed while it made the cluster", async () => {
    const directory = join(base, "interrupted");
    const starter = hold(directory);
    await waitUntil(async () => {
      const names = await readdir(directory).catch(() => []);
      return names.some((name) => name.startsWith("initdb-"));
    });
    await starter.kill();
    const { urls } = await acquire(directory);
    expect(await ask(urls.app, "SELECT 1 AS answer")).to.equal(1);
    expect((await readdir(directory)).filter((name) => name.startsWith("initdb-"))).to.deep.equal([]);
  });

  it("names the cluster's version when another major release made it", async () => {
    const directory = join(base, "old-release");
    await mkdir(join(directory, "postgres"), { recursive: true });
    await writeFile(join(directory, "postgres", "PG_VERSION"), "17\n");
    const error = await errorOf(acquireEmbeddedPostgres({ directory }));
    expect(error).to.be.instanceOf(DatabaseUnavailableError);
    expect(error.message).to.include("Postgres 17").and.to.include(directory);
  });

  it("names the folder that the server may not enter", async () => {
    const closed = join(base, "closed");
    await mkdir(closed);
    await chmod(closed, isRoot ? 0o700 : 0o000);
    const error = await errorOf(acquireEmbeddedPostgres({ directory: join(closed, "inner") }));
    await chmod(closed, 0o755);
    expect(error).to.be.instanceOf(DatabaseUnavailableError);
    expect(error.message).to.include(closed).and.to.include("DATABASE_URL");
  });

  describe("as an ordinary user", () => {
    before(function () {
      if (!isRoot) this.skip(); // every test above has then run as an ordinary user
    });

    it("runs the server as that user", async () => {
      const directory = join(base, "ordinary");
      await mkdir(directory);
      await chown(directory, NOBODY.uid, NOBODY.gid);
      const holder = hold(directory, NOBODY);
      const { url = "", message } = await holder.report;
      expect(message).to.equal(undefined);
      expect(await ask(url, "SELECT current_user AS answer")).to.equal("nightshift_owner");
      expect((await stat(`/proc/${await serverPid(directory)}`)).uid).to.equal(NOBODY.uid);
      await holder.release();
      expect(await postmastersOf(createLayout(directory).data)).to.deep.equal([]);
    });

    it("says which folder of another user it cannot use", async () => {
      const directory = join(base, "of-root");
      await mkdir(directory, { mode: 0o700 });
      const { code, message } = await hold(directory, NOBODY).report;
      expect(code).to.equal("database_unavailable");
      expect(message).to.include(directory);
    });
  });
});

/** The pids of all servers that run on the cluster. */
async function postmastersOf(data: string): Promise<number[]> {
  const pids = (await readdir("/proc")).map(Number).filter(Number.isInteger);
  const running: number[] = [];
  for (const pid of pids) {
    const command = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
    if (command.split("\0").includes(data) && isPostmaster(pid, data)) running.push(pid);
  }
  return running;
}

async function errorOf(promise: Promise<unknown>): Promise<Error> {
  const outcome = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (outcome instanceof Error) return outcome;
  throw new Error("expected a failure");
}

async function codeOf(promise: Promise<unknown>): Promise<unknown> {
  const error = await errorOf(promise);
  return "code" in error ? error.code : undefined;
}
