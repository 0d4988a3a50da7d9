import { expect } from "chai";
import type { AttributeValue } from "../../../src/otlp/decoding/attribute-value.ts";
import { readFacts } from "../../../src/otlp/mapping/read-facts.ts";
import { readUsage } from "../../../src/otlp/mapping/read-usage.ts";
import { attributesOf } from "../support/attributes-of.ts";

const usageOf = (usage: Readonly<Record<string, AttributeValue>>) =>
  readUsage(
    readFacts(
      attributesOf(
        Object.fromEntries(Object.entries(usage).map(([name, value]) => [`gen_ai.usage.${name}`, value])),
      ),
    ),
  );
const NONE = { uncachedInput: 0, cacheRead: 0, cacheWrite: 0, output: 0, reasoning: 0 };

describe("what a span says it used", () => {
  it("is nothing where it says nothing", () => {
    expect(usageOf({})).to.deep.equal({ tokens: null, costUsd: null });
    expect(usageOf({ "cache_read.input_tokens": 5 })).to.deep.equal({ tokens: null, costUsd: null });
  });

  it("is known by input or output alone, also as text, in whole tokens", () => {
    expect(usageOf({ input_tokens: 7 })).to.deep.include({ tokens: { ...NONE, uncachedInput: 7 } });
    expect(usageOf({ output_tokens: "7" })).to.deep.include({ tokens: { ...NONE, output: 7 } });
    expect(usageOf({ output_tokens: 6.6 })).to.deep.include({ tokens: { ...NONE, output: 7 } });
    expect(usageOf({ input_tokens: 0, output_tokens: 0 })).to.deep.include({ tokens: NONE });
  });

  it("includes in its input what was cached, unless that is more", () => {
    const cached = { "cache_read.input_tokens": 20, "cache_write.input_tokens": 10 };
    const parts = { cacheRead: 20, cacheWrite: 10 };
    const cases = [
      { input: 100, uncachedInput: 70 },
      { input: 30, uncachedInput: 0 },
      { input: 29, uncachedInput: 29 },
    ];
    for (const { input, uncachedInput } of cases)
      expect(usageOf({ input_tokens: input, ...cached })).to.deep.include({
        tokens: { ...NONE, ...parts, uncachedInput },
      });
    expect(usageOf({ output_tokens: 1, ...cached })).to.deep.include({
      tokens: { ...NONE, ...parts, output: 1 },
    });
  });

  it("has reasoning as a part of the output", () => {
    expect(usageOf({ output_tokens: 9, "reasoning.output_tokens": 4 })).to.deep.include({
      tokens: { ...NONE, output: 9, reasoning: 4 },
    });
  });

  it("cannot be more than a column holds, less than nothing, or no number", () => {
    expect(usageOf({ input_tokens: 2_147_483_647 })).to.deep.include({
      tokens: { ...NONE, uncachedInput: 2_147_483_647 },
    });
    for (const wrong of [2_147_483_648, -1, "many", true, Number.POSITIVE_INFINITY, "Infinity"])
      expect(usageOf({ input_tokens: wrong }), String(wrong)).to.deep.equal({
        problem: "gen_ai.usage.input_tokens is not a number of tokens",
      });
  });
});

describe("what a span says it cost", () => {
  it("is dollars, also as text, whether or not it used tokens", () => {
    expect(usageOf({ "cost.amount": 0.25 })).to.deep.equal({ tokens: null, costUsd: 0.25 });
    expect(usageOf({ "cost.amount": "0.25", "cost.currency": "usd" })).to.deep.include({ costUsd: 0.25 });
    expect(usageOf({ "cost.amount": 0.25, output_tokens: 1 })).to.deep.equal({
      tokens: { ...NONE, output: 1 },
      costUsd: 0.25,
    });
  });

  it("is not read in another currency, nor without an amount", () => {
    expect(usageOf({ "cost.amount": 0.25, "cost.currency": "EUR" })).to.deep.include({ costUsd: null });
    expect(usageOf({ "cost.currency": "USD" })).to.deep.include({ costUsd: null });
  });

  it("is between nothing and a million", () => {
    expect(usageOf({ "cost.amount": 0 })).to.deep.include({ costUsd: 0 });
    expect(usageOf({ "cost.amount": 1_000_000 })).to.deep.include({ costUsd: 1_000_000 });
    for (const wrong of [1_000_000.5, -0.01, "much", true, "Infinity"])
      expect(usageOf({ "cost.amount": wrong }), String(wrong)).to.deep.equal({
        problem: "gen_ai.usage.cost.amount is not a cost",
      });
  });
});
