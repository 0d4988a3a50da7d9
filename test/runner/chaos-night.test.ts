import { expect } from "chai";
import { runChaos } from "../../bench/chaos-night.ts";

describe("a night with runners killed, vendors failing and Postgres restarted", function () {
  this.timeout(120_000);

  it("ends complete and exact", async () => {
    const findings = await runChaos({ kills: 3, seed: 7, companies: 12, say: () => undefined });
    expect(findings).to.have.length.greaterThan(8);
    expect(findings.filter(({ holds }) => !holds)).to.deep.equal([]);
  });
});
