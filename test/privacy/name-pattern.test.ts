import { expect } from "chai";
import { addressPattern, nameInAddress, namePattern } from "../../src/privacy/name-pattern.ts";
import { createTestDatabase, type TestDatabase } from "../support/test-database.ts";

describe("how a person is found in texts", () => {
  let test: TestDatabase;
  before(async function () {
    this.timeout(60_000);
    test = await createTestDatabase();
  });
  after(() => test.drop());

  const replace = async (text: string, pattern: string | null) => {
    const [row] = await test.database.withService((transaction) =>
      transaction.query<{ text: string }[]>("select regexp_replace($1, $2, '…', 'gi') as text", [
        text,
        pattern,
      ]),
    );
    return row?.text;
  };

  const addresses: [text: string, left: string][] = [
    ["Write to Jane.Doe@Acme.example.", "Write to …."],
    ["jane.doe [at] acme.example, jane.doe(at)acme.example", "…, …"],
    ["jane.doe at acme.example", "…"],
    ["janexdoe@acme.example", "janexdoe@acme.example"],
    ["mary-jane.doe@acme.example.org", "mary-….org"],
  ];
  for (const [text, left] of addresses) {
    it(`as an address: ${text}`, async () => {
      expect(await replace(text, addressPattern("jane.doe@acme.example"))).to.equal(left);
    });
  }

  const names: [text: string, left: string][] = [
    ["JANE  DOE, CEO", "…, CEO"],
    ["Doe, Jane", "…"],
    ["Jane M. Doe and Jane Doering", "… and Jane Doering"],
    ["/team/jane-doe", "/team/…"],
    ["/team/jane%20doe and ?name=Jane+Doe and %2Fjane_doe.html", "/team/… and ?name=… and %2F….html"],
    ["a line\\nJane\\nDoe in JSON", "a line\\n… in JSON"],
    ["Jane and Mr Doe", "Jane and Mr Doe"],
  ];
  for (const [text, left] of names) {
    it(`by name: ${text}`, async () => {
      expect(await replace(text, namePattern([{ firstName: "Jane", lastName: "Doe" }]))).to.equal(left);
    });
  }

  it("takes letters of a name for no expression, and looks for nobody without a whole name", async () => {
    const odd = namePattern([{ firstName: "J.+(", lastName: "O'Neil*" }]);
    expect(await replace("J.+( O'Neil* and Jo O'Neill", odd)).to.equal("… and Jo O'Neill");
    expect(namePattern([{ firstName: "Jane", lastName: " " }])).to.equal(null);
  });

  it("reads a name from an address that spells one", () => {
    expect(nameInAddress("jane.doe@acme.example")).to.deep.equal({ firstName: "jane", lastName: "doe" });
    for (const none of [
      "jdoe@acme.example",
      "j.doe@acme.example",
      "info2.de@acme.example",
      "a.b.c@acme.example",
    ]) {
      expect(nameInAddress(none)).to.equal(null);
    }
  });
});
