import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";

const ROOT = resolve(import.meta.dirname, "..");
/** What runs leave in a checkout, none of which is the project. */
const LEFT_BEHIND = ["dist", "coverage", ".nightshift"];
const run = promisify(execFile);

describe("a checkout with what earlier runs left in it", function () {
  this.timeout(300_000);
  let copy: string;

  before(() => {
    copy = mkdtempSync(join(tmpdir(), "checkout-"));
    const elsewhere = [...LEFT_BEHIND, "node_modules", ".git"];
    cpSync(ROOT, copy, {
      recursive: true,
      filter: (path) => path === ROOT || !elsewhere.includes(basename(path)),
    });
    symlinkSync(join(ROOT, "node_modules"), join(copy, "node_modules"));
    for (const name of LEFT_BEHIND) {
      for (const folder of ["", "src/alerts", "test/docs", "docs", "migrations"]) {
        mkdirSync(join(copy, name, folder), { recursive: true });
        writeFileSync(join(copy, name, folder, "stale.ts"), "export default class { x: any = 1 as never }\n");
        writeFileSync(
          join(copy, name, folder, "stale.test.ts"),
          'it("fails", () => { throw new Error(); });\n',
        );
        writeFileSync(
          join(copy, name, folder, "stale.long.ts"),
          'it("fails", () => { throw new Error(); });\n',
        );
        writeFileSync(
          join(copy, name, folder, "stale.md"),
          "[nowhere](no-such-file.md) `nightshift nonsense`\n",
        );
        writeFileSync(join(copy, name, folder, "stale.json"), "{ no json");
      }
    }
  });

  after(() => rmSync(copy, { recursive: true, force: true }));

  async function npm(...args: string[]): Promise<string> {
    const { PATH = "" } = process.env;
    const env = { ...process.env, PATH: `${join(copy, "node_modules/.bin")}:${PATH}`, NODE_V8_COVERAGE: "" };
    const { stdout } = await run("npm", args, { cwd: copy, env }).catch((error: unknown) => {
      throw new Error("npm failed", { cause: error });
    });
    return stdout;
  }

  for (const check of ["typecheck", "lint", "arrows", "dead-code"]) {
    it(`passes npm run ${check}`, () => npm("run", check));
  }

  it("passes the tests of the documents, and runs no stale test", async () => {
    const said = await npm("run", "test:all", "--", "test/docs/links.test.ts", "test/docs/glossary.test.ts");
    expect(said).to.match(/\b\d+ passed, 0 failed/);
    expect(said).not.to.include("stale");
  });
});
