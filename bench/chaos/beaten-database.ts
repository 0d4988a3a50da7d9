import { randomBytes } from "node:crypto";
import { openDatabase } from "../../src/database/database.ts";
import { withClient } from "../../src/database/embedded/server/with-client.ts";
import { migrate } from "../../src/database/migrate.ts";
import { ConfigurationError } from "../../src/errors.ts";
import { readAdministratorSql } from "../../test/support/administrator-sql.ts";
import {
  type DebianPostgres,
  type DebianStandby,
  startDebianPostgres,
} from "../../test/support/debian-postgres.ts";
import { type FreezingProxy, startFreezingProxy } from "../../test/support/freezing-proxy.ts";
import { type DatabaseUrls, startCluster } from "../../test/support/postgres-cluster.ts";
import { PGBOUNCER, startPgBouncer } from "../../test/support/start-pgbouncer.ts";
import { createTestDatabase, type TestDatabase } from "../../test/support/test-database.ts";

/** A database that can be hit, and the ways by which runners reach it. What a server of its kind cannot suffer is null. */
export interface BeatenDatabase {
  readonly description: string;
  /** The judge's own way in, which works again after every blow. */
  readonly test: TestDatabase;
  /** The addresses for runners. */
  readonly settings: { readonly DATABASE_URL: string; readonly DATABASE_SERVICE_URL: string };
  readonly ways: readonly FreezingProxy[];
  asSuperuser(statements: readonly string[]): Promise<void>;
  readonly restart: (() => Promise<void>) | null;
  /** Leaves no room on its disk until the returned function is called. */
  readonly fillDisk: (() => Promise<() => Promise<void>>) | null;
  /** Loses the primary and puts its standby in its place. */
  readonly failOver: (() => Promise<void>) | null;
  /** Ends it; the database itself goes with `test`. */
  close(): Promise<void>;
}

/** A database in the tests' embedded cluster. */
export async function beatEmbedded(): Promise<BeatenDatabase> {
  const test = await createTestDatabase();
  const app = await startFreezingProxy(test.urls.app);
  const asSuperuser = executor(test.urls.superuser);
  // The cluster of the tests may forget its last commits when it crashes; this is about a server that does not.
  await asSuperuser([inDatabase("set synchronous_commit = on")]);
  return {
    description: "the embedded Postgres, without a pooler",
    test,
    settings: {
      DATABASE_URL: app.through(test.urls.app),
      DATABASE_SERVICE_URL: app.through(test.urls.service),
    },
    ways: [app],
    asSuperuser,
    restart: async () => (await startCluster()).restart(),
    fillDisk: null,
    failOver: null,
    close: () => app.close(),
  };
}

/** One whose standby can be lost sight of. */
interface FollowedDatabase extends BeatenDatabase {
  /** From now on the standby hears nothing of its primary. */
  cutOff(): Promise<void>;
  failOver(): Promise<void>;
}

/**
 * Debian's Postgres on a small disk, with a standby that is synchronous unless it is told otherwise, behind Debian's PgBouncer in
 * transaction mode if it is installed.
 */
export async function beatDebian(programs: string, { isSynchronous = true } = {}): Promise<FollowedDatabase> {
  let primary: DebianPostgres = await startDebianPostgres(programs, readAdministratorSql(), {
    ownDisk: true,
  });
  const lost: DebianPostgres[] = [];
  await migrate(primary.urls.owner);
  let standby: DebianStandby = await followed(primary, isSynchronous);
  const bouncer = PGBOUNCER === null ? null : await startPgBouncer([primary.urls.app, primary.urls.service]);
  const app = await startFreezingProxy(bouncer?.through(primary.urls.app) ?? primary.urls.app);
  const service = await startFreezingProxy(primary.urls.service);
  const judge = await startFreezingProxy(primary.urls.service);
  const { urls } = primary;
  const ofJudge: DatabaseUrls = {
    owner: judge.through(urls.owner),
    app: judge.through(urls.app),
    service: judge.through(urls.service),
    superuser: judge.through(urls.superuser),
  };
  const database = await openDatabase(ofJudge, { poolSize: 6 });
  return {
    description: `Debian's PostgreSQL with ${isSynchronous ? "a synchronous" : "an asynchronous"} standby, ${bouncer === null ? "without a pooler" : "behind Debian's PgBouncer in transaction mode"}`,
    test: { database, urls: ofJudge, drop: () => database.close() },
    settings: { DATABASE_URL: app.through(urls.app), DATABASE_SERVICE_URL: service.through(urls.service) },
    ways: [app, service],
    asSuperuser: executor(ofJudge.superuser),
    async restart() {
      await primary.crash();
      await primary.resume();
    },
    fillDisk:
      primary.fillDisk === null ? null : async () => (await primary.fillDisk?.()) ?? (async () => undefined),
    async failOver() {
      await primary.crash();
      await standby.promote();
      lost.push(primary);
      primary = standby;
      if (bouncer === null) app.pointTo(primary.urls.app);
      else await bouncer.pointTo(primary.urls.app);
      service.pointTo(primary.urls.service);
      judge.pointTo(primary.urls.service);
      standby = await followed(primary, isSynchronous);
    },
    cutOff: () => standby.cutOff(),
    async close() {
      for (const way of [app, service, judge]) await way.close();
      await bouncer?.stop();
      for (const server of [...lost, standby, primary]) await server.stop();
    },
  };
}

