import { expect } from "chai";
import { runChaos } from "../../bench/chaos-night.ts";

describe("nights at length with runners killed, vendors failing and Postgres restarted", function () {
  this.timeout(600_000);

  for (const seed of [1, 2]) {
    it(`end complete and exact after a dozen kills (seed ${seed})`, async () => {
      const findings = await runChaos({ kills: 12, seed, companies: 40, say: () => undefined });
      expect(findings).to.have.length.greaterThan(8);
      expect(findings.filter(({ holds }) => !holds)).to.deep.equal([]);
    });
  }
});
