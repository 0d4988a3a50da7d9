import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { z } from "zod";
import { ROOT, readProjectFile } from "./read-docs.ts";

/** How many requirements each document has; they are numbered from 1. */
const Counts = z.record(z.string(), z.int());

const ROW = /^\| (\d{3}-\d{2}) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$/;
const NAMED = /`(test\/[^`]+\.ts)` "([^"]+)"/g;
const PATH = /`([\w.-]+(?:\/[\w.-]+)*\/?)`/g;

interface Requirement {
  readonly id: string;
  readonly where: string;
  readonly shown: string;
}

/** What is wrong with a row, in words. */
function problemsOf({ id, where, shown }: Requirement): string[] {
  const paths = [...where.matchAll(PATH)].map(([, path = ""]) => path);
  const missing = [...`${where} ${shown}`.matchAll(PATH)]
    .map(([, path = ""]) => path)
    .filter((path) => /[/.]/.test(path) && !existsSync(join(ROOT, path)));
  const named = [...shown.matchAll(NAMED)];
  const untrue = named.filter(
    ([, file = "", title = ""]) => existsSync(join(ROOT, file)) && !readProjectFile(file).includes(title),
  );
  return [
    ...(paths.length === 0 ? [`${id} is nowhere`] : []),
    ...missing.map((path) => `${id} names ${path}, which does not exist`),
    ...untrue.map(([, file, title]) => `${id}: ${file} has no test "${title}"`),
    ...(named.length === 0 && !/^(otherwise|not yet): .{20}/.test(shown)
      ? [`${id} is shown by no test, and gives no reason`]
      : []),
  ];
}

describe("docs/acceptance.md", () => {
  const rows = readProjectFile("docs/acceptance.md")
    .split("\n")
    .flatMap((line): Requirement[] => {
      const [, id, , where, shown] = ROW.exec(line) ?? [];
      return id === undefined || where === undefined || shown === undefined ? [] : [{ id, where, shown }];
    });

  it("has every requirement once, in order", () => {
    const counts = Counts.parse(JSON.parse(readProjectFile("test/docs/requirement-ids.json")));
    const wanted = Object.entries(counts)
      .toSorted(([one], [other]) => one.localeCompare(other))
      .flatMap(([document, count]) =>
        Array.from({ length: count }, (_, index) => `${document}-${String(index + 1).padStart(2, "0")}`),
      );
    expect(rows.map(({ id }) => id)).to.deep.equal(wanted);
  });

  it("names files that exist and tests that are in them, or says why there is none", () => {
    expect(rows.flatMap(problemsOf)).to.deep.equal([]);
  });

  it("would be found out", () => {
    const row = {
      id: "000-01",
      where: "`src/logger.ts`",
      shown: '`test/logger.test.ts` "is silent below its level"',
    };
    expect(problemsOf(row)).to.deep.equal([]);
    expect(problemsOf({ ...row, where: "here" })).to.deep.equal(["000-01 is nowhere"]);
    expect(problemsOf({ ...row, where: "`src/loger.ts`" })).to.have.length(1);
    expect(problemsOf({ ...row, shown: '`test/logger.test.ts` "sings"' })).to.have.length(1);
    expect(problemsOf({ ...row, shown: "see there" })).to.have.length(1);
  });
});
