import { expect } from "chai";
import fc from "fast-check";
import { decodeTraces } from "../../../src/otlp/decoding/decode-traces.ts";
import { MalformedOtlpError } from "../../../src/otlp/decoding/malformed-otlp-error.ts";
import { encodeRequest, lookUp } from "../support/definitions.ts";
import { readFixture } from "../support/read-fixture.ts";

const TRACE = "0af7651916cd43dd8448eb211c80319c";
const SPAN = "b7ad6b7169203331";
const good = { traceId: TRACE, spanId: SPAN, name: "x", startTimeUnixNano: "1", endTimeUnixNano: "2" };

describe("a request of spans", () => {
  for (const sdk of ["python", "java", "go"]) {
    it(`of the ${sdk} SDK is read alike in every way it may be written`, () => {
      const fixture = readFixture(`sdks/${sdk}.json`);
      const expected = decodeTraces(fixture, "json");
      expect(expected.flatMap(({ items }) => items.map((item) => "problem" in item))).not.to.include(true);
      const bytes = encodeRequest("trace", fixture);
      expect(decodeTraces(bytes, "protobuf"), "protobuf").to.deep.equal(expected);
      const type = lookUp("collector.trace.v1.ExportTraceServiceRequest");
      const message = type.decode(bytes);
      const standard = type.toObject(message, { bytes: String, longs: String, enums: String, json: true });
      expect(decodeTraces(standard, "json"), "ids in base64, enums by name").to.deep.equal(expected);
      const loose = renamed(fixture, (key) => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
      expect(decodeTraces(loose, "json"), "snake_case").to.deep.equal(expected);
      const numbers: unknown = JSON.parse(JSON.stringify(fixture).replace(/(UnixNano":)"(\d+)"/g, "$1$2"));
      expect(decodeTraces(numbers, "json"), "times as numbers").to.deep.equal(expected);
      const texts: unknown = JSON.parse(JSON.stringify(fixture).replace(/(intValue":)(\d+)/g, '$1"$2"'));
      expect(decodeTraces(texts, "json"), "integers as text").to.deep.equal(expected);
    });
  }

  it("may leave out every field, or write null", () => {
    expect(decodeTraces({}, "json")).to.deep.equal([]);
    expect(decodeTraces(new Uint8Array(), "protobuf")).to.deep.equal([]);
    expect(decodeTraces({ resourceSpans: null }, "json")).to.deep.equal([]);
    expect(
      decodeTraces({ resourceSpans: [{ scopeSpans: [{ spans: null }] }] }, "json")[0]?.items,
    ).to.deep.equal([]);
  });

  it("takes an id of zeros for none, and refuses a wrong length with its span alone", () => {
    const spans = [
      good,
      { ...good, parentSpanId: "0000000000000000" },
      { ...good, traceId: TRACE.slice(2) },
      { ...good, spanId: `${SPAN}00` },
      { ...good, parentSpanId: "abc" },
      { ...good, traceId: "not hex, nor base64!" },
      "text",
    ];
    const [group] = decodeTraces({ resourceSpans: [{ scopeSpans: [{ spans }] }] }, "json");
    expect(group?.items.map((item) => ("problem" in item ? item.problem : item.parentSpanId))).to.deep.equal([
      null,
      null,
      "traceId has the wrong length",
      "spanId has the wrong length",
      "parentSpanId has the wrong length",
      "traceId has the wrong length",
      "it: Invalid input: expected object, received string",
    ]);
  });

  it("in protobuf loses a broken span alone", () => {
    const span = lookUp("trace.v1.Span");
    const bytes = span
      .encode({ traceId: Buffer.from(TRACE, "hex"), spanId: Buffer.from(SPAN, "hex"), name: "x" })
      .finish();
    const broken = Uint8Array.of(0x0a, 0x7f, 0x01);
    // ScopeSpans.spans and ResourceSpans.scope_spans are field 2, resource_spans is field 1, all length-delimited.
    const scope = [...delimited(2, bytes), ...delimited(2, broken), ...delimited(2, bytes)];
    const request = Uint8Array.from(delimited(1, delimited(2, scope)));
    const [group] = decodeTraces(request, "protobuf");
    expect(group?.items.map((item) => ("problem" in item ? item.problem : item.spanId))).to.deep.equal([
      SPAN,
      "is not valid protobuf",
      SPAN,
    ]);
  });

  it("that is cut off is refused, wherever it is cut, or read without what is missing", () => {
    const bytes = encodeRequest("trace", readFixture("sdks/go.json"));
    for (let length = 1; length < bytes.length; length += 1) {
      try {
        decodeTraces(bytes.subarray(0, length), "protobuf");
        expect.fail(`${length} of ${bytes.length} bytes were taken`);
      } catch (error) {
        expect(error).to.be.instanceOf(MalformedOtlpError);
      }
    }
  });

  it("of any bytes and any JSON is read or refused, and nothing else", () => {
    const tries = (body: unknown, encoding: "json" | "protobuf") => {
      try {
        decodeTraces(body, encoding);
      } catch (error) {
        expect(error).to.be.instanceOf(MalformedOtlpError);
      }
    };
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => tries(bytes, "protobuf")));
    fc.assert(fc.property(fc.jsonValue(), (json) => tries(json, "json")));
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (value, attributes) =>
        tries(
          {
            resourceSpans: [
              { resource: { attributes }, scopeSpans: [{ spans: [value, { ...good, attributes }] }] },
            ],
          },
          "json",
        ),
      ),
    );
  });

  it("leaves out a value that nests too deep, in either encoding, and counts it", () => {
    for (const levels of [4, 9, 60, 5_000]) {
      let value: object = { stringValue: "deep" };
      for (let level = 0; level < levels; level += 1) value = { arrayValue: { values: [value] } };
      const attributes = [
        { key: "deep", value },
        { key: "flat", value: { intValue: 1 } },
      ];
      const [group] = decodeTraces(
        { resourceSpans: [{ scopeSpans: [{ spans: [{ ...good, attributes }] }] }] },
        "json",
      );
      const [span] = group?.items ?? [];
      if (span === undefined || "problem" in span) throw new TypeError("the span was refused");
      expect(span.attributes.values.get("flat")).to.equal(1);
      expect(span.attributes.leftOut, `${levels} levels`).to.equal(levels < 8 ? 0 : 1);
      if (levels > 100) continue;
      // Encoded from the inside out, since no library likes to encode such depths itself.
      let inner = delimited(1, Buffer.from("deep"));
      for (let level = 0; level < levels; level += 1) inner = delimited(5, delimited(1, inner));
      const bytes = [
        ...delimited(1, Buffer.from(TRACE, "hex")),
        ...delimited(2, Buffer.from(SPAN, "hex")),
        ...delimited(9, [...delimited(1, Buffer.from("deep")), ...delimited(2, inner)]),
      ];
      const request = Uint8Array.from(delimited(1, delimited(2, delimited(2, bytes))));
      const [[read] = []] = decodeTraces(request, "protobuf").map(({ items }) => items);
      if (read === undefined || "problem" in read) throw new TypeError("the span was refused");
      expect(read.attributes.leftOut, `${levels} levels of protobuf`).to.equal(levels < 8 ? 0 : 1);
    }
  });
});

function delimited(field: number, content: ArrayLike<number>): number[] {
  const bytes = Array.from(content);
  const size: number[] = [];
  let rest = bytes.length;
  do {
    size.push((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0));
    rest >>>= 7;
  } while (rest > 0);
  return [(field << 3) | 2, ...size, ...bytes];
}

function renamed(value: unknown, rename: (key: string) => string): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => renamed(item, rename));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]: [string, unknown]) => [rename(key), renamed(inner, rename)]),
  );
}
