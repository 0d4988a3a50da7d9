import { dirname, posix, resolve } from "node:path";
import { expect } from "chai";
import { z } from "zod";
import { listFiles, type SourceFile } from "./source-files.ts";

const Arrows = z.object({
  ROOMS: z.record(z.string(), z.object({ may: z.array(z.string()) })),
  ROOTS: z.string(),
});

const REASON =
  "A room names the rooms it imports from and no others, so that ROOMS of .dependency-cruiser.mjs shows how the rooms hang together. Take what nothing imports out of it:";

type Rooms = z.infer<typeof Arrows>["ROOMS"];

/** The room of a path. */
const roomOf = (path: string) => dirname(path).replace(/^src\//, "");

/** The rooms that files of each room import from. */
function readImports(files: readonly SourceFile[]): Map<string, Set<string>> {
  const imports = new Map<string, Set<string>>();
  for (const { path, text } of files) {
    const found = imports.get(roomOf(path)) ?? new Set();
    imports.set(roomOf(path), found);
    for (const [, specifier = ""] of text.matchAll(/\b(?:from|import\()\s*"(\.[^"]+)"/g)) {
      found.add(roomOf(posix.join(dirname(path), specifier)));
    }
  }
  return imports;
}

/** Every permission that no import needs, as "ROOM may import OTHER". */
function unusedPermissions(rooms: Rooms, files: readonly SourceFile[]): readonly string[] {
  const imports = readImports(files);
  return Object.entries(rooms).flatMap(([room, { may }]) => {
    const used = [...(imports.get(room) ?? [])];
    const isUsed = (name: string) =>
      name.endsWith("/*") ? used.some((one) => `${one}/`.startsWith(name.slice(0, -1))) : used.includes(name);
    return may.filter((name) => !isUsed(name)).map((name) => `${room} may import ${name}`);
  });
}

describe("the permissions of rooms", () => {
  it("are all used", async () => {
    const { ROOMS, ROOTS } = Arrows.parse(await import(resolve(".dependency-cruiser.mjs")));
    const roots = new RegExp(ROOTS);
    const files = listFiles("src/**/*.{ts,tsx}").filter(({ path }) => !roots.test(path));
    expect(unusedPermissions(ROOMS, files), REASON).to.deep.equal([]);
  });

  it("are found to be unused where no file imports from the room, by its name or as one of many", () => {
    const files = [
      { path: "src/a/one.ts", text: 'import { x } from "../b/c/x.ts";\nimport { y } from "./y.ts";' },
      { path: "src/a/in/two.ts", text: 'import { z } from "../../d/z.ts";' },
    ];
    const rooms = {
      a: { may: ["b", "b/*", "b/c", "d", "d/*"] },
      "a/in": { may: ["b/*", "d", "d/*"] },
      "a/none": { may: ["b"] },
    };
    expect(unusedPermissions(rooms, files)).to.deep.equal([
      "a may import b",
      "a may import d",
      "a may import d/*",
      "a/in may import b/*",
      "a/none may import b",
    ]);
  });
});
