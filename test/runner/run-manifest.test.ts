import { expect } from "chai";
import fc from "fast-check";
import { STAGES } from "../../src/entities/vocabulary.ts";
import { InvalidInputError } from "../../src/errors.ts";
import { PIPELINE } from "../../src/runner/pipeline.ts";
import { readStages } from "../../src/runner/run-manifest.ts";

function refusalOf(text: string): InvalidInputError {
  try {
    readStages("--skip", text);
  } catch (error) {
    if (error instanceof InvalidInputError) return error;
    throw error;
  }
  throw new Error(`"${text}" was not refused`);
}

describe("the names of stages as people type them", () => {
  it("are read in the order given, with spaces and stray commas", () => {
    expect(readStages("--skip", "crawl,tavily")).to.deep.equal(["crawl", "tavily"]);
    expect(readStages("--skip", " score , ,crawl,")).to.deep.equal(["score", "crawl"]);
    expect(readStages("--skip", "")).to.deep.equal([]);
  });

  it("that do not exist are refused with the field, the name and all that do", () => {
    const refusal = refusalOf("crawl,scoring");
    expect(refusal.field).to.equal("--skip");
    expect(refusal.message).to.include('"scoring"');
    for (const stage of STAGES) expect(refusal.message).to.include(stage);
  });

  it("are refused in another case, and where they are only the beginning of one", () => {
    for (const text of ["Crawl", "CRAWL", "craw", "crawl_", "constructor"]) refusalOf(text);
  });

  it("come back as they were written, whichever they are", () => {
    fc.assert(
      fc.property(fc.subarray([...STAGES]), (stages) => {
        expect(readStages("--skip", stages.join(" , "))).to.deep.equal(stages);
      }),
    );
  });

  it("are those of the pipeline, in its order", () => {
    expect(PIPELINE.map(({ stage }) => stage)).to.deep.equal([...STAGES]);
  });
});
