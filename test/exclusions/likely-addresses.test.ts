import { expect } from "chai";
import { isSamePerson, likelyAddresses } from "../../src/exclusions/likely-addresses.ts";

describe("the addresses a person is likely to have", () => {
  const cases: [first: string, last: string, sure: string[], possible: string[]][] = [
    [
      "Jane",
      "Doe",
      ["jane.doe", "doe.jane", "janedoe", "jane_doe", "jane-doe"],
      ["jdoe", "j.doe", "jane", "janed"],
    ],
    ["Jürgen", "Groß", ["juergen.gross", "jurgen.gross"], ["jgross"]],
    ["José", "Núñez Pérez", ["jose.nunezperez", "jose.perez"], ["jperez"]],
    ["Mary-Ann", "O’Neil", ["maryann.oneil", "mary.oneil"], ["moneil", "mary"]],
    ["伟", "王", ["伟.王"], []],
  ];
  for (const [firstName, lastName, sure, possible] of cases) {
    it(`tells the sure from the possible ones of ${firstName} ${lastName}`, () => {
      const found = likelyAddresses({ firstName, lastName }, "acme.example");
      expect(found.sure).to.include.members(sure.map((local) => `${local}@acme.example`));
      expect(found.possible).to.include.members(possible.map((local) => `${local}@acme.example`));
      for (const local of possible) expect(found.sure).not.to.include(`${local}@acme.example`);
    });
  }

  it("says nothing of somebody without a name, and nothing sure of half a name", () => {
    expect(likelyAddresses({ firstName: " ", lastName: "" }, "acme.example")).to.deep.equal({
      sure: [],
      possible: [],
    });
    const half = likelyAddresses({ firstName: "Jane", lastName: "" }, "acme.example");
    expect(half).to.deep.equal({ sure: [], possible: ["jane@acme.example"] });
  });
});

describe("two names of one person", () => {
  const cases: [one: [string, string], other: [string, string], same: boolean][] = [
    [["Jane", "Doe"], ["JANE", "doe"], true],
    [["Jane", "Doe"], ["Doe", "Jane"], true],
    [["José", "Núñez"], ["Jose", "Nunez"], true],
    [["Jane", "Doe"], ["Janet", "Doe"], false],
    [["Jane", "Doe"], ["Jane", ""], false],
  ];
  for (const [one, other, same] of cases) {
    it(`are ${same ? "" : "not "}${one.join(" ")} and ${other.join(" ")}`, () => {
      const name = ([firstName, lastName]: [string, string]) => ({ firstName, lastName });
      expect(isSamePerson(name(one), name(other))).to.equal(same);
    });
  }
});
