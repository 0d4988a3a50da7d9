import { z } from "zod";
import type { TownVendor } from "./town-vendor.ts";

/** A run as sent to LangSmith, with later updates applied. */
export type TracedRun = Readonly<Record<string, unknown>> & { readonly id: string };

const SESSION_ID = "5e551011-0000-4000-8000-000000000001";
const TENANT_ID = "7e4a4700-0000-4000-8000-000000000001";

const Run = z.looseObject({ id: z.string() });
const Batch = z.object({ post: z.array(Run).nullish(), patch: z.array(Run).nullish() });

const session = (name: string) => ({
  id: SESSION_ID,
  tenant_id: TENANT_ID,
  name,
  start_time: "2026-01-01T00:00:00Z",
});

/** The receiver of language model traces: https://api.smith.langchain.com/redoc. `runs` collects what arrives. */
export function createLangsmith(runs: Map<string, TracedRun>): TownVendor {
  const keep = (run: TracedRun) => runs.set(run.id, { ...runs.get(run.id), ...run });
  return {
    name: "langsmith",
    prefix: "/langsmith",
    keyPrefix: "lsv2_town",
    operations: [
      {
        name: "info",
        method: "GET",
        path: /^\/info$/,
        isPaid: false,
        isOpen: true,
        run: () => ({
          status: 200,
          body: {
            version: "0.13.0",
            batch_ingest_config: {
              use_multipart_endpoint: false,
              size_limit: 100,
              size_limit_bytes: 20_971_520,
              scale_up_nthreads_limit: 16,
              scale_up_qsize_trigger: 1_000,
              scale_down_nempty_trigger: 4,
            },
          },
        }),
      },
      {
        name: "create_session",
        method: "POST",
        path: /^\/sessions$/,
        isPaid: false,
        run: ({ body }) => ({ status: 200, body: session(z.object({ name: z.string() }).parse(body).name) }),
      },
      {
        name: "list_sessions",
        method: "GET",
        path: /^\/sessions$/,
        isPaid: false,
        run: ({ query }) => ({ status: 200, body: [session(query.get("name") ?? "default")] }),
      },
      {
        name: "read_session",
        method: "GET",
        path: /^\/sessions\/[\w-]+$/,
        isPaid: false,
        run: () => ({ status: 200, body: session("nightshift") }),
      },
      {
        name: "batch",
        method: "POST",
        path: /^\/runs\/batch$/,
        isPaid: true,
        run({ body }) {
          const { post, patch } = Batch.parse(body);
          for (const run of [...(post ?? []), ...(patch ?? [])]) keep(run);
          return { status: 202, body: { message: "Runs batch ingested" } };
        },
      },
      {
        name: "create_run",
        method: "POST",
        path: /^\/runs$/,
        isPaid: true,
        run({ body }) {
          keep(Run.parse(body));
          return { status: 202, body: {} };
        },
      },
      {
        name: "update_run",
        method: "PATCH",
        path: /^\/runs\/(?<id>[\w-]+)$/,
        isPaid: true,
        run({ body }, { id = "" }) {
          keep({ ...z.looseObject({}).parse(body), id });
          return { status: 202, body: {} };
        },
      },
    ],
    readKey: ({ headers }) => {
      const key = headers["x-api-key"];
      return typeof key === "string" ? key : null;
    },
    problem(kind, _operation, detail) {
      switch (kind) {
        case "auth":
          return { status: 401, body: { detail: "Invalid token" } };
        case "quota":
        case "rate_limited":
          return { status: 429, headers: { "retry-after": "1" }, body: { detail: "Rate limit exceeded" } };
        case "not_found":
          return { status: 404, body: { detail: "Not Found" } };
        case "server":
          return { status: 500, body: { detail: "Internal server error" } };
        case "content_type":
        case "bad_request":
          return { status: 422, body: { detail } };
      }
    },
    malform: (answer) => ({ ...answer, body: "<html>" }),
  };
}
