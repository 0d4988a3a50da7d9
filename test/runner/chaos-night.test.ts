import { expect } from "chai";
import { beatEmbedded } from "../../bench/chaos/beaten-database.ts";
import { runChaos } from "../../bench/chaos/run-chaos.ts";

describe("a night that is hit in the middle", function () {
  this.timeout(120_000);

  it("ends complete and exact", async () => {
    const { findings, accounts } = await runChaos({
      database: await beatEmbedded(),
      nights: 1,
      companies: 12,
      seed: 7,
      blows: ["database read-only", "pooler away", "Postgres restarted", "runner killed"],
      blowsANight: 4,
      isBrief: true,
      say: (line) => process.env["CHAOS_SAYS"] && console.log(line),
    });
    expect(accounts).to.have.length.within(1, 2);
    expect(findings.filter(({ holds }) => !holds)).to.deep.equal([]);
  });
});
