import { dirname } from "node:path";
import { expect } from "chai";
import { listFiles, type SourceFile } from "./source-files.ts";

const MOST_FILES = 16;

const REASON = `A room holds at most ${MOST_FILES} files, so that its list can be read at a glance. Split it by subject: a folder, a line in ARCHITECTURE's map and one in ROOMS of .dependency-cruiser.mjs.`;

/** Rooms that are lists with one thing per file, which grow with the product, and the file that has the list. */
const ONE_THING_PER_FILE: Readonly<Record<string, string>> = {
  "src/alerts/probes": "src/alerts/probes/probes.ts",
  "src/alerts/rules": "src/alerts/rules/rules.ts",
  "src/bot/actions": "src/bot/actions/actions.ts",
  "src/bot/ports": "src/bot/ports/bot-dependencies.ts",
  "src/entities": "src/entities/entities.ts",
};

/** The rooms with more files than a room may have, with their number. */
function tooFull(files: readonly SourceFile[]): readonly string[] {
  const rooms = Map.groupBy(files, ({ path }) => dirname(path));
  return [...rooms]
    .filter(([room, { length }]) => length > MOST_FILES && !(room in ONE_THING_PER_FILE))
    .map(([room, { length }]) => `${room} has ${length} files`);
}

describe("a room", () => {
  const files = listFiles("src/**/*.{ts,tsx}");

  it("has few enough files to find one's way in", () => {
    expect(tooFull(files), REASON).to.deep.equal([]);
  });

  it("may have more if it is a list with one thing per file, and needs it", () => {
    for (const [room, list] of Object.entries(ONE_THING_PER_FILE)) {
      const inside = files.filter(({ path }) => dirname(path) === room);
      expect(inside.length, `${room} no longer needs its exception`).to.be.greaterThan(MOST_FILES);
      expect(inside.map(({ path }) => path)).to.include(list);
    }
  });

  it("is found too full from one file more on", () => {
    const room = (length: number) =>
      Array.from({ length }, (_, index) => ({ path: `src/some/room/${index}.ts`, text: "" }));
    expect(tooFull(room(MOST_FILES))).to.deep.equal([]);
    expect(tooFull(room(MOST_FILES + 1))).to.deep.equal([`src/some/room has ${MOST_FILES + 1} files`]);
  });
});
