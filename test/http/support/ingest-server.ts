import { randomBytes } from "node:crypto";
import { z } from "zod";
import type { Runbook } from "../../../src/alerts/runbooks/runbook.ts";
import type { Clock } from "../../../src/clock.ts";
import type { Database } from "../../../src/database/database.ts";
import { createKey } from "../../../src/database/tenants/key-change-store.ts";
import type { Scope } from "../../../src/entities/vocabulary.ts";
import { createHttpPorts } from "../../../src/http/adapters/create-http-ports.ts";
import { createHttpServer } from "../../../src/http/create-http-server.ts";
import type { RunControl } from "../../../src/http/ports/run-control.ts";
import type { RefusalLog } from "../../../src/observability/refusals/create-refusal-log.ts";
import { quietRefusals } from "../../support/quiet-refusals.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../../support/test-database.ts";
import { checkAnswer } from "./check-answer.ts";
import { fakeHttpPorts } from "./fake-http-ports.ts";

const AnyObject = z.record(z.string(), z.unknown());

/** The server with a database of its own behind it, two tenants, and keys for the first. */
export interface IngestServer {
  readonly test: TestDatabase;
  readonly url: string;
  readonly refusals: RefusalLog;
  /** What the clock says; tests move it. */
  now: Date;
  createKey(scopes: readonly Scope[], more?: KeyOptions): Promise<string>;
  /** Posts to `/api/obs/ingest/events` unless told otherwise. */
  post(
    key: string,
    body: unknown,
    more?: { path?: string; headers?: Record<string, string> },
  ): Promise<Answer>;
  get(key: string, path: string): Promise<Answer>;
  query<Row>(sql: string, values?: unknown[]): Promise<Row[]>;
  close(): Promise<void>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

interface KeyOptions {
  readonly tenantId?: string;
  readonly agentIds?: readonly string[];
}

export async function startIngestServer(
  options: {
    readonly requestsPerMinute?: number;
    readonly runbooks?: readonly Runbook[];
    readonly control?: (database: Database, clock: Clock) => RunControl;
  } = {},
): Promise<IngestServer> {
  const test = await createTestDatabase();
  const { database } = test;
  await createTestTenant(database, "acme");
  await createTestTenant(database, "globex");
  const { service, control } = fakeHttpPorts();
  const state = { now: new Date() };
  const clock = () => state.now;
  const refusals = quietRefusals(database, clock);
  const ports = createHttpPorts({
    ...service,
    control: options.control?.(database, clock) ?? control,
    database,
    clock,
    refusals,
    runbooks: options.runbooks ?? [],
    ingestPerMinute: options.requestsPerMinute ?? 100_000,
    otlpMostMb: 4,
  });
  const server = await createHttpServer({ ports, port: 0, closeTimeoutMs: 1_000 });

  /** Each answer is also held against the OpenAPI document. */
  async function answerOf(response: Response, method: string, path: string): Promise<Answer> {
    const text = await response.text();
    const body = AnyObject.parse(text === "" ? {} : JSON.parse(text));
    const { status, headers } = response;
    const contentType = headers.get("content-type");
    const wrong = checkAnswer({ method, path, status, contentType, body });
    if (wrong !== null) throw new Error(`${method} ${path}, ${status}: ${wrong}: ${text.slice(0, 500)}`);
    return { status: response.status, headers: response.headers, body };
  }

  return {
    test,
    refusals,
    url: server.url,
    get now() {
      return state.now;
    },
    set now(now) {
      state.now = now;
    },
    async createKey(scopes, { tenantId = "acme", agentIds } = {}) {
      const wish = { tenantId, name: "test", scopes, expiresAt: null, actor: "cli" };
      const { token } = await createKey(database, { ...wish, agentIds: agentIds ?? null }, randomBytes);
      return token;
    },
    async post(key, body, { path = "/api/obs/ingest/events", headers = {} } = {}) {
      const payload = typeof body === "string" || body instanceof Uint8Array ? body : JSON.stringify(body);
      return answerOf(
        await fetch(server.url + path, {
          method: "POST",
          headers: { authorization: `Bearer ${key}`, "content-type": "application/json", ...headers },
          body: payload,
        }),
        "POST",
        path,
      );
    },
    async get(key, path) {
      const response = await fetch(server.url + path, { headers: { authorization: `Bearer ${key}` } });
      return answerOf(response, "GET", path);
    },
    query: (sql, values = []) => database.withService((transaction) => transaction.query(sql, values)),
    async close() {
      await server.close();
      await test.drop();
    },
  };
}
