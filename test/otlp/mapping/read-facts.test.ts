import { expect } from "chai";
import type { AttributeValue } from "../../../src/otlp/decoding/attribute-value.ts";
import { keepAttributes, readFacts, textOf } from "../../../src/otlp/mapping/read-facts.ts";
import { attributesOf } from "../support/attributes-of.ts";

function keptOf(values: Readonly<Record<string, AttributeValue>>, leftOut = 0) {
  const sent = attributesOf(values, leftOut);
  return keepAttributes(sent, readFacts(sent));
}
/** How many of these attributes are stored, and how many are not. */
function counted(values: Readonly<Record<string, AttributeValue>>): readonly [number, number] {
  const { attributes, leftOut } = keptOf(values);
  return [Object.keys(attributes).length, leftOut];
}

describe("the facts of attributes", () => {
  it("are known by today's names, and the nearer generation goes first", () => {
    const { values } = readFacts(
      attributesOf({ "gen_ai.system": "old", "gen_ai.provider.name": "new", "gen_ai.request.model": "m" }),
    );
    expect(values.get("gen_ai.provider.name")).to.equal("new");
    const reversed = readFacts(attributesOf({ "gen_ai.provider.name": "new", "gen_ai.system": "old" }));
    expect(reversed.values.get("gen_ai.provider.name")).to.equal("new");
  });

  it("are not empty, and lists where a list belongs", () => {
    const { values, unknownKeys } = readFacts(
      attributesOf({
        "gen_ai.request.model": "",
        "gen_ai.response.model": null,
        "gen_ai.response.finish_reasons": "stop",
        "gen_ai.request.encoding_formats": ["a", "b"],
        "gen_ai.brand.new": 1,
        "app.tier": "gold",
      }),
    );
    expect([...values]).to.deep.equal([
      ["gen_ai.response.finish_reasons", ["stop"]],
      ["gen_ai.request.encoding_formats", ["a", "b"]],
    ]);
    expect(unknownKeys).to.deep.equal(["gen_ai.brand.new"]);
  });

  it("are texts when they have letters", () => {
    const facts = readFacts(attributesOf({ "gen_ai.request.model": " m ", "gen_ai.response.model": " " }));
    expect(textOf(facts, "gen_ai.request.model")).to.equal("m");
    expect(textOf(facts, "gen_ai.response.model")).to.equal(null);
    expect(textOf(facts, "gen_ai.agent.name")).to.equal(null);
    expect(textOf(readFacts(attributesOf({ "gen_ai.request.model": 7 })), "gen_ai.request.model")).to.equal(
      null,
    );
  });
});

describe("the attributes that are stored", () => {
  it("are at most 64", () => {
    const many = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, at) => [`app.a${at}`, at]));
    expect(counted(many(64))).to.deep.equal([64, 0]);
    expect(counted(many(66))).to.deep.equal([64, 2]);
  });

  it("have at most 500 characters where the value is known to be no content", () => {
    expect(counted({ "gen_ai.response.id": "a".repeat(500) })).to.deep.equal([1, 0]);
    expect(counted({ "gen_ai.response.id": "a".repeat(501) })).to.deep.equal([0, 1]);
  });

  it("are lists of at most 20 short values, not of lists", () => {
    const reasons = (count: number) => ({ "gen_ai.response.finish_reasons": Array<string>(count).fill("a") });
    expect(counted(reasons(20))).to.deep.equal([1, 0]);
    expect(counted(reasons(21))).to.deep.equal([0, 1]);
    expect(counted({ "gen_ai.response.finish_reasons": ["a".repeat(501)] })).to.deep.equal([0, 1]);
    expect(counted({ "gen_ai.response.finish_reasons": [["a"]] })).to.deep.equal([0, 1]);
    expect(counted({ "gen_ai.response.id": { a: 1 } })).to.deep.equal([0, 1]);
  });

  it("have at most 5,000 characters together, with names and quotes", () => {
    // "app.0" and its value in quotes: 5 + 195 characters, 25 times.
    const values = (last: number) =>
      Object.fromEntries(
        Array.from({ length: 25 }, (_, at) => [
          `app.${String.fromCharCode(97 + at)}`,
          "x".repeat(at === 24 ? last : 193),
        ]),
      );
    expect(counted(values(193))).to.deep.equal([25, 0]);
    expect(counted(values(194))).to.deep.equal([24, 1]);
  });

  it("have a name that can be a key", () => {
    const named = (key: string) => Object.keys(keptOf({ [key]: "x" }).attributes);
    expect(named("")).to.deep.equal([]);
    expect(named("a".repeat(100))).to.have.length(1);
    expect(named("a".repeat(101))).to.deep.equal([]);
    const values = new Map<string, AttributeValue>([["__proto__", "x"]]);
    expect(
      keepAttributes({ values, leftOut: 0 }, readFacts({ values, leftOut: 0 })).attributes,
    ).to.deep.equal({});
    expect(keptOf({ "app.none": null })).to.deep.equal({ attributes: {}, leftOut: 0 });
  });

  it("are words: no sentence, no JSON, no query of an address", () => {
    const stored = (value: AttributeValue) => keptOf({ "app.tier": value }).attributes["app.tier"];
    expect(stored(" gold ")).to.equal("gold");
    expect(stored("https://a.example/b?q=secret")).to.equal("https://a.example/b");
    expect(stored("x".repeat(200))).to.equal("x".repeat(200));
    for (const content of [
      "two words",
      '{"a":1}',
      "[1]",
      "秘密",
      "x".repeat(201),
      ["gold", "two words"],
      ["a?b"],
    ])
      expect(stored(content), String(content)).to.equal(undefined);
    expect(stored(["gold", 1])).to.deep.equal(["gold", 1]);
    expect(stored(true)).to.equal(true);
  });

  it("are counted together with what could not be read", () => {
    expect(keptOf({}, 3).leftOut).to.equal(3);
  });
});
