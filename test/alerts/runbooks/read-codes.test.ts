import { expect } from "chai";
import { findCode, readCodes } from "../../../src/alerts/runbooks/read-codes.ts";
import { readRunbooks } from "../../../src/alerts/runbooks/runbook-store.ts";

const BODY = `## Checks

| error code        | means          | go to        |
| ----------------- | -------------- | ------------ |
| \`a_b\`, \`c\`, HTTP 4 | the key        | Mitigation 1 |
| \`d\`               | the other key  |              |

Text.

| what you find | means |
| --- | --- |
| \`e\` | not a code |
`;

describe("the codes that a runbook explains", () => {
  it("are read from its tables of codes, and from no other table", () => {
    expect(readCodes(BODY)).to.deep.equal([
      { codes: ["a_b", "c"], means: "the key", goTo: "Mitigation 1" },
      { codes: ["d"], means: "the other key", goTo: null },
    ]);
    expect(findCode(readCodes(BODY), "c")?.means).to.equal("the key");
    expect(findCode(readCodes(BODY), "e")).to.equal(null);
  });

  it("are found in the runbooks there are", async () => {
    const codesOf = new Map((await readRunbooks("runbooks")).map(({ id, codes }) => [id, codes]));
    expect(findCode(codesOf.get("OE-06") ?? [], "odoo_auth")).to.deep.include({ goTo: "Mitigation 1" });
    expect(findCode(codesOf.get("MV-01") ?? [], "55P03")?.means).to.contain("lock");
    expect(findCode(codesOf.get("CR-02") ?? [], "timeout")?.means).to.contain("slow");
  });
});
