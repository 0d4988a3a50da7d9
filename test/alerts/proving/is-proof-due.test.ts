import { expect } from "chai";
import { isProofDue } from "../../../src/alerts/proving/is-proof-due.ts";
import { VERSION } from "../../../src/version.ts";

const NOW = new Date("2026-11-22T12:00:00Z");
const proof = (runbookId: string, hours: number, version = VERSION) => ({
  runbookId,
  version,
  provedAt: new Date(NOW.getTime() - hours * 3_600_000),
});
const RUNBOOKS = [{ id: "MV-01" }, { id: "OE-06" }, { id: "PL-35" }];

describe("a proof of the runbooks", () => {
  const cases = {
    "never made": [[], true],
    "of all of them, of last night": [[proof("MV-01", 14), proof("OE-06", 14)], false],
    "of some": [[proof("MV-01", 14)], true],
    "just before it is a day old": [[proof("MV-01", 14), proof("OE-06", 22.99)], false],
    "a day old": [[proof("MV-01", 14), proof("OE-06", 23)], true],
    "of another version": [[proof("MV-01", 14, "0.0.1"), proof("OE-06", 14)], true],
  } as const;
  for (const [name, [proofs, isDue]] of Object.entries(cases)) {
    it(`${name}, is ${isDue ? "due" : "good for now"}`, () => {
      expect(isProofDue(proofs, RUNBOOKS, NOW)).to.equal(isDue);
    });
  }
});
