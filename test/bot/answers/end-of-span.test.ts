import { expect } from "chai";
import { endOfSpan } from "../../../src/bot/answers/end-of-span.ts";

const NOW = new Date("2026-11-22T03:20:00Z");

describe("how long a silence lasts", () => {
  it("is hours from now", () => {
    expect(endOfSpan("1h", null, NOW, "UTC")).to.deep.equal(new Date("2026-11-22T04:20:00Z"));
    expect(endOfSpan("4h", null, NOW, "UTC")).to.deep.equal(new Date("2026-11-22T07:20:00Z"));
  });

  it("is until the next eight o'clock where the tenant is, whatever the clocks do", () => {
    expect(endOfSpan("morning", null, NOW, "UTC")).to.deep.equal(new Date("2026-11-22T08:00:00Z"));
    expect(endOfSpan("morning", null, NOW, "Asia/Singapore")).to.deep.equal(new Date("2026-11-23T00:00:00Z"));
    expect(endOfSpan("morning", null, NOW, "Asia/Kathmandu")).to.deep.equal(new Date("2026-11-23T02:15:00Z"));
    const beforeTheChange = new Date("2026-10-24T20:00:00Z");
    expect(endOfSpan("morning", null, beforeTheChange, "Europe/Berlin")).to.deep.equal(
      new Date("2026-10-25T07:00:00Z"),
    );
  });

  it("is the morning after when it is eight already, and this one a second before", () => {
    const at = (time: string) => endOfSpan("morning", null, new Date(time), "UTC");
    expect(at("2026-11-22T07:59:59.999Z")).to.deep.equal(new Date("2026-11-22T08:00:00Z"));
    expect(at("2026-11-22T08:00:00Z")).to.deep.equal(new Date("2026-11-23T08:00:00Z"));
    expect(at("2026-11-22T08:00:00.001Z")).to.deep.equal(new Date("2026-11-23T08:00:00Z"));
  });

  it("may be thirty days, and not a second more", () => {
    const seconds = NOW.getTime() / 1000;
    expect(endOfSpan("custom", seconds + 30 * 86_400, NOW, "UTC")).to.be.instanceOf(Date);
    expect(endOfSpan("custom", seconds + 30 * 86_400 + 1, NOW, "UTC")).to.match(/At most 30 days/);
  });

  it("is until a moment of one's own, if that is to come and not too far", () => {
    const seconds = NOW.getTime() / 1000;
    expect(endOfSpan("custom", seconds + 60, NOW, "UTC")).to.deep.equal(new Date("2026-11-22T03:21:00Z"));
    for (const until of [null, seconds, seconds + 31 * 86_400]) {
      expect(endOfSpan("custom", until, NOW, "UTC")).to.be.a("string");
    }
  });
});
