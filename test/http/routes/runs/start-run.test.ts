import { expect } from "chai";
import type { RunWish } from "../../../../src/entities/run-wish.ts";
import { ConflictError, InvalidInputError, NotFoundError } from "../../../../src/errors.ts";
import { createHttpServer } from "../../../../src/http/create-http-server.ts";
import type { KeyPort } from "../../../../src/http/ports/key-port.ts";
import type { RunControl } from "../../../../src/http/ports/run-control.ts";
import { fakeHttpPorts, KEY, type PortChanges } from "../../support/fake-http-ports.ts";

const RUN = "0b5c7f3e-8a64-4d1b-9d53-000000000001";

async function post(path: string, body: unknown, control: Partial<RunControl>, changes: PortChanges = {}) {
  const server = await createHttpServer({ ports: fakeHttpPorts({ control, ...changes }), port: 0 });
  const response = await fetch(server.url + path, {
    method: "POST",
    headers: { Authorization: `Bearer ${KEY}` },
    ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const answer: unknown = await response.json();
  await server.close();
  return { status: response.status, location: response.headers.get("location"), answer };
}

describe("POST /runs", () => {
  it("starts a run as the key's tenant wishes, and says where it is", async () => {
    const wishes: RunWish[] = [];
    const start = (wish: RunWish) => {
      wishes.push(wish);
      return Promise.resolve({ runId: RUN });
    };
    const body = {
      skip: ["lusha"],
      skip_vendors: ["openai"],
      cap: 20,
      company_concurrency: 2,
      rerun: { run_id: RUN.toUpperCase(), failed_only: true },
    };
    const { status, location, answer } = await post("/runs", body, { start });
    expect({ status, location, answer }).to.deep.equal({
      status: 201,
      location: `/runs/${RUN}`,
      answer: { run_id: RUN, status: "running" },
    });
    expect(wishes).to.deep.equal([
      {
        tenantId: "acme",
        actor: "key:ns_test",
        skip: ["lusha"],
        skipVendors: ["openai"],
        cap: 20,
        companyConcurrency: 2,
        rerun: { runId: RUN, failedOnly: true },
      },
    ]);
  });

  it("starts nothing without a body, since an order to spend money must have arrived", async () => {
    const { status, answer } = await post("/runs", undefined, {});
    expect(status).to.equal(400);
    expect(answer).to.include({ code: "malformed_request", field: "body" });
    expect((await post("/runs", {}, { start: () => Promise.resolve({ runId: RUN }) })).status).to.equal(201);
  });

  it("says what a dry run would do, and starts nothing", async () => {
    const { status, answer } = await post(
      "/runs",
      { dry_run: true, cap: 3 },
      {
        preview: ({ tenantId, cap = 0 }) =>
          Promise.resolve({
            tenantId,
            stages: [{ stage: "crawl", status: "pending", reason: null }],
            failure: null,
            companies: { count: cap, added: 0, candidates: 9, first: ["Acme"] },
            estimates: [
              {
                stage: "tavily",
                vendor: "tavily",
                calls: { low: 1, expected: 2, high: 3 },
                costUsd: null,
                basis: "assumption",
              },
            ],
            costUsd: { low: 0, expected: 0, high: 0 },
            manifest: { cap },
          }),
      },
    );
    expect({ status, answer }).to.deep.equal({
      status: 200,
      answer: {
        tenant_id: "acme",
        stages: [{ stage: "crawl", status: "pending", reason: null }],
        failure: null,
        companies: { count: 3, added: 0, candidates: 9, first: ["Acme"] },
        estimates: [
          {
            stage: "tavily",
            vendor: "tavily",
            calls: { low: 1, expected: 2, high: 3 },
            cost_usd: null,
            basis: "assumption",
          },
        ],
        cost_usd: { low: 0, expected: 0, high: 0 },
        manifest: { cap: 3 },
      },
    });
  });

  const refused: [string, unknown, Error | null, number, object][] = [
    ["a stage there is not", { only: ["dance"] }, null, 422, { field: "only.0" }],
    ["a vendor there is not", { skip_vendors: ["ouija"] }, null, 422, { field: "skip_vendors.0" }],
    ["a cap of nothing", { cap: 0 }, null, 422, { field: "cap" }],
    ["a word it does not know", { caps: 3 }, null, 422, { code: "invalid_input" }],
    ["null", "null", null, 422, { code: "invalid_input" }],
    ["an array", [], null, 422, { code: "invalid_input" }],
    [
      "what is no JSON",
      "{",
      null,
      400,
      {
        code: "malformed_request",
        detail: "The body is not valid JSON in UTF-8. Send a JSON object, or no body.",
      },
    ],
    [
      "a body larger than any wish",
      { only: ["x".repeat(110_000)] },
      null,
      413,
      {
        code: "malformed_request",
        detail: "The body is too large. Send at most 100 kB, before and after decompression.",
      },
    ],
    ["a wish that cannot be", {}, new InvalidInputError("skip", "leaves no stage"), 422, { field: "skip" }],
    ["a second run", {}, new ConflictError("in progress"), 409, { code: "conflict" }],
    ["an unknown run", { resume: RUN }, new NotFoundError("run", RUN), 404, { code: "not_found" }],
  ];
  for (const [what, body, error, expected, problem] of refused) {
    it(`refuses ${what}`, async () => {
      const start = () => (error === null ? Promise.resolve({ runId: RUN }) : Promise.reject(error));
      const { status, answer } = await post("/runs", body, { start });
      expect(status).to.equal(expected);
      expect(answer).to.deep.include(problem);
    });
  }

  it("wants a key that may operate", async () => {
    const authenticate: KeyPort["authenticate"] = () =>
      Promise.resolve({ tenantId: "acme", keyId: "ns_read", scopes: ["read"], agentIds: null });
    expect((await post("/runs", {}, {}, { keys: { authenticate } })).status).to.equal(403);
    expect((await post(`/runs/${RUN}/cancel`, {}, {}, { keys: { authenticate } })).status).to.equal(403);
  });
});

describe("POST /runs/{run_id}/cancel", () => {
  it("ends the run in the key's name", async () => {
    const asked: object[] = [];
    const cancel: RunControl["cancel"] = (run) => {
      asked.push(run);
      return Promise.resolve();
    };
    const { status, answer } = await post(`/runs/${RUN}/cancel`, undefined, { cancel });
    expect({ status, answer }).to.deep.equal({ status: 200, answer: { run_id: RUN, status: "cancelled" } });
    expect(asked).to.deep.equal([{ tenantId: "acme", runId: RUN, actor: "key:ns_test" }]);
  });
});
