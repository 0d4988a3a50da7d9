import { expect } from "chai";
import { beatDebian } from "../../bench/chaos/beaten-database.ts";
import { runChaos } from "../../bench/chaos/run-chaos.ts";
import { DEBIAN_POSTGRES_ADVICE, findDebianPostgres } from "../support/debian-postgres.ts";
import { patience } from "../support/patience.ts";
import { skipWithout } from "../support/skip-without.ts";

describe("nights that are hit in the middle by everything there is", function () {
  this.timeout(patience(600_000));

  it("end complete and exact", async function () {
    const programs = skipWithout(this, "postgresql", findDebianPostgres(), DEBIAN_POSTGRES_ADVICE);
    const { findings, accounts } = await runChaos({
      database: await beatDebian(programs),
      nights: 3,
      companies: 20,
      seed: 11,
      blowsANight: 3,
      say: (line) => process.env["CHAOS_SAYS"] && console.log(line),
    });
    expect(accounts).to.have.length.within(3, 6);
    expect(findings.filter(({ holds }) => !holds)).to.deep.equal([]);
  });
});
