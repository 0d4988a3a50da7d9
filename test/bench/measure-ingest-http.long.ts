import { expect } from "chai";
import { measureIngestHttp } from "../../bench/measure-ingest-http.ts";
import { patience } from "../support/patience.ts";

/** A hundredth of what `npm run bench -- --only ingest` sends. */
const EVENTS = 5_000;

describe("the bench of ingest over HTTP, at a hundredth of its size", function () {
  this.timeout(patience(60_000));

  it("sends every event, copies the same rows, and is no small part of COPY", async () => {
    const figures = await measureIngestHttp(EVENTS);
    const said = (start: string) => figures.find(({ what }) => what.startsWith(start))?.value ?? "";
    expect(said("indexes of the event log")).to.include("dedupe_key");
    const four = said("HTTP ingest, four senders");
    expect(four).to.include("5,000 events, medians of 3 interleaved");
    for (const value of [said("HTTP ingest, one sender"), four]) {
      // Start-up weighs more at this size, so the target itself is for the whole bench.
      expect(Number(/^(\d+) % of COPY/.exec(value)?.[1])).to.be.at.least(10);
    }
    expect(said("p99 of an ingest call")).to.match(/^\d+ ms$/);
  });
});
