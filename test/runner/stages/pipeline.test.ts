import { expect } from "chai";
import { STAGES } from "../../../src/entities/stage-table.ts";
import { PIPELINE } from "../../../src/runner/stages/pipeline.ts";

describe("the stages that have names", () => {
  it("are those of the pipeline, in its order", () => {
    expect(PIPELINE.map(({ stage }) => stage)).to.deep.equal([...STAGES]);
  });
});
