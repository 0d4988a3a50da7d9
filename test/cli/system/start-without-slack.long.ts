import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer as createHttpServer } from "node:http";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { createSocketModeServer, type SocketModeServer } from "../../../demo/desk/socket-mode-server.ts";
import { EVALUATE_QUEUE } from "../../../src/alerts/alert-queues.ts";
import { askForJob } from "../../../src/database/jobs/job-outbox-store.ts";
import { storeRun } from "../../alerts/stored-run.ts";
import { patience } from "../../support/patience.ts";
import { runCli } from "../../support/run-cli.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../../support/test-database.ts";
import { waitUntil } from "../../support/wait-until.ts";

const APP_TOKEN = "xapp-1-test";

/** How Slack is away: nothing listens, every connection is cut, every answer is an error, or there is no answer. */
const WAYS = ["refuse", "cut", "502", "hang"] as const;

describe("the whole process while Slack is away", function () {
  this.timeout(600_000);
  let test: TestDatabase;
  let folder: string;
  let slack: Awaited<ReturnType<typeof startSlack>>;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "nightshift-away-"));
    test = await createTestDatabase();
    slack = await startSlack();
  });
  afterEach(async () => {
    await slack.close();
    await test.drop();
    await rm(folder, { recursive: true, force: true });
  });

  for (const way of WAYS) {
    for (const overSocket of [true, false]) {
      it(`starts, works and stops while Slack is away (${way}), over ${overSocket ? "Socket Mode" : "HTTP"}`, async () => {
        await slack.leave(way);
        const port = await freePort();
        const log = join(folder, "nightshift.log");
        const get = async (path: string) => {
          const answer = await fetch(`http://127.0.0.1:${port}${path}`);
          return { status: answer.status, body: (await answer.json()) as Health };
        };
        const settings = {
          DATABASE_URL: test.urls.app,
          DATABASE_SERVICE_URL: test.urls.service,
          SECRETS_KEY: "7d".repeat(32),
          SCHED_ENABLED: "false",
          LOG_LEVEL: "info",
          LOG_FILE: log,
          PORT: String(port),
          SLACK_BOT_TOKEN: "xoxb-test",
          SLACK_SIGNING_SECRET: "a-signing-secret",
          SLACK_API_URL: slack.apiUrl,
          ...(overSocket && { SLACK_APP_TOKEN: APP_TOKEN }),
        };
        let stoppedAtMs = 0;
        const { code, err } = await runCli(folder, settings, ["start"], async (kill) => {
          const isUp = () =>
            get("/livez").then(
              ({ status }) => status === 200,
              () => false,
            );
          await waitUntil(isUp, "the server", 60_000);
          if (overSocket) {
            await waitUntil(
              async () => (await get("/readyz")).body.degraded?.includes("slack_socket") === true,
              "/readyz",
              30_000,
            );
            const { status, body } = await get("/health");
            expect(status).to.equal(200);
            expect(body.checks?.["slack_socket"]?.status).to.equal("degraded");
          }
          // The runner goes on: it judges a run that ended badly, and the alert waits.
          await raise("first");
          await waitUntil(async () => (await cards()).length === 1, "the alert", 60_000);
          expect(slack.posted).to.deep.equal([]);

          await slack.return();
          await waitUntil(() => slack.posted.length === 1, "the card, once Slack is back", 120_000);
          if (overSocket) {
            await waitUntil(() => slack.socket().connections > 0, "the connection", 60_000);
            const command = { command: "/nightshift", text: "help", user_id: "U1", team_id: "T1" };
            expect((await slack.socket().send("slash_commands", command)).isOk).to.equal(true);
          }

          await slack.leave(way);
          await raise("second");
          await waitUntil(async () => (await cards()).length === 2, "another alert", 60_000);
          if (overSocket)
            await waitUntil(
              async () => (await get("/health")).body.checks?.["slack_socket"]?.status === "degraded",
              "/health",
              60_000,
            );
          stoppedAtMs = performance.now();
          kill("SIGTERM");
        });
        const tookMs = performance.now() - stoppedAtMs;
        expect(code, `${err}\n${await readFile(log, "utf8")}`).to.equal(0);
        expect(tookMs).to.be.below(patience(10_000));
        expect(slack.posted, "nothing twice").to.have.length(1);
      });
    }
  }

  const cards = () =>
    test.database.withService((transaction) =>
      transaction.query<unknown[]>(
        "select from alert_notifications where kind = 'alert' and tenant_id in ('first', 'second')",
      ),
    );

  async function raise(tenantId: string): Promise<void> {
    await createTestTenant(test.database, tenantId, { alertChannel: "C0ALERTS1" });
    const runId = await storeRun(test.database, {
      tenantId,
      startedAt: new Date(Date.now() - 3_600_000),
      stages: { crawl: { success: 60, error: 40 }, mv_refresh: { success: 1 }, export_odoo: { success: 1 } },
    });
    await test.database.withTenant(tenantId, (transaction) =>
      askForJob(transaction, tenantId, EVALUATE_QUEUE, { tenantId, runId }),
    );
  }
});

