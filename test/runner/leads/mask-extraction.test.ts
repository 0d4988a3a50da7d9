import { expect } from "chai";
import { maskExtraction } from "../../../src/runner/leads/mask-extraction.ts";
import type { LeadExtraction } from "../../../src/vendors/openai/lead-extraction.ts";

/** Every text of an extraction, made from one. */
const extractionOf = (text: string): LeadExtraction => ({
  about: text,
  industry: text,
  employees: 40,
  founded_year: 1999,
  products: [text, text],
  people: [{ first_name: text, last_name: text, title: text }],
  signals: [{ kind: "hiring", text }],
});

describe("what a model extracted", () => {
  for (const secret of [
    "jane@firm.example",
    "hunter2hunter2",
    "4111 1111 1111 1111",
    "DE89 3704 0044 0532 0130 00",
    "+49 30 123456",
  ]) {
    it(`holds ${secret} in none of its texts`, () => {
      const masked = JSON.stringify(maskExtraction(extractionOf(`write to password: ${secret} today`)));
      expect(masked).not.to.include(secret);
      expect(masked).to.include("write to");
    });
  }

  it("is otherwise as it was", () => {
    const plain = extractionOf("We are hiring 40 people in Singapore: see our site (since 1999).");
    expect(maskExtraction(plain)).to.deep.equal(plain);
    const empty = {
      ...plain,
      about: null,
      industry: null,
      people: [{ first_name: "A", last_name: "B", title: null }],
    };
    expect(maskExtraction(empty)).to.deep.equal(empty);
  });
});
