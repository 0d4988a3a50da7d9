import { randomBytes } from "node:crypto";
import { z } from "zod";
import { createKey } from "../../../src/database/tenants/api-key-store.ts";
import type { Scope } from "../../../src/entities/vocabulary.ts";
import { createHttpPorts } from "../../../src/http/adapters/create-http-ports.ts";
import { createHttpServer } from "../../../src/http/create-http-server.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../../support/test-database.ts";
import { fakeHttpPorts } from "./fake-http-ports.ts";

const AnyObject = z.record(z.string(), z.unknown());

/** The server with a database of its own behind it, two tenants, and keys for the first. */
export interface IngestServer {
  readonly test: TestDatabase;
  readonly url: string;
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

export async function startIngestServer(options: { requestsPerMinute?: number } = {}): Promise<IngestServer> {
  const test = await createTestDatabase();
  const { database } = test;
  await createTestTenant(database, "acme");
  await createTestTenant(database, "globex");
  const { service, control } = fakeHttpPorts();
  const state = { now: new Date() };
  const clock = () => state.now;
  const ports = createHttpPorts({
    ...service,
    control,
    database,
    clock,
    runbooks: [],
    ingestPerMinute: options.requestsPerMinute ?? 100_000,
  });
  const server = await createHttpServer({ ports, port: 0, closeTimeoutMs: 1_000 });

  async function answerOf(response: Response): Promise<Answer> {
    const text = await response.text();
    const body = AnyObject.parse(text === "" ? {} : JSON.parse(text));
    return { status: response.status, headers: response.headers, body };
  }

  return {
    test,
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
      );
    },
    async get(key, path) {
      return answerOf(await fetch(server.url + path, { headers: { authorization: `Bearer ${key}` } }));
    },
    query: (sql, values = []) => database.withService((transaction) => transaction.query(sql, values)),
    async close() {
      await server.close();
      await test.drop();
    },
  };
}
