import { createServer } from "node:http";
import express from "express";
import { createLoginLink } from "../../../src/access/create-login-link.ts";
import { PLATFORM_TENANT } from "../../../src/alerts/rulebook/platform-rule-table.ts";
import { readRunbooks } from "../../../src/alerts/runbooks/runbook-store.ts";
import { readEnvironment } from "../../../src/config/environment.ts";
import type { Database } from "../../../src/database/database.ts";
import { givenRoleOf, listTenantsOf, saveUser } from "../../../src/database/tenants/user-store.ts";
import { createRefusalLog } from "../../../src/observability/refusals/create-refusal-log.ts";
import { createPages } from "../../../src/pages/create-pages.ts";
import type { PageControl } from "../../../src/pages/kit/page-control.ts";
import { createScheduleControl } from "../../../src/runner/create-schedule-control.ts";
import { storeRun } from "../../alerts/stored-run.ts";
import { quietLogger } from "../../support/quiet-logger.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../../support/test-database.ts";

/** A browser's side of the pages: remembers cookies, follows nothing. */
export interface Visitor {
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Response>;
  /** Sends the form of a page with a button, as a browser does: with the page's own hidden word. */
  press(path: string, act: string, fields?: Readonly<Record<string, string>>): Promise<Response>;
  post(
    path: string,
    fields: Readonly<Record<string, string>>,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Response>;
}

/** Pages over a real database with two tenants, acme with three nights. */
export interface StartedPages {
  readonly test: TestDatabase;
  readonly url: string;
  readonly runIds: readonly string[];
  /** What was asked of the runner. */
  readonly asked: string[];
  now: Date;
  linkFor(userId: string): Promise<string>;
  visitor(): Visitor;
  signIn(userId: string): Promise<Visitor>;
  stop(): Promise<void>;
}

export const ADMIN = "U0ADMIN001";
export const VIEWER = "U0VIEWER01";
export const OPERATOR = "U0OPERATOR";
export const STRANGER = "U0STRANGER";
/** Looks after the installation, and has no role for a tenant. */
export const KEEPER = "U0KEEPER01";

const NOW = new Date("2026-11-20T04:00:00Z");
const DAY_MS = 86_400_000;

/** `openThrough`: the pages' own way to the database, which a test may cut; `isBehindTls`: people reach them by https. */
export async function startPages({
  openThrough = null,
  isBehindTls = false,
}: {
  readonly openThrough?: ((urls: TestDatabase["urls"]) => Promise<Database>) | null;
  readonly isBehindTls?: boolean;
} = {}): Promise<StartedPages> {
  const test = await createTestDatabase();
  const database = openThrough === null ? test.database : await openThrough(test.urls);
  const runIds: string[] = [];
  const asked: string[] = [];
  for (const tenantId of ["acme", "globex"]) await createTestTenant(database, tenantId);
  await database.withTenant("acme", async (transaction) => {
    await saveUser(transaction, { tenantId: "acme", userId: ADMIN, role: "admin" });
    await saveUser(transaction, { tenantId: "acme", userId: OPERATOR, role: "operator" });
    await saveUser(transaction, { tenantId: "acme", userId: VIEWER, role: "viewer" });
  });
  await database.withTenant(PLATFORM_TENANT, (transaction) =>
    saveUser(transaction, { tenantId: PLATFORM_TENANT, userId: KEEPER, role: "admin" }),
  );
  for (const days of [3, 2, 1]) {
    runIds.push(
      await storeRun(database, {
        tenantId: "acme",
        startedAt: new Date(NOW.getTime() - days * DAY_MS),
        status: days === 1 ? "degraded" : "succeeded",
        stages: { crawl: { success: 40, error: 20 }, score: { success: 60 } },
        vendors: {
          openai: { calls: 60, errors: 2, costNanoUsd: 1_250_000_000 },
          lusha: { calls: 11, errors: 1 },
        },
        metrics: { candidates_pre_filter: 90, candidates_selected: 60, verified_email_rate: 0.75 },
        errors: { crawl: { dns: 12, http_4xx: 8 } },
      }),
    );
  }
  const runbooks = await readRunbooks("runbooks");
  const logger = quietLogger();
  const clock = () => started.now;
  const refusals = createRefusalLog({ database, clock, logger, hash: (value) => value });
  const control: PageControl = {
    startRun: ({ tenantId, cap, rerun, resume }) => {
      const what =
        rerun !== undefined
          ? `again ${rerun.stages?.join() ?? "failed"}`
          : resume !== undefined
            ? "rest"
            : (cap ?? null);
      asked.push(`start ${tenantId} ${what}`);
      return Promise.resolve({ runId: runIds[0] ?? "" });
    },
    cancelRun: ({ tenantId }) => {
      asked.push(`cancel ${tenantId}`);
      return Promise.resolve();
    },
    ...createScheduleControl({ database, environment: readEnvironment({}), clock }),
    readHealth: () => Promise.resolve({ status: "healthy", checks: [] }),
  };
  let url = "";
  const pages = createPages({
    database,
    clock,
    logger,
    runbooks,
    refusals,
    publicUrl: () => (isBehindTls ? "https://nightshift.example.com" : url),
    listRoles: async (userId) => {
      const own = await listTenantsOf(database, userId, undefined);
      const role = await givenRoleOf(database, userId, PLATFORM_TENANT);
      return role === null ? own : [...own, { tenantId: PLATFORM_TENANT, role }];
    },
    control,
  });
  const server = createServer(express().use(pages.handler));
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, "127.0.0.1", resolve);
  await promise;
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;

  const linkFor = (userId: string) => createLoginLink({ database, clock, publicUrl: () => url }, userId);

  function visitor(): Visitor {
    const cookies = new Map<string, string>();
    const send = async (path: string, init: RequestInit): Promise<Response> => {
      const headers = new Headers(init.headers);
      headers.set("Cookie", [...cookies].map(([name, value]) => `${name}=${value}`).join("; "));
      const response = await fetch(new URL(path, url), { ...init, headers, redirect: "manual" });
      for (const cookie of response.headers.getSetCookie()) {
        const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
        if (value === "") cookies.delete(name);
        else cookies.set(name, value);
      }
      return response;
    };
    const get = (path: string, headers = {}) => send(path, { headers });
    const post = (path: string, fields: Readonly<Record<string, string>>, headers = {}) =>
      send(path, { method: "POST", body: new URLSearchParams(fields), headers });
    return {
      get,
      post,
      async press(path, act, fields = {}) {
        const html = await (await get(path)).text();
        const csrf = /name="csrf" value="([^"]+)"/.exec(html)?.[1] ?? "";
        return post(path, { csrf, act, ...fields });
      },
    };
  }

  const started: StartedPages = {
    test,
    get url() {
      return url;
    },
    runIds,
    asked,
    now: NOW,
    linkFor,
    visitor,
    async signIn(userId) {
      const person = visitor();
      await person.post(await linkFor(userId), { timezone: "Europe/Berlin" });
      return person;
    },
    async stop() {
      pages.close();
      server.closeAllConnections();
      server.close();
      await refusals.close();
      if (openThrough !== null) await database.close();
      await test.drop();
    },
  };
  return started;
}
