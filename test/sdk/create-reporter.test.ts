import { createServer, type RequestListener, type Server } from "node:http";
import { expect } from "chai";
import { createReporter } from "../../src/sdk/create-reporter.ts";
import type { ReporterOptions, ReporterProblem } from "../../src/sdk/reporter.ts";
import { type IngestServer, startIngestServer } from "../http/support/ingest-server.ts";
import { waitUntil } from "../support/wait-until.ts";

interface Stored {
  readonly event: string;
  readonly status: string;
  readonly stage: string | null;
  readonly run: string | null;
  readonly trace: string | null;
  readonly cost: string | null;
  readonly errorCode: string | null;
  readonly extra: Record<string, unknown> | null;
}

describe("a reporter", () => {
  let server: IngestServer;
  let key: string;
  let agents = 0;
  const open: Server[] = [];

  before(async function () {
    this.timeout(60_000);
    server = await startIngestServer();
    key = await server.createKey(["ingest"]);
  });
  after(() => server.close());
  afterEach(async () => {
    for (const one of open.splice(0)) {
      one.closeAllConnections();
      await new Promise((resolve) => one.close(resolve));
    }
  });

  /** A reporter of an agent of its own, and everything it complained of. */
  function start(options: ReporterOptions = {}) {
    const problems: ReporterProblem[] = [];
    agents += 1;
    const agentId = `agent-${agents}`;
    const onProblem = (problem: ReporterProblem) => problems.push(problem);
    return {
      agentId,
      problems,
      reporter: createReporter({ url: server.url, key, agentId, onProblem, ...options }),
    };
  }

  async function listen(
    handle: RequestListener,
    port = 0,
  ): Promise<{ url: string; port: number; server: Server }> {
    const one = createServer(handle);
    open.push(one);
    await new Promise<void>((resolve) => one.listen(port, "127.0.0.1", resolve));
    const address = one.address();
    const bound = typeof address === "object" && address !== null ? address.port : 0;
    return { url: `http://127.0.0.1:${bound}`, port: bound, server: one };
  }

  const read = (agentId: string) =>
    server.query<Stored>(
      `select event, status, stage, run_id::text as run, trace_id as trace, cost_nano_usd::text as cost,
         error_code as "errorCode", extra from run_event_logs where agent_id = $1 order by ts, event desc`,
      [agentId],
    );

  it("reports a run with its steps, calls and end, without passing ids", async () => {
    const { agentId, reporter, problems } = start();
    const triage = reporter.instrument(async (ticket: string) => {
      const answer = await reporter.step("classify", async () => {
        reporter.llmCall({ model: "gpt-5-mini", provider: "openai", tokensInput: 1_000, tokensOutput: 100 });
        return `${ticket}: billing`;
      });
      reporter.step("reply", () => reporter.toolCall({ name: "send_mail", durationMs: 12 }));
      return answer;
    }, "triage");
    expect(await triage("4711")).to.equal("4711: billing");
    await reporter.shutdown();
    const events = await read(agentId);
    expect(events.map(({ event, status, stage }) => `${event} ${status} ${stage}`)).to.have.members([
      "run_started started null",
      "llm_call success classify",
      "step success classify",
      "tool_call success reply",
      "step success reply",
      "run_finished succeeded null",
    ]);
    expect(new Set(events.map(({ run, trace }) => `${run} ${trace}`)).size).to.equal(1);
    expect(Number(events.find(({ event }) => event === "llm_call")?.cost)).to.be.greaterThan(0);
    expect(reporter.stats()).to.deep.equal({ sent: 6, waiting: 0, dropped: {} });
    expect(problems).to.deep.equal([]);
  });

  it("keeps runs apart that happen at once", async () => {
    const { agentId, reporter } = start();
    const work = reporter.instrument(async (name: string) => {
      await reporter.step(name, () => new Promise((resolve) => setImmediate(resolve)));
    });
    await Promise.all(["a", "b", "c"].map(work));
    await reporter.shutdown();
    const events = await read(agentId);
    const runs = Map.groupBy(events, ({ run }) => run);
    expect(runs.size).to.equal(3);
    for (const own of runs.values()) expect(own.filter(({ event }) => event === "step")).to.have.lengthOf(1);
  });

  it("passes on what the function throws or rejects with, and reports it by name alone", async () => {
    const { agentId, reporter } = start();
    const failure = new RangeError("the ticket of ada@acme.example");
    const rejecting = reporter.instrument(() => Promise.reject(failure));
    const throwing = reporter.instrument(() => {
      throw failure;
    });
    expect(await rejecting().catch((error: unknown) => error)).to.equal(failure);
    expect(() => throwing()).to.throw(failure);
    await reporter.shutdown();
    const ended = (await read(agentId)).filter(({ event }) => event === "run_finished");
    expect(ended.map(({ status, errorCode }) => `${status} ${errorCode}`)).to.deep.equal([
      "failed RangeError",
      "failed RangeError",
    ]);
  });

  it("joins the trace of a caller and carries it on", async () => {
    const { agentId, reporter } = start();
    const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
    const run = reporter.startRun({ traceparent: `00-${traceId}-00f067aa0ba902b7-01`, runId: "ticket-1" });
    expect(reporter.traceparent()).to.equal(undefined);
    run.within(() => {
      expect(reporter.traceparent()).to.equal(run.traceparent);
      reporter.step("inner", () => {
        expect(reporter.traceparent()).to.match(new RegExp(`^00-${traceId}-[0-9a-f]{16}-01$`));
        expect(reporter.traceparent()).not.to.equal(run.traceparent);
      });
      reporter.event({ type: "log", message: "hello", level: "warn" });
      reporter.finishRun("degraded");
    });
    run.finish("failed");
    const other = reporter.startRun({
      traceparent: "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
    });
    expect(other.traceId)
      .to.match(/^[0-9a-f]{32}$/)
      .and.not.match(/^0+$/);
    await reporter.shutdown();
    const own = (await read(agentId)).filter(({ trace }) => trace === traceId);
    expect(own.map(({ event }) => event)).to.have.members(["run_started", "step", "log", "run_finished"]);
    expect(own.find(({ event }) => event === "run_finished")?.status).to.equal("degraded");
  });

  it("reports what cannot be written, what is refused and what comes too late, and throws nothing", async () => {
    const { agentId, reporter, problems } = start();
    const circle: Record<string, unknown> = {};
    circle["self"] = circle;
    reporter.event({ type: "metric", name: "m", value: 1, attributes: circle });
    reporter.event({ type: "metric", name: "m", value: 1, ts: new Date(Number.NaN) });
    reporter.event({ type: "feedback", value: 7 });
    reporter.event({ type: "metric", name: "good", value: 1 });
    await reporter.flush();
    await waitUntil(() => reporter.stats().waiting === 0);
    reporter.heartbeat();
    await reporter.shutdown();
    reporter.heartbeat();
    reporter.startRun().finish();
    await reporter.shutdown();
    expect(reporter.stats().dropped).to.deep.equal({ unserializable: 2, refused: 1, after_shutdown: 3 });
    expect(problems.map(({ code }) => code)).to.include.members([
      "unserializable",
      "refused",
      "after_shutdown",
    ]);
    expect(problems.find(({ code }) => code === "refused")?.message).to.contain("value");
    const metrics = (await read(agentId)).filter(({ event }) => event === "metric");
    const told = metrics.find(({ extra }) => extra?.["name"] === "nightshift_sdk.dropped_events");
    expect(told?.extra?.["value"]).to.equal(3);
  });

  it("says once that it is not set up, and reports nothing", async () => {
    for (const wrong of [{ url: "nowhere" }, { key: "" }, { agentId: "no spaces" }]) {
      const { reporter, problems } = start(wrong);
      reporter.startRun().finish();
      reporter.heartbeat();
      await reporter.shutdown();
      expect(problems.map(({ code }) => code)).to.deep.equal(["disabled"]);
      expect(reporter.stats()).to.deep.equal({ sent: 0, waiting: 0, dropped: {} });
    }
  });

  it("does not pass on what its listener throws", async () => {
    const { reporter } = start({
      onProblem: () => {
        throw new Error("the listener's own");
      },
    });
    reporter.event({ type: "feedback", value: 7 });
    await reporter.shutdown();
    expect(reporter.stats().dropped).to.deep.equal({ refused: 1 });
  });

  it("halves what is too large for a proxy, and drops what is too large by itself", async () => {
    const sizes: number[] = [];
    const { url } = await listen((request, response) => {
      let body = "";
      request.on("data", (chunk) => {
        body += String(chunk);
      });
      request.on("end", () => {
        if (body.length > 2_000)
          return response.writeHead(413, { "content-type": "text/html" }).end("<h1>413</h1>");
        const events: unknown = JSON.parse(body);
        const accepted = Array.isArray(events) ? events.length : 0;
        sizes.push(accepted);
        response.writeHead(200, { "content-type": "application/json" });
        return response.end(JSON.stringify({ accepted, rejected: 0, duplicates: 0, results: [] }));
      });
    });
    const { reporter } = start({ url });
    for (let index = 0; index < 20; index += 1) reporter.heartbeat();
    reporter.event({ type: "log", message: "x".repeat(3_000) });
    await reporter.flush();
    expect(reporter.stats()).to.deep.include({ dropped: { too_large: 1 } });
    expect(sizes.reduce((sum, size) => sum + size, 0)).to.equal(reporter.stats().sent);
    expect(reporter.stats().sent).to.be.at.least(20);
    await reporter.shutdown();
  });

  it("tries again after 429, HTML, half an answer and none, and loses nothing", async () => {
    const taken: unknown[] = [];
    let calls = 0;
    const { url } = await listen((request, response) => {
      let body = "";
      request.on("data", (chunk) => {
        body += String(chunk);
      });
      request.on("end", () => {
        calls += 1;
        if (calls === 1) return response.writeHead(429, { "retry-after": "0" }).end();
        if (calls === 2)
          return response.writeHead(200, { "content-type": "text/html" }).end("<h1>Login</h1>");
        if (calls === 3) return response.writeHead(200, { "content-type": "application/json" }).end("{");
        if (calls === 4) return request.socket.destroy();
        if (calls === 5) return response.writeHead(404, { "content-type": "text/html" }).end("<h1>404</h1>");
        if (calls === 6) return undefined;
        taken.push(JSON.parse(body));
        response.writeHead(200, { "content-type": "application/json" });
        return response.end(JSON.stringify({ accepted: 3, rejected: 0, duplicates: 0, results: [] }));
      });
    });
    const { reporter, problems } = start({ url, timeoutMs: 200, mostRetryMs: 20 });
    for (let index = 0; index < 3; index += 1) reporter.heartbeat();
    await reporter.shutdown(60_000);
    expect(taken).to.have.lengthOf(1);
    expect(reporter.stats()).to.deep.equal({ sent: 3, waiting: 0, dropped: {} });
    expect(problems.map(({ code }) => code)).to.deep.equal(Array.from({ length: 6 }, () => "unreachable"));
  }).timeout(60_000);

  it("gives up at shutdown once its time is over, and counts what is left", async () => {
    const { url } = await listen(() => undefined);
    const { reporter } = start({ url });
    reporter.heartbeat();
    await reporter.shutdown(20);
    expect(reporter.stats()).to.deep.include({ sent: 0, dropped: { shutdown_timeout: 1 } });
  });

  it("drops what a key may not send, with the reason", async () => {
    const { reporter, problems } = start({ key: "ns_unknown_key" });
    reporter.heartbeat();
    await reporter.shutdown();
    expect(reporter.stats().dropped).to.deep.equal({ refused: 1 });
    expect(problems[0]?.message).to.contain("401");
  });

  it("holds no more than it may while nobody answers", async () => {
    const { reporter } = start({ url: "http://127.0.0.1:9", maxEvents: 100, maxCharacters: 5_000 });
    for (let index = 0; index < 1_000; index += 1) reporter.heartbeat();
    const { waiting, dropped } = reporter.stats();
    expect(waiting).to.be.at.most(100);
    expect(waiting + (dropped.buffer_full ?? 0)).to.equal(1_000);
    await reporter.shutdown(1);
  });

  it("stores each event once, though an answer is lost", async () => {
    let calls = 0;
    const { url } = await listen((request, response) => {
      const chunks: Uint8Array[] = [];
      request.on("data", (chunk: Uint8Array) => chunks.push(chunk));
      const handOn = async () => {
        const answer = await fetch(server.url + (request.url ?? ""), {
          method: "POST",
          headers: { authorization: request.headers.authorization ?? "", "content-type": "application/json" },
          body: Buffer.concat(chunks),
        });
        calls += 1;
        if (calls === 1) request.socket.destroy();
        else
          response.writeHead(answer.status, { "content-type": "application/json" }).end(await answer.text());
      };
      request.on("end", () => void handOn());
    });
    const { agentId, reporter } = start({ url });
    for (let index = 0; index < 50; index += 1) reporter.event({ type: "metric", name: "m", value: index });
    await reporter.shutdown(30_000);
    expect(calls).to.equal(2);
    expect(await read(agentId)).to.have.lengthOf(50);
  });
});
