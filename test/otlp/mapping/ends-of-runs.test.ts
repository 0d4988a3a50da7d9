import { expect } from "chai";
import type { AgentEvent } from "../../../src/agents/events/agent-event.ts";
import { endsOfRuns } from "../../../src/otlp/mapping/ends-of-runs.ts";
import { eventsOfSpan } from "../../../src/otlp/mapping/events-of-span.ts";
import type { MappedSpan } from "../../../src/otlp/mapping/map-span.ts";
import { mapRequest, requestOf } from "../support/map-fixture.ts";

const at = (second: number) => new Date(Date.UTC(2026, 10, 29, 1, 0, second));

const [whole] = mapRequest(requestOf({ "gen_ai.request.model": "m" }));
if (whole === undefined) throw new TypeError("the span was refused");
const SPAN: MappedSpan = {
  ...whole,
  agentId: "triage",
  traceId: "t1",
  place: "root",
  isError: false,
  reason: null,
  startedAt: at(1),
  endedAt: at(9),
};
const ended = (...spans: Partial<MappedSpan>[]) => endsOfRuns(spans.map((span) => ({ ...SPAN, ...span })));

describe("the ends of runs in a request", () => {
  it("come of outermost spans alone, one for each agent and trace", () => {
    expect(ended({ place: "inner" })).to.deep.equal([]);
    expect(ended({})).to.deep.equal([
      {
        traceId: "t1",
        agentId: "triage",
        isFailed: false,
        reason: null,
        startedAt: at(1),
        at: at(9),
        isRoot: true,
      },
    ]);
    expect(ended({}, { traceId: "t2" }, { agentId: "writer" })).to.have.length(3);
    expect(ended({}, {})).to.have.length(1);
  });

  it("are as the root says, whichever comes first", () => {
    const entry = { place: "entry", isError: true, endedAt: at(20) } as const;
    for (const spans of [
      [entry, {}],
      [{}, entry],
    ]) {
      expect(ended(...spans)).to.have.length(1);
      expect(ended(...spans)[0]).to.deep.include({ isRoot: true, isFailed: false, at: at(9) });
    }
    expect(ended(entry)[0]).to.deep.include({ isRoot: false, isFailed: true });
  });

  it("are failed if one of them is, from the earliest start to the latest end", () => {
    const failed = { isError: true, reason: "no model", startedAt: at(3), endedAt: at(5) };
    for (const spans of [
      [{}, failed],
      [failed, {}],
    ])
      expect(ended(...spans)[0]).to.deep.include({
        isFailed: true,
        reason: "no model",
        startedAt: at(1),
        at: at(9),
      });
  });
});

describe("the events of a span", () => {
  const typesOf = (span: Partial<MappedSpan>) => eventsOfSpan({ ...SPAN, ...span }).map(({ type }) => type);
  const event: AgentEvent = { ...whole.event, type: "llm_call" };

  it("are the one that stands for it, unless it is a root", () => {
    expect(typesOf({ place: "inner", event })).to.deep.equal(["llm_call"]);
    expect(typesOf({ place: "entry", event })).to.deep.equal(["llm_call"]);
  });

  it("begin and end a run for a root, which is a call of it if it is one", () => {
    expect(typesOf({ role: "step" })).to.deep.equal(["run_finished", "run_started"]);
    expect(typesOf({ role: "llm_call", event })).to.deep.equal(["llm_call", "run_started", "run_finished"]);
  });

  it("say in which state the run ended, and count nothing twice", () => {
    const tokens = { uncachedInput: 1, cacheRead: 0, cacheWrite: 0, output: 2, reasoning: 0 };
    const facts = { spanId: "s", parentSpanId: null, schemaUrl: "u", tokens, attributesLeftOut: 4 };
    const of = (isError: boolean) =>
      eventsOfSpan({ ...SPAN, role: "step", isError, event: { ...event, costUsd: 1, span: facts } });
    const [finished, started] = of(false);
    expect(finished).to.include({ status: "succeeded", costUsd: null });
    expect(finished?.span).to.deep.equal({ ...facts, tokens: null });
    expect(started).to.deep.include({ status: "started", ts: at(1), durationMs: null });
    expect(started?.span).to.deep.equal({ ...facts, schemaUrl: null, attributesLeftOut: 0, tokens: null });
    expect(of(true)[0]?.status).to.equal("failed");
    const { span: _, ...bare } = event;
    for (const one of eventsOfSpan({ ...SPAN, role: "step", event: bare }))
      expect(one).to.not.have.property("span");
  });
});
