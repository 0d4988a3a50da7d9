import { expect } from "chai";
import { readExpiry, readList, readNumber, readWord } from "../../../src/cli/kit/arguments.ts";
import { InvalidInputError } from "../../../src/errors.ts";

describe("the reading of arguments", () => {
  const now = new Date("2030-06-15T12:00:00Z");

  it("takes a date as its last moment, and a moment as it is", () => {
    expect(readExpiry("--expires", "2030-06-15", now).toISOString()).to.equal("2030-06-15T23:59:59.999Z");
    expect(readExpiry("--expires", "2030-06-15T14:01+02:00", now).toISOString()).to.equal(
      "2030-06-15T12:01:00.000Z",
    );
  });

  const refused: [string, () => unknown, RegExp][] = [
    [
      "a day gone by",
      () => readExpiry("--expires", "2030-06-14", now),
      /--expires: 2030-06-14 lies in the past/,
    ],
    ["this very moment", () => readExpiry("--expires", "2030-06-15T12:00:00Z", now), /lies in the past/],
    ["a day there is not", () => readExpiry("--expires", "2031-13-01", now), /must be a date/],
    ["a date in words", () => readExpiry("--expires", "tomorrow", now), /must be a date/],
    ["a moment without zone", () => readExpiry("--expires", "2031-01-01T00:00", now), /must be a date/],
    ["a number below the least", () => readNumber("--cap", "0", 1), /--cap: must be a whole number from 1/],
    ["a number with an exponent", () => readNumber("--cap", "1e3", 1), /whole number/],
    [
      "a number no column takes",
      () => readNumber("--cap", "2147483648", 1),
      /--cap: must be at most 2147483647/,
    ],
    ["nothing for a number", () => readNumber("--cap", "", 0), /whole number/],
    [
      "an empty list",
      () => readList("--x", " , ", (word) => word, "words"),
      /--x: is empty. Expected: words/,
    ],
    [
      "an unknown word",
      () => readList("--x", "a,b", (word) => (word === "a" ? word : null), "a"),
      /"b" is unknown/,
    ],
    [
      "a word that is not on the list",
      () => readWord("role", "boss", ["viewer", "admin"]),
      /one of viewer, admin/,
    ],
  ];
  for (const [what, read, message] of refused) {
    it(`refuses ${what}`, () => {
      expect(read).to.throw(InvalidInputError, message);
    });
  }

  it("takes each word of a list once", () => {
    expect(readList("--x", " a, b ,a,", (word) => word.toUpperCase(), "words")).to.deep.equal(["A", "B"]);
  });
});
