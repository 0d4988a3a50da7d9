import { expect } from "chai";
import { z } from "zod";
import { InvalidInputError } from "../../../src/errors.ts";
import { parseInput } from "../../../src/http/kit/parse-input.ts";

describe("parseInput", () => {
  const Any = z.looseObject({ name: z.unknown() });
  const refused: [string, unknown, string][] = [
    ["a NUL", { name: "a\0b" }, "name"],
    ["half a character", { name: ["ok", "\ud83d"] }, "name.1"],
    ["a member named __proto__", JSON.parse('{"name": {"__proto__": 1}}'), "name"],
    ["a NUL in a member's name", { name: { "a\0b": 1 } }, "name"],
    ["half a character in a member's name", { name: [{ "\udc00": 1 }] }, "name.0"],
    ["what is nested too deep", JSON.parse(`{"name": ${"[".repeat(9_000)}${"]".repeat(9_000)}}`), "name"],
  ];
  for (const [what, input, field] of refused) {
    it(`refuses ${what}, naming its field`, () => {
      expect(() => parseInput(Any, input))
        .to.throw(InvalidInputError)
        .with.property("field", field);
    });
  }

  it("takes whole characters of every kind", () => {
    expect(parseInput(Any, { name: "😀 Ünïcode" })).to.deep.equal({ name: "😀 Ünïcode" });
  });
});
