import { expect } from "chai";
import { hashCorpus } from "../../../src/runner/crawler/hash-corpus.ts";

describe("hashCorpus", () => {
  it("is the same for the same words and another for others", () => {
    expect(hashCorpus("a  b\n c ")).to.equal(hashCorpus("a b c"));
    expect(hashCorpus("Caf\u00e9")).to.equal(hashCorpus("Cafe\u0301"));
    expect(hashCorpus("a b")).not.to.equal(hashCorpus("a c"));
    expect(hashCorpus("")).to.equal("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  });
});
