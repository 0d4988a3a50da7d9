import { expect } from "chai";
import { STAGES } from "../../src/entities/stage-table.ts";
import { RESOURCES, VENDOR_NAMES } from "../../src/entities/vendor-table.ts";
import { type Breach, explain, findAll, listFiles, type SourceFile } from "./source-files.ts";

const REASON =
  "Stages, vendors and resources are listed once, in src/entities/stage-table.ts and vendor-table.ts: a list of its own forgets the next one in silence. Derive it.";

const TABLES = ["src/entities/stage-table.ts", "src/entities/vendor-table.ts", "src/entities/vocabulary.ts"];

const name = `["'](?:${[...new Set<string>([...STAGES, ...VENDOR_NAMES, ...RESOURCES])].join("|")})["']`;
/** Two or more names side by side, in an array, a union of types or SQL. */
const LIST = new RegExp(`${name}(?:\\s*[,|]\\s*${name})+`, "g");

function findLists(file: SourceFile): Breach[] {
  return TABLES.includes(file.path) ? [] : findAll(file, LIST);
}

describe("a list of stages, vendors or resources", () => {
  it("stands in its table alone", () => {
    const files = listFiles("{src,demo,bench}/**/*.{ts,tsx}");
    expect(files.length).to.be.greaterThan(500);
    expect(explain(REASON, files.flatMap(findLists))).to.equal("");
  });

  it("is found in an array, a type and SQL, and one name alone is none", () => {
    const find = (text: string) => findLists({ path: "src/some.ts", text }).map(({ found }) => found);
    expect(find(`const A = ["mv_refresh", "select_targets"];`)).to.deep.equal([
      `"mv_refresh", "select_targets"`,
    ]);
    expect(find(`type A =\n  | "lusha"\n  | "odoo";`)).to.deep.equal([`"lusha" | "odoo"`]);
    expect(find("stage in ('tavily', 'extract')")).to.have.length(1);
    expect(find(`["tavily_queries", "nano_usd"]`)).to.have.length(1);
    expect(find(`stage === "crawl" || stage === "score"`)).to.deep.equal([]);
    expect(find(`call("lusha", "search")`)).to.deep.equal([]);
  });
});
