import { existsSync } from "node:fs";
import { expect } from "chai";
import { readTable } from "../../docs/read-docs.ts";
import { SLOW_FILES } from "./slow-files.ts";

describe("the slow test files", () => {
  it("exist", () => {
    expect(SLOW_FILES.map(({ file }) => file).filter((file) => !existsSync(file))).to.deep.equal([]);
  });

  it("are named in CONTRIBUTING.md with their reason", () => {
    const named = readTable("CONTRIBUTING.md", "Slow files");
    expect(named).to.deep.equal(SLOW_FILES.map(({ file, reason }) => [file, reason]));
  });
});
