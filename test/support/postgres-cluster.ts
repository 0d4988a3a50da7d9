import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  acquireEmbeddedPostgres,
  type EmbeddedPostgres,
} from "../../src/database/embedded/acquire-embedded-postgres.ts";
import { createLayout } from "../../src/database/embedded/folder/layout.ts";
import { findPostmaster } from "../../src/database/embedded/server/find-postmaster.ts";
import * as provisioning from "../../src/database/embedded/server/provision.ts";
import { readServerState, type ServerState } from "../../src/database/embedded/server/server-state.ts";
import { stopServer } from "../../src/database/embedded/server/stop-server.ts";
import { createUrl, withClient } from "../../src/database/embedded/server/with-client.ts";
import { takeScratchFolder } from "./run/scratch-folder.ts";
import { waitUntil } from "./wait-until.ts";

/** URLs of one database as each of the roles. */
export interface DatabaseUrls {
  readonly owner: string;
  readonly app: string;
  readonly service: string;
  readonly superuser: string;
}

/** The throw-away server that all tests of this process share; each file makes databases of its own in it. */
export interface TestCluster {
  urls(database: string): DatabaseUrls;
  /** Creates a database owned by `nightshift_owner`; a template must have no open connections. */
  createDatabase(name: string, template?: string): Promise<DatabaseUrls>;
  /** Drops it together with its open connections; does nothing when it is not there. */
  dropDatabase(name: string): Promise<void>;
  /** Ends the server without a warning, and waits until it is up again. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** Nothing in it outlives the tests, so it never waits for the disk. */
const SETTINGS = {
  fsync: "off",
  synchronous_commit: "off",
  full_page_writes: "off",
  max_connections: "200",
};

let started: Promise<TestCluster> | undefined;

/** The cluster of this process, started at the first call. */
export function startCluster(): Promise<TestCluster> {
  started ??= start();
  return started;
}

/** Ends the cluster if a test asked for one. */
export async function stopClusterIfStarted(): Promise<void> {
  await (await started)?.stop();
}

async function start(): Promise<TestCluster> {
  takeScratchFolder();
  const directory = await mkdtemp(join(tmpdir(), "cluster-"));
  const postgres = await acquireEmbeddedPostgres({ directory, settings: SETTINGS });
  const state = await readServerState(createLayout(directory).state);
  if (state === undefined) throw new Error("The test cluster has no postgres.json.");
  return createCluster(directory, postgres, state.passwords);
}

function createCluster(
  directory: string,
  postgres: EmbeddedPostgres,
  passwords: ServerState["passwords"],
): TestCluster {
  const { port } = postgres;
  const admin = createUrl(port, "postgres", passwords.postgres, "postgres");
  const urls = (database: string) => ({
    owner: createUrl(port, "nightshift_owner", passwords.nightshift_owner, database),
    app: createUrl(port, "nightshift_app", passwords.nightshift_app, database),
    service: createUrl(port, "nightshift_service", passwords.nightshift_service, database),
    superuser: createUrl(port, "postgres", passwords.postgres, database),
  });
  return {
    urls,
    async createDatabase(name, template) {
      await withClient(admin, (client) => provisioning.createDatabase(client, name, template));
      await provisioning.grantConnect(port, passwords, name);
      return urls(name);
    },
    async dropDatabase(name) {
      await withClient(admin, (client) =>
        client.query(`DROP DATABASE IF EXISTS ${client.escapeIdentifier(name)} WITH (FORCE)`),
      );
    },
    async restart() {
      const { data } = createLayout(directory);
      const server = await findPostmaster(data);
      if (server !== undefined) await stopServer(server.pid, data, "SIGQUIT");
      // Whoever holds the cluster notices, and starts it again.
      const answers = () =>
        withClient(admin, (client) => client.query("select 1")).then(
          () => true,
          () => false,
        );
      await waitUntil(answers, "Postgres to be up again", 30_000);
    },
    async stop() {
      started = undefined;
      await postgres.release();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
