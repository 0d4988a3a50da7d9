import { DDSketch } from "@datadog/sketches-js";
import { expect } from "chai";
import fc from "fast-check";
import { InvalidInputError } from "../../../src/errors.ts";
import { percentile } from "../../../src/observability/figures/percentiles.ts";
import {
  addValue,
  bucketIndex,
  bucketValue,
  createSketch,
  fromBuckets,
  GAMMA,
  mergeSketches,
  quantile,
  quantiles,
  RELATIVE_ACCURACY,
  type Sketch,
  toBuckets,
  ZERO_BUCKET,
} from "../../../src/observability/figures/sketches.ts";
import { seededRandom } from "../../support/seeded-random.ts";

const FRACTIONS = [0, 0.01, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 1];
/** What floating point may add to the promised accuracy. */
const SLACK = 1e-9;

function sketchOf(values: readonly number[]): Sketch {
  const sketch = createSketch();
  for (const value of values) addValue(sketch, value);
  return sketch;
}

function expectClose(found: number | null, exact: number | null): void {
  if (found === null || exact === null) throw new TypeError("there is nothing to compare");
  expect(Math.abs(found - exact)).to.be.at.most((RELATIVE_ACCURACY + SLACK) * exact);
}

const durations = fc.array(fc.oneof(fc.nat(100), fc.nat(10_000_000), fc.constant(0)), { maxLength: 60 });

