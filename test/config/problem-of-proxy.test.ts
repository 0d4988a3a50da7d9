import { expect } from "chai";
import { problemOfProxy } from "../../src/config/problem-of-proxy.ts";

describe("TRUST_PROXY", () => {
  for (const fine of [
    "loopback",
    "uniquelocal",
    "10.0.0.1",
    "10.0.0.0/8",
    "10.0.0.1/32",
    "2001:db8::/128",
    "::1",
  ]) {
    it(`takes ${fine}`, () => {
      expect(problemOfProxy(fine)).to.equal(null);
    });
  }
  for (const bad of [
    "true",
    "1",
    "proxy.example",
    "10.0.0.0/33",
    "10.0.0/8",
    "::/129",
    "10.0.0.0/8/8",
    "10.0.0.0/",
  ]) {
    it(`refuses ${bad}`, () => {
      expect(problemOfProxy(bad)).to.contain("is no address");
    });
  }
  it("refuses everybody", () => {
    expect(problemOfProxy("0.0.0.0/0")).to.contain("everybody");
    expect(problemOfProxy("::/0")).to.contain("everybody");
  });
});