/** Starts a standby, without which the server confirms nothing from then on if it is a synchronous one. */
async function followed(primary: DebianPostgres, isSynchronous: boolean): Promise<DebianStandby> {
  const standby = await primary.startStandby();
  if (!isSynchronous) return standby;
  await primary.query("alter system set synchronous_standby_names = '*'");
  await primary.query("select pg_reload_conf()");
  return standby;
}

/**
 * A database of its own in a server that somebody else runs: `postgres` is the address of its administrator, `pooler` that of
 * nightshift_app through a pooler. Throws ConfigurationError when the server has the roles already, since it is then in use.
 */
export async function beatGiven(postgres: string, pooler: string | null): Promise<BeatenDatabase> {
  const name = `chaos_${randomBytes(4).toString("hex")}`;
  const password =
    pooler === null ? randomBytes(12).toString("hex") : decodeURIComponent(new URL(pooler).password);
  const as = (role: string, base = postgres) => {
    const url = new URL(base);
    [url.username, url.password, url.pathname] = [role, encodeURIComponent(password), `/${name}`];
    return url.href;
  };
  const superuser = new URL(postgres);
  superuser.pathname = `/${name}`;
  const urls = {
    owner: as("nightshift_owner"),
    app: as("nightshift_app"),
    service: as("nightshift_service"),
    superuser: superuser.href,
  };
  await withClient(postgres, async (client) => {
    const { rowCount } = await client.query("select from pg_roles where rolname like 'nightshift\\_%'");
    if (rowCount !== 0) {
      throw new ConfigurationError([
        {
          name: "--postgres",
          problem: "names a server that has nightshift's roles: give one that may be hit",
        },
      ]);
    }
    const sql = readAdministratorSql()
      .replaceAll("…", password)
      .replaceAll("nightshift owner", `${name} owner`);
    for (const statement of sql.split(";").filter((text) => text.trim() !== ""))
      await client.query(statement);
  });
  await migrate(urls.owner);
  const app = await startFreezingProxy(pooler ?? urls.app);
  const service = await startFreezingProxy(urls.service);
  const database = await openDatabase(urls, { poolSize: 6 });
  return {
    description: `a given server, ${pooler === null ? "without a pooler" : "behind a given pooler"}`,
    test: {
      database,
      urls,
      async drop() {
        await database.close();
        await executor(postgres)([
          `drop database ${name} with (force)`,
          "drop role nightshift_owner, nightshift_app, nightshift_service",
        ]);
      },
    },
    settings: {
      DATABASE_URL: app.through(as("nightshift_app", pooler ?? postgres)),
      DATABASE_SERVICE_URL: service.through(urls.service),
    },
    ways: [app, service],
    asSuperuser: executor(urls.superuser),
    restart: null,
    fillDisk: null,
    failOver: null,
    async close() {
      for (const way of [app, service]) await way.close();
    },
  };
}

/** Something done to the database one is connected to, e.g. `connection limit 0`. */
export function inDatabase(what: string): string {
  return `do $$ begin execute format('alter database %I ${what}', current_database()); end $$`;
}

function executor(superuser: string) {
  return (statements: readonly string[]) =>
    withClient(superuser, async (client) => {
      for (const sql of statements) await client.query(sql);
    });
}