interface Health {
  readonly degraded?: readonly string[];
  readonly checks?: Readonly<Record<string, { readonly status: string } | undefined>>;
}

/** Slack on one port, which it leaves and comes back to. */
async function startSlack() {
  const port = await freePort();
  const posted: string[] = [];
  let way: (typeof WAYS)[number] | "here" = "here";
  let server: ReturnType<typeof createHttpServer> | null = null;
  let socket: SocketModeServer | null = null;

  async function listen(): Promise<void> {
    server = createHttpServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        if (way === "hang") return;
        if (way === "cut") return void request.socket.destroy();
        if (way === "502") return void response.writeHead(502, { "Content-Type": "text/html" }).end("<html>");
        const method = (request.url ?? "").replace(/^\/api\//, "");
        const args = new URLSearchParams(Buffer.concat(chunks).toString("utf8"));
        response
          .writeHead(200, { "Content-Type": "application/json" })
          .end(JSON.stringify(answer(method, args, request.headers.authorization ?? "")));
      });
    });
    socket = createSocketModeServer(server, { appToken: APP_TOKEN, address: () => `ws://127.0.0.1:${port}` });
    const { promise, resolve } = Promise.withResolvers<void>();
    server.listen(port, "127.0.0.1", resolve);
    await promise;
  }

  function answer(method: string, args: URLSearchParams, authorization: string): object {
    if (method === "apps.connections.open") return socket?.open(authorization.replace("Bearer ", "")) ?? {};
    if (method === "auth.test") return { ok: true, team_id: "T1", team: "Test", user_id: "U0BOT" };
    if (method !== "chat.postMessage" || args.get("thread_ts") !== null)
      return { ok: true, channel: "C0ALERTS1", ts: "1.2" };
    // The card of a tenant; the platform's alerts go elsewhere.
    if (args.get("channel") === "C0ALERTS1") posted.push(args.get("text") ?? "");
    return {
      ok: true,
      channel: args.get("channel"),
      ts: `1700000000.${String(posted.length).padStart(6, "0")}`,
    };
  }

  async function close(): Promise<void> {
    socket?.close();
    server?.closeAllConnections();
    const { promise, resolve } = Promise.withResolvers<void>();
    if (server?.listening !== true) return;
    server.close(() => resolve());
    await promise;
  }

  return {
    apiUrl: `http://127.0.0.1:${port}/api/`,
    posted,
    socket(): SocketModeServer {
      if (socket === null) throw new Error("Slack is away");
      return socket;
    },
    async leave(how: (typeof WAYS)[number]) {
      way = how;
      await close();
      if (how !== "refuse") await listen();
      socket?.setRefusing(true);
    },
    async return() {
      await close();
      way = "here";
      await listen();
    },
    close,
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, "127.0.0.1", resolve);
  await promise;
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  server.close();
  return port;
}
