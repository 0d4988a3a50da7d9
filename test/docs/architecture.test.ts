import { existsSync, globSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { SKIP_CODES } from "../../src/entities/skip-codes.ts";
import { LOG_FIELDS } from "../../src/logger.ts";
import { CHUNK_SIZE } from "../../src/runner/engine/chunk-ranges.ts";
import { PIPELINE } from "../../src/runner/stages/pipeline.ts";
import { ROOT, readProjectFile, readTable } from "./read-docs.ts";

/** The folders that the map names. */
function readMap(): string[] {
  const map = /## The map[\s\S]*?```\n([\s\S]*?)```/.exec(readProjectFile("ARCHITECTURE.md"))?.[1] ?? "";
  return map
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => line.slice(0, line.indexOf("/ ")));
}

/** The folders below a folder that hold files of the project. */
function foldersOf(folder: string): string[] {
  const folders = globSync(`${folder}/**/*.{ts,tsx}`, { cwd: ROOT }).map((file) =>
    file.slice(0, file.lastIndexOf("/")),
  );
  return [...new Set(folders)].filter((found) => found !== folder);
}

/** The table in the comment of a function, row by row. */
function tableInComment(path: string): string[][] {
  return readProjectFile(path)
    .split("\n")
    .filter((line) => line.startsWith(" * |") && !line.startsWith(" * |-"))
    .slice(1)
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

describe("ARCHITECTURE.md", () => {
  it("maps only folders that exist", () => {
    expect(readMap()).to.have.length.greaterThan(20);
    expect(readMap().filter((folder) => !existsSync(join(ROOT, folder)))).to.deep.equal([]);
  });

  it("maps every folder of src", () => {
    expect(readMap()).to.include.members(foldersOf("src"));
  });

  it("has the pipeline as the code has it", () => {
    const said = readTable("ARCHITECTURE.md", "The night").map((row) => row.slice(0, 4));
    expect(said).to.deep.equal(
      PIPELINE.map(({ stage, work, critical, toleratedErrorShare }) => [
        stage,
        work.unit,
        critical ? "yes" : "no",
        String(toleratedErrorShare),
      ]),
    );
    const optional = readTable("ARCHITECTURE.md", "The night").filter((row) => row[4] !== "");
    expect(optional.map(([stage]) => stage)).to.deep.equal(
      PIPELINE.filter(({ precondition }) => precondition !== undefined).map(({ stage }) => stage),
    );
  });

  it("repeats the truth tables of the code", () => {
    const ofStages = tableInComment("src/runner/record/stage-verdict.ts");
    const ofRuns = tableInComment("src/runner/engine/next-step.ts");
    expect([ofStages.length, ofRuns.length]).to.deep.equal([4, 7]);
    expect(readTable("ARCHITECTURE.md", "How a stage ends")).to.deep.equal(ofStages);
    expect(readTable("ARCHITECTURE.md", "How a run ends")).to.deep.equal(ofRuns);
  });

  it("lists the fields of a log line", () => {
    const [, said = ""] = /JSON with sixteen fields in every line.* where they do: ([^.]*)\./.exec(
      readProjectFile("ARCHITECTURE.md"),
    ) ?? [""];
    expect([...said.matchAll(/`(\w+)`/g)].map(([, field]) => field)).to.deep.equal([...LOG_FIELDS]);
    expect(LOG_FIELDS).to.have.lengthOf(16);
  });

  it("is right about the size of a chunk, and which skips count as missed", () => {
    expect(readProjectFile("ARCHITECTURE.md")).to.include(`in chunks of ${CHUNK_SIZE},`);
    const said = readTable("docs/glossary.md", "Skip codes").map(([code, , missed]) => [
      code,
      missed === "yes" ? "missed" : "fine",
    ]);
    expect(Object.fromEntries(said)).to.deep.equal(SKIP_CODES);
  });
});
