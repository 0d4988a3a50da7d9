import { expect } from "chai";
import { countDataPoints } from "../../../src/otlp/decoding/count-data-points.ts";
import { MalformedOtlpError } from "../../../src/otlp/decoding/malformed-otlp-error.ts";
import { OtlpSchema } from "../../../src/otlp/decoding/otlp-schema.ts";
import { readItem } from "../../../src/otlp/decoding/read-item.ts";
import { readRequest } from "../../../src/otlp/decoding/read-request.ts";

const SPAN_ID = "00f067aa0ba902b7";
const span = (fields: Readonly<Record<string, unknown>>) => OtlpSchema.Span.parse(fields);

describe("an id of OTLP", () => {
  const cases: readonly (readonly [string, unknown, string | null])[] = [
    ["is hex", SPAN_ID, SPAN_ID],
    ["is hex in lower case", SPAN_ID.toUpperCase(), SPAN_ID],
    ["is base64", Buffer.from(SPAN_ID, "hex").toString("base64"), SPAN_ID],
    ["is bytes", Buffer.from(SPAN_ID, "hex"), SPAN_ID],
    ["is none when empty", "", null],
    ["is none without bytes", new Uint8Array(), null],
    ["is none when all zero", "0000000000000000", null],
    ["is none when left out", undefined, null],
  ];
  for (const [what, spanId, expected] of cases) {
    it(what, () => expect(span({ spanId }).spanId).to.equal(expected));
  }

  for (const spanId of [
    "00f067aa0ba902",
    "not an id",
    "AAAA",
    "!!!!",
    new Uint8Array(1),
    new Uint8Array(9),
  ]) {
    it(`is refused as ${typeof spanId === "string" ? spanId : `${spanId.length} bytes`}`, () => {
      expect(readItem("Span", { spanId })).to.deep.equal({ problem: "spanId has the wrong length" });
    });
  }
});

describe("numbers and enums of OTLP", () => {
  it("are numbers, texts, or nothing, which is 0", () => {
    expect(span({ startTimeUnixNano: "12", flags: "257" })).to.include({ startTimeUnixNano: 12, flags: 257 });
    expect(span({ startTimeUnixNano: 12, flags: 257 })).to.include({ startTimeUnixNano: 12, flags: 257 });
    expect(span({})).to.include({ startTimeUnixNano: 0, flags: 0, kind: 0, droppedAttributesCount: 0 });
  });

  it("have a kind of span by its number or name", () => {
    const names = ["UNSPECIFIED", "INTERNAL", "SERVER", "CLIENT", "PRODUCER", "CONSUMER"];
    for (const [kind, name] of names.entries()) {
      expect(span({ kind: `SPAN_KIND_${name}` }).kind, name).to.equal(kind);
      expect(span({ kind }).kind).to.equal(kind);
      expect(span({ kind: String(kind) }).kind).to.equal(kind);
    }
  });

  it("have a status by its number or name", () => {
    for (const [code, name] of ["UNSET", "OK", "ERROR"].entries()) {
      expect(span({ status: { code: `STATUS_CODE_${name}` } }).status?.code, name).to.equal(code);
    }
  });

  it("have a severity by its name", () => {
    const levels = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"];
    const names = levels.flatMap((level) => ["", "2", "3", "4"].map((step) => level + step));
    for (const [index, name] of names.entries()) {
      const severityNumber = `SEVERITY_NUMBER_${name}`;
      expect(OtlpSchema.LogRecord.parse({ severityNumber }).severityNumber, name).to.equal(index + 1);
    }
  });
});

describe("a message of OTLP in JSON", () => {
  it("may be in snake_case; where a field is there twice, camelCase counts", () => {
    expect(span({ span_id: SPAN_ID }).spanId).to.equal(SPAN_ID);
    for (const fields of [
      { name: "a", flags: 1, dropped_attributes_count: 5, droppedAttributesCount: 7 },
      { name: "a", flags: 1, droppedAttributesCount: 7, dropped_attributes_count: 5 },
    ]) {
      expect(span(fields).droppedAttributesCount).to.equal(7);
    }
  });

  it("may have null for what was not sent", () => {
    expect(span({ name: null, kind: null, events: null, status: null })).to.deep.include({
      name: "",
      kind: 0,
      events: [],
    });
  });

  it("takes nothing from a prototype", () => {
    expect(OtlpSchema.Span.parse(JSON.parse('{"__proto__": {"name": "a"}}')).name).to.equal("");
  });

  it("must be an object", () => {
    for (const body of [null, [], "text", 1]) {
      expect(() => readRequest("TraceRequest", body, "json"), JSON.stringify(body)).to.throw(
        MalformedOtlpError,
        "The body is not an OTLP TraceRequest: body ",
      );
    }
  });

  it("says which field is wrong", () => {
    expect(() => readRequest("LogsRequest", { resourceLogs: 1 }, "json")).to.throw("resourceLogs ");
    expect(readItem("Span", { name: 1 }))
      .to.have.property("problem")
      .that.matches(/^name: /);
    expect(readItem("Span", "text")).to.have.property("problem").that.matches(/^it: /);
  });
});

describe("a message of OTLP in protobuf", () => {
  it("comes as bytes that can be read", () => {
    for (const body of [{ resourceSpans: [] }, "text", Buffer.from([0xff])]) {
      expect(() => readRequest("TraceRequest", body, "protobuf")).to.throw(
        MalformedOtlpError,
        "The body is not an OTLP TraceRequest in protobuf: it is cut off, or something else.",
      );
    }
    expect(readRequest("TraceRequest", new Uint8Array(), "protobuf").resourceSpans).to.deep.equal([]);
    expect(readItem("Span", Buffer.from([0xff]))).to.deep.equal({ problem: "is not valid protobuf" });
  });
});

describe("data points of a request of metrics", () => {
  it("are counted over all kinds, and none where there are none", () => {
    const metrics = [
      { gauge: { dataPoints: [{}, {}] } },
      { sum: { dataPoints: [{}] }, histogram: { dataPoints: [{}, {}, {}] } },
      { summary: {} },
      {},
    ];
    const body = { resourceMetrics: [{ scopeMetrics: [{ metrics }] }, {}] };
    expect(countDataPoints(body, "json")).to.equal(6);
    expect(countDataPoints({}, "json")).to.equal(0);
  });
});
