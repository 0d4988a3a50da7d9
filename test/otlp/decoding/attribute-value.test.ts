import { expect } from "chai";
import {
  type AttributeValue,
  readAnyValue,
  readAttributes,
} from "../../../src/otlp/decoding/attribute-value.ts";

/** A list in a list, `levels` deep, with a number in the innermost. */
function nested(levels: number): unknown {
  return levels === 0 ? { intValue: 1 } : { arrayValue: { values: [nested(levels - 1)] } };
}

describe("the value of an attribute in JSON", () => {
  const cases: readonly (readonly [string, unknown, AttributeValue | undefined])[] = [
    ["is a text", { stringValue: "a" }, "a"],
    ["is a truth value, also as text", { boolValue: "true" }, true],
    ["is false otherwise", { boolValue: false }, false],
    ["is a number", { doubleValue: 1.5 }, 1.5],
    ["is a whole number written as text", { intValue: "12" }, 12],
    ["may be named in snake_case", { int_value: 3 }, 3],
    ["is nothing where nothing was sent", undefined, null],
    ["is nothing where null was sent", null, null],
    ["is nothing without a field", {}, null],
    ["is nothing where its only field is null", { stringValue: null }, null],
    ["is its first field that is not null", { stringValue: null, intValue: 2 }, 2],
    ["is a list", { arrayValue: { values: [{ intValue: 1 }, { stringValue: "b" }] } }, [1, "b"]],
    ["is an empty list without values", { arrayValue: {} }, []],
    ["is an empty list where values are none", { arrayValue: { values: "x" } }, []],
    ["is an empty list where it is no list", { arrayValue: "x" }, []],
    ["is pairs", { kvlistValue: { values: [{ key: "a", value: { intValue: 1 } }] } }, { a: 1 }],
    ["is a pair without a value", { kvlistValue: { values: [{ key: "a" }] } }, { a: null }],
    ["is a pair without a key", { kvlistValue: { values: [{ value: { intValue: 1 } }] } }, { "": 1 }],
    ["is unreadable with a pair that is none", { kvlistValue: { values: ["a"] } }, undefined],
    ["is unreadable with a pair that is null", { kvlistValue: { values: [null] } }, undefined],
    [
      "is unreadable with a key that means something else to JavaScript",
      { kvlistValue: { values: [{ key: "__proto__", value: { intValue: 1 } }] } },
      undefined,
    ],
    ["is unreadable as a bare text", "a", undefined],
    ["is unreadable as a number without digits", { intValue: " " }, undefined],
    ["is unreadable as a number that is none", { intValue: "twelve" }, undefined],
    ["is unreadable as a number that is a truth value", { intValue: true }, undefined],
    ["is unreadable as bytes", { bytesValue: "AA==" }, undefined],
    ["may nest seven deep in a list", nested(7), [[[[[[[1]]]]]]]],
    ["and no deeper", nested(8), undefined],
  ];
  for (const [what, sent, expected] of cases) {
    it(what, () => expect(readAnyValue(sent)).to.deep.equal(expected));
  }

  it("nests seven deep in pairs, and no deeper", () => {
    const pairs = (levels: number): unknown =>
      levels === 0 ? { intValue: 1 } : { kvlistValue: { values: [{ key: "a", value: pairs(levels - 1) }] } };
    expect(readAnyValue(pairs(7))).to.not.equal(undefined);
    expect(readAnyValue(pairs(8))).to.equal(undefined);
  });
});

describe("a list of attributes", () => {
  it("keeps the last of two with one key, and counts what cannot be read", () => {
    const pairs = [
      { key: "a", value: { intValue: 1 } },
      { key: "a", value: { intValue: 2 } },
      { key: "b", value: "unreadable" },
      { key: "c", value: { bytesValue: "AA==" } },
    ];
    const { values, leftOut } = readAttributes(pairs);
    expect([...values]).to.deep.equal([["a", 2]]);
    expect(leftOut).to.equal(2);
  });
});
