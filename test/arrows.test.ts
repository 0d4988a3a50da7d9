import { spawnSync } from "node:child_process";
import { copyFileSync, globSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect } from "chai";
import { z } from "zod";

const Patterns = z.union([z.string(), z.array(z.string())]).transform((found) => [found].flat());
const Side = z.object({ path: Patterns.optional(), pathNot: Patterns.optional() });
const Settings = z.object({ default: z.object({ forbidden: z.array(z.object({ from: Side, to: Side })) }) });

const CRUISER = resolve("node_modules/dependency-cruiser/bin/dependency-cruiser.mjs");

function cruise(folder: string): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [CRUISER, "src", "--config", ".dependency-cruiser.mjs"],
    { encoding: "utf8", cwd: folder },
  );
  return { status, output: stdout + stderr };
}

describe("the arrow checker", function () {
  this.timeout(60_000);

  it("reads the sources at all, and finds nothing wrong", () => {
    const { status, output } = cruise(".");
    const modules = Number(/\((\d+) modules/.exec(output)?.[1] ?? 0);
    expect(modules, output).to.be.greaterThan(200);
    expect(status, output).to.equal(0);
  });

  it("finds a rule that reaches for the database, even for a type", () => {
    const folder = mkdtempSync(join(tmpdir(), "nightshift-arrows-"));
    try {
      for (const file of [".dependency-cruiser.mjs", "tsconfig.json"]) copyFileSync(file, join(folder, file));
      mkdirSync(join(folder, "src/alerts/rules"), { recursive: true });
      mkdirSync(join(folder, "src/database"), { recursive: true });
      writeFileSync(join(folder, "src/database/database.ts"), "export type Database = string;\n");
      writeFileSync(
        join(folder, "src/alerts/rules/planted.ts"),
        'import type { Database } from "../../database/database.ts";\n\nexport const planted: Database = "";\n',
      );
      const { status, output } = cruise(folder);
      expect(output).to.include("pure-files-do-no-io");
      expect(status).not.to.equal(0);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("has no pattern that matches no file", async () => {
    const loaded: unknown = await import(resolve(".dependency-cruiser.mjs"));
    const { forbidden } = Settings.parse(loaded).default;
    const patterns = new Set(
      forbidden
        .flatMap(({ from, to }) => [from.path, from.pathNot, to.path, to.pathNot])
        .flatMap((found) => found ?? []),
    );
    expect(patterns.size).to.be.greaterThan(80);
    const files = globSync("{src,demo,test,bench,migrations}/**/*.{ts,tsx}").sort();
    // Packages and Node's own modules are no files of ours.
    const ofOthers = (pattern: string) =>
      pattern.startsWith("node_modules/") || pattern.startsWith("^(node:)");
    const dead = [...patterns].filter(
      (pattern) => !ofOthers(pattern) && !files.some((file) => new RegExp(pattern).test(file)),
    );
    expect(dead).to.deep.equal([]);
  });
});
