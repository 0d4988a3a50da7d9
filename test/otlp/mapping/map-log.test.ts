import { expect } from "chai";
import { decodeLogs } from "../../../src/otlp/decoding/decode-logs.ts";
import { type MappedLog, mapLog } from "../../../src/otlp/mapping/map-log.ts";

const NOW = new Date("2026-11-29T06:00:00Z");
const TIME = "1764396000000000000";

function mapped(record: Readonly<Record<string, unknown>>): MappedLog {
  const [group] = decodeLogs({ resourceLogs: [{ scopeLogs: [{ logRecords: [record] }] }] }, "json");
  const [item] = group?.items ?? [];
  if (item === undefined || "problem" in item) throw new TypeError("the record was refused");
  return mapLog(item, { agentId: "support-bot", now: NOW });
}

const text = (key: string, value: string) => ({ key, value: { stringValue: value } });
const score = (value: number) => ({ key: "gen_ai.evaluation.score.value", value: { doubleValue: value } });
const result = { eventName: "gen_ai.evaluation.result", timeUnixNano: TIME };

describe("a log record", () => {
  it("has the level of its severity, by number or by name", () => {
    for (const [severityNumber, level] of [
      [0, "info"],
      [1, "debug"],
      [8, "debug"],
      [9, "info"],
      [12, "info"],
      [13, "warn"],
      [16, "warn"],
      [17, "error"],
      [24, "error"],
      ["SEVERITY_NUMBER_WARN2", "warn"],
      ["SEVERITY_NUMBER_FATAL", "error"],
    ] as const)
      expect(
        mapped({ severityNumber, body: { stringValue: "x" } }).event.status,
        String(severityNumber),
      ).to.equal(level);
  });

  it("has its text, or the name of its event, and no structured body", () => {
    expect(mapped({ body: { stringValue: "queue is long" } }).event.message).to.equal("queue is long");
    const kvlistValue = { values: [text("content", "a question")] };
    expect(mapped({ eventName: "order.placed", body: { kvlistValue } }).event).to.include({
      message: "order.placed",
      name: "order.placed",
    });
    expect(mapped({ body: { kvlistValue } }).event.message).to.equal("a record without a text");
  });

  it("of what somebody wrote or a model answered is a line without it", () => {
    for (const eventName of ["gen_ai.user.message", "gen_ai.choice", "gen_ai.content.prompt"]) {
      const { event } = mapped({ eventName, body: { stringValue: "a question" } });
      expect(event.message).to.equal(eventName);
      expect(JSON.stringify(event.attributes ?? {})).not.to.include("a question");
    }
    const attributes = [text("event.name", "gen_ai.user.message")];
    expect(mapped({ attributes, body: { stringValue: "a question" } }).event.message).to.equal(
      "gen_ai.user.message",
    );
  });

  it("has the event's name where its text is empty", () => {
    expect(mapped({ eventName: "order.placed", body: { stringValue: " " } }).event.message).to.equal(
      "order.placed",
    );
    const attributes = [text("event.name", " order.placed ")];
    expect(mapped({ attributes }).event.name).to.equal("order.placed");
    expect(mapped({ attributes: [text("event.name", " ")] }).event.name).to.equal(null);
    expect(mapped({ attributes: [{ key: "event.name", value: { intValue: 7 } }] }).event.name).to.equal(null);
  });

  it("has attributes and a schema where there are any that we know", () => {
    expect(mapped({}).event).to.deep.include({ attributes: undefined });
    expect(mapped({ attributes: [text("app.tier", "gold")] }).event.attributes).to.deep.equal({
      "app.tier": "gold",
    });
    expect(mapped({ attributes: [text("app.tier", "gold")] }).event.span?.schemaUrl).to.equal(null);
    const facts = mapped({ attributes: [text("gen_ai.request.model", "m")] });
    expect(facts.event.span?.schemaUrl).to.be.a("string");
  });

  it("adds what was left out here to what the SDK dropped", () => {
    const attributes = [text("gen_ai.response.id", "x".repeat(501))];
    const { event, attributesLeftOut } = mapped({ attributes, droppedAttributesCount: 5 });
    expect(event.span?.attributesLeftOut).to.equal(6);
    expect(attributesLeftOut).to.equal(1);
  });

  it("begins no run, and keeps its trace and span", () => {
    const traceId = "0af7651916cd43dd8448eb211c80319c";
    const { event } = mapped({ traceId, spanId: "b7ad6b7169203331", timeUnixNano: TIME });
    expect(event).to.include({ runId: null, traceId });
    expect(event.span?.spanId).to.equal("b7ad6b7169203331");
  });

  it("with an exception is an error, unless it is only a warning", () => {
    const attributes = [text("exception.type", "TimeoutError"), text("exception.message", "too slow")];
    expect(mapped({ severityNumber: 17, attributes }).event).to.include({
      type: "error",
      status: "error",
      errorCode: "TimeoutError",
      message: "too slow",
    });
    expect(mapped({ severityNumber: 13, attributes }).event.type).to.equal("log");
    const [type] = attributes;
    expect(
      mapped({ severityNumber: 17, attributes: [type], body: { stringValue: "broke" } }).event.message,
    ).to.equal("broke");
  });

  it("with an evaluation is feedback from -1 to 1, and a metric beyond", () => {
    const name = text("gen_ai.evaluation.name", "Relevance");
    const read = (...attributes: unknown[]) => {
      const { type, value } = mapped({ ...result, attributes: [name, ...attributes] }).event;
      return [type, value];
    };
    expect(read(score(1))).to.deep.equal(["feedback", 1]);
    expect(read(score(-1))).to.deep.equal(["feedback", -1]);
    expect(read(score(1.01))).to.deep.equal(["metric", 1.01]);
    expect(read(text("gen_ai.evaluation.score.label", "pass"))).to.deep.equal(["feedback", 1]);
    expect(read(text("gen_ai.evaluation.score.label", "fail"))).to.deep.equal(["feedback", -1]);
    expect(read(text("gen_ai.evaluation.score.label", "blue"))).to.deep.equal(["log", null]);
    expect(mapped(result).event.name).to.equal("evaluation");
  });

  it("with an evaluation has its label as the message of feedback alone", () => {
    const label = text("gen_ai.evaluation.score.label", "good");
    expect(mapped({ ...result, attributes: [label, score(0.5)] }).event.message).to.equal("good");
    expect(mapped({ ...result, attributes: [label, score(7)] }).event.message).to.equal(null);
    expect(mapped({ ...result, attributes: [score(-1.01)] }).event.type).to.equal("metric");
  });

  it("sent again is known by all that it says; without a time it is not", () => {
    const record = { timeUnixNano: TIME, body: { stringValue: "x" }, attributes: [text("app.tier", "gold")] };
    expect(mapped(record).event.dedupeKey).to.equal(mapped(record).event.dedupeKey);
    expect(mapped(record).event.dedupeKey).not.to.equal(
      mapped({ ...record, severityNumber: 9 }).event.dedupeKey,
    );
    expect(mapped(record).event.dedupeKey).not.to.equal(
      mapped({ ...record, attributes: [] }).event.dedupeKey,
    );
    expect(mapped({ body: { stringValue: "x" } }).event).to.include({ dedupeKey: null, ts: NOW });
    expect(mapped({ observedTimeUnixNano: TIME }).event.ts).to.deep.equal(new Date(1_764_396_000_000));
  });
});
