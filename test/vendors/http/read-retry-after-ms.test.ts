import { expect } from "chai";
import { readRetryAfterMs } from "../../../src/vendors/http/read-retry-after-ms.ts";

const NOW = new Date("2026-03-01T00:00:00Z");

describe("Retry-After", () => {
  const cases: readonly [name: string, headers: Record<string, string>, expected: number | undefined][] = [
    ["is nothing when the header is missing", {}, undefined],
    ["is read as seconds", { "retry-after": "30" }, 30_000],
    ["is read as a fraction of seconds, rounded up", { "retry-after": "0.0001" }, 1],
    ["is zero when it says zero", { "retry-after": "0" }, 0],
    ["prefers OpenAI's milliseconds", { "retry-after-ms": "250", "retry-after": "9" }, 250],
    ["is read as an HTTP date", { "retry-after": "Sun, 01 Mar 2026 00:01:30 GMT" }, 90_000],
    [
      "measures a date against the answer's own clock",
      { "retry-after": "Sun, 01 Mar 2026 00:01:30 GMT", date: "Sun, 01 Mar 2026 00:01:00 GMT" },
      30_000,
    ],
    ["is zero for a date gone by", { "retry-after": "Sat, 28 Feb 2026 00:00:00 GMT" }, 0],
    ["ignores a negative number", { "retry-after": "-5" }, undefined],
    ["ignores words", { "retry-after": "soon" }, undefined],
    ["ignores a day that is no date", { "retry-after": "Sunday or so" }, undefined],
    ["ignores an empty header", { "retry-after": " " }, undefined],
  ];
  for (const [name, headers, expected] of cases) {
    it(name, () => {
      expect(readRetryAfterMs(new Headers(headers), NOW)).to.equal(expected);
    });
  }
});
