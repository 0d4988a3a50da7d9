import { randomBytes } from "node:crypto";
import { kill } from "node:process";
import { expect } from "chai";
import { openDatabase } from "../../../../src/database/database.ts";
import { createKey } from "../../../../src/database/tenants/key-change-store.ts";
import { type ForkedServer, forkHttpServer } from "../../../support/fork-http-server.ts";
import { stopClusterIfStarted } from "../../../support/postgres-cluster.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../../../support/test-database.ts";
import { waitUntil } from "../../../support/wait-until.ts";

const REQUESTS = 200;
const EVENTS = 50;
const SENDERS = 4;
const KILLS = 10;

/** Kills at chance moments of a load of 200 requests, each sent again until it is answered. */
describe("a load of events during which something is killed", function () {
  this.timeout(600_000);
  let test: TestDatabase;
  let token: string;

  beforeEach(async () => {
    test = await createTestDatabase();
    await createTestTenant(test.database, "acme");
    const wish = {
      tenantId: "acme",
      name: "load",
      scopes: ["ingest"] as const,
      expiresAt: null,
      actor: "cli",
    };
    ({ token } = await createKey(test.database, wish, randomBytes));
  });

  /** Sends all requests, calling `disturb` now and then; returns how many events were said to be accepted. */
  async function load(urlOf: () => string, disturb: () => Promise<void>): Promise<number> {
    const ts = new Date().toISOString();
    let next = 0;
    let accepted = 0;
    const disturbances: Promise<void>[] = [];
    const sender = async () => {
      for (let request = next++; request < REQUESTS; request = next++) {
        if (request % (REQUESTS / KILLS) === 7) disturbances.push(disturb());
        const events = Array.from({ length: EVENTS }, (_, index) => ({
          type: "step",
          agent_id: `agent-${request % 3}`,
          stage: "work",
          status: "success",
          dedupe_key: `${request}.${index}`,
          ts,
        }));
        for (;;) {
          const answer = await fetch(`${urlOf()}/api/obs/ingest/events`, {
            method: "POST",
            headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
            body: JSON.stringify(events),
          }).catch(() => null);
          if (answer?.status === 200) {
            accepted += EVENTS;
            await answer.text();
            break;
          }
          expect(answer?.status ?? 503).to.equal(503);
          await new Promise((resolve) => setTimeout(resolve, 50));
        }
      }
    };
    await Promise.all(Array.from({ length: SENDERS }, sender));
    // The last kill may come after the last answer: what was accepted must outlive that one as well.
    await Promise.all(disturbances);
    return accepted;
  }

  async function stored() {
    let row: Awaited<ReturnType<typeof countStored>>;
    await waitUntil(async () => {
      row = await countStored().catch(() => undefined);
      return row !== undefined;
    }, "Postgres to be up again");
    return row;
  }

  async function countStored() {
    const database = await openDatabase(test.urls);
    try {
      const [row] = await database.withService((transaction) =>
        transaction.query<{ rows: number; keys: number; counted: number }[]>(
          `select count(*)::int as rows, count(distinct dedupe_key)::int as keys,
             (select sum(events)::int from agent_quarters) as counted from run_event_logs`,
        ),
      );
      return row;
    } finally {
      await database.close();
    }
  }

  const ALL = REQUESTS * EVENTS;

  // A cluster that was crashed on purpose, and never waited for its disk, is nothing to build the next file's tests on.
  after(stopClusterIfStarted);

  it("has every accepted event exactly once when the server's process is killed ten times", async () => {
    let server: ForkedServer = await forkHttpServer(test.urls);
    let restart = Promise.resolve();
    try {
      const accepted = await load(
        () => server.url,
        () => {
          restart = restart.then(async () => {
            await server.kill();
            server = await forkHttpServer(test.urls);
          });
          return restart;
        },
      );
      await restart;
      expect(accepted).to.equal(ALL);
      expect(await stored()).to.deep.equal({ rows: ALL, keys: ALL, counted: ALL });
    } finally {
      await server.kill();
      await test.drop();
    }
  });

  it("has every accepted event exactly once when Postgres crashes ten times", async () => {
    const server = await forkHttpServer(test.urls);
    try {
      const crash = async () => {
        const database = await openDatabase(test.urls, { poolSize: 1 });
        try {
          // The end of one backend by SIGKILL makes Postgres restart as after a crash, all of it.
          const [row] = await database.withService((transaction) =>
            transaction.query<{ pid: number }[]>("select pg_backend_pid() as pid"),
          );
          if (row !== undefined) kill(row.pid, "SIGKILL");
        } finally {
          await database.close().catch(() => undefined);
        }
      };
      await test.database.close();
      const accepted = await load(
        () => server.url,
        () => crash().catch(() => undefined),
      );
      expect(accepted).to.equal(ALL);
      expect(await stored()).to.deep.equal({ rows: ALL, keys: ALL, counted: ALL });
    } finally {
      await server.kill();
    }
  });
});
