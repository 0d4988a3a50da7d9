import { expect } from "chai";
import { networkOf } from "../../../src/observability/refusals/network-of.ts";

describe("networkOf", () => {
  for (const [address, network] of [
    ["203.0.113.9", "203.0.113.9"],
    ["::ffff:203.0.113.9", "203.0.113.9"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["2001:0db8:0001:0002::9", "2001:db8:1:2::/64"],
    ["2001:DB8::9", "2001:db8:0:0::/64"],
    ["::1", "0:0:0:0::/64"],
    ["fe80::1%eth0", "fe80:0:0:0::/64"],
    ["::", "0:0:0:0::/64"],
  ] as const) {
    it(`${address} counts as ${network}`, () => {
      expect(networkOf(address)).to.equal(network);
    });
  }
});