describe("sketches", () => {
  it("knows no quantile of nothing", () => {
    expect(quantile(createSketch(), 0.5)).to.equal(null);
    expect(quantiles(createSketch(), [0.5, 0.99])).to.deep.equal([null, null]);
    expect(toBuckets(createSketch())).to.deep.equal({ count: 0, sum: 0, min: null, max: null, buckets: {} });
  });

  it("is within 1 % of the exact percentiles of a million skewed durations", () => {
    const random = seededRandom(20261122);
    const sketch = createSketch();
    const values = new Float64Array(1_000_000);
    for (let index = 0; index < values.length; index += 1) {
      const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
      const value = Math.round(Math.exp(6 + 1.5 * normal));
      values[index] = value;
      addValue(sketch, value);
    }
    values.sort();
    const found = quantiles(sketch, FRACTIONS);
    for (const [index, fraction] of FRACTIONS.entries()) {
      expectClose(found[index] ?? null, values[Math.max(1, Math.ceil(fraction * values.length)) - 1] ?? null);
    }
    expect(sketch.count).to.equal(1_000_000);
    expect(sketch.buckets.size).to.be.below(1000);
  });

  it("is within 1 % of the exact percentiles of any durations", () => {
    fc.assert(
      fc.property(
        durations.filter(({ length }) => length > 0),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (values, fraction) => expectClose(quantile(sketchOf(values), fraction), percentile(values, fraction)),
      ),
    );
  });

  it("merges into the sketch of all values, whatever the order and grouping", () => {
    fc.assert(
      fc.property(durations, durations, durations, (a, b, c) => {
        const [first, second, third] = [sketchOf(a), sketchOf(b), sketchOf(c)] as const;
        const whole = toBuckets(sketchOf([...a, ...b, ...c]));
        expect(toBuckets(mergeSketches(first, second, third))).to.deep.equal(whole);
        expect(toBuckets(mergeSketches(mergeSketches(first, second), third))).to.deep.equal(whole);
        expect(toBuckets(mergeSketches(first, mergeSketches(second, third)))).to.deep.equal(whole);
        expect(toBuckets(mergeSketches(third, first, second))).to.deep.equal(whole);
      }),
    );
  });

  it("leaves the sketches it merges as they were", () => {
    const [first, second] = [sketchOf([1, 2]), sketchOf([2, 3])];
    mergeSketches(first, second);
    expect(toBuckets(first)).to.deep.equal(toBuckets(sketchOf([1, 2])));
    expect(toBuckets(second)).to.deep.equal(toBuckets(sketchOf([2, 3])));
  });

  it("comes back whole from JSON", () => {
    fc.assert(
      fc.property(durations, (values) => {
        const sketch = sketchOf(values);
        const stored = toBuckets(sketch);
        const read: unknown = JSON.parse(JSON.stringify(stored));
        expect(read).to.deep.equal(stored);
        expect(fromBuckets(stored)).to.deep.equal(sketch);
      }),
    );
  });

  it("keeps count, sum, min and max exactly", () => {
    const { count, sum, min, max } = sketchOf([30, 0, 12]);
    expect({ count, sum, min, max }).to.deep.equal({ count: 3, sum: 42, min: 0, max: 30 });
  });

  it("has the smallest and the largest value exactly", () => {
    for (const value of [997, 1009, 123_457]) {
      const sketch = sketchOf([value, value * 2, value * 3]);
      expect(quantiles(sketch, [0, 1])).to.deep.equal([value, value * 3]);
    }
  });

  it("counts a value added several times as often", () => {
    const sketch = createSketch();
    addValue(sketch, 5, 3);
    expect(toBuckets(sketch)).to.deep.equal(toBuckets(sketchOf([5, 5, 5])));
  });

  it("puts every value into the bucket whose bounds enclose it", () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1e12, noNaN: true }), (value) => {
        const index = bucketIndex(value);
        expect(value).to.be.at.most(GAMMA ** index * (1 + SLACK));
        expect(value).to.be.at.least(GAMMA ** (index - 1) * (1 - SLACK));
        expectClose(bucketValue(index), value);
      }),
    );
  });

  it("keeps zero apart, below the smallest of numbers", () => {
    expect(bucketIndex(0)).to.equal(ZERO_BUCKET);
    expect(bucketValue(ZERO_BUCKET)).to.equal(0);
    expect(bucketIndex(Number.MIN_VALUE)).to.be.above(ZERO_BUCKET);
    expect(bucketIndex(1)).to.equal(0);
  });

  it("agrees with DDSketch, whose buckets it shares", () => {
    const random = seededRandom(7);
    const reference = new DDSketch({ relativeAccuracy: RELATIVE_ACCURACY });
    const sketch = createSketch();
    for (let index = 0; index < 10_000; index += 1) {
      const value = Math.round(1 / (1 - random()) ** 2);
      reference.accept(value);
      addValue(sketch, value);
    }
    for (const fraction of [0.5, 0.95, 0.99]) {
      const found = quantile(sketch, fraction) ?? Number.NaN;
      // Their ranks differ by one, which may be the next bucket.
      expect(found / reference.getValueAtQuantile(fraction)).to.be.within(1 / GAMMA - SLACK, GAMMA + SLACK);
    }
  });

  for (const value of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
    it(`refuses ${value}`, () => {
      expect(() => addValue(createSketch(), value)).to.throw(InvalidInputError, "value");
    });
  }

  for (const times of [0, -1, 1.5]) {
    it(`refuses to add a value ${times} times`, () => {
      expect(() => addValue(createSketch(), 1, times)).to.throw(InvalidInputError, "times");
    });
  }

  for (const [name, stored] of [
    ["fewer values in its buckets than it counts", { count: 2, sum: 2, min: 1, max: 1, buckets: { 0: 1 } }],
    ["a bucket that is no number", { count: 1, sum: 1, min: 1, max: 1, buckets: { x: 1 } }],
    ["a negative count", { count: -1, sum: 1, min: 1, max: 1, buckets: { 0: -1 } }],
    ["values, but no smallest", { count: 1, sum: 1, min: null, max: 1, buckets: { 0: 1 } }],
    ["no values, but a largest", { count: 0, sum: 0, min: null, max: 1, buckets: {} }],
  ] as const) {
    it(`refuses a stored sketch with ${name}`, () => {
      expect(() => fromBuckets(stored)).to.throw(InvalidInputError, "buckets");
    });
  }
});
