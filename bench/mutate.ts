import { globSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { z } from "zod";
import { createSuite, type Suite } from "./mutate/create-suite.ts";
import { findMutants } from "./mutate/find-mutants.ts";
import { findDependents, findTests, readImporters } from "./mutate/find-tests.ts";

// `npm run mutate [-- ROOM|FILE...]`: changes one operator, limit or condition of a pure room at a time and runs the quick
// tests of that room. It prints every change that they do not notice, and the share that they do, by room.

const Arrows = z.object({ ROOMS: z.record(z.string(), z.object({ pure: z.boolean().optional() })) });
const { ROOMS } = Arrows.parse(await import(pathToFileURL(resolve(".dependency-cruiser.mjs")).href));
const pure = Object.entries(ROOMS).flatMap(([room, { pure }]) => (pure === true ? [room] : []));
const named = process.argv.slice(2);
const files = (named.length > 0 ? named : pure)
  .flatMap((name) => globSync(/\.tsx?$/.test(name) ? `src/${name}` : `src/${name}/*.{ts,tsx}`))
  .toSorted();
/** How long all tests of a file may take, the slow ones included. */
const UNCHANGED_MS = 180_000;
const importers = readImporters();

interface Score {
  killed: number;
  all: number;
}
const scores = new Map<string, Score>();

async function measure(path: string, judge: Suite): Promise<void> {
  const source = readFileSync(path, "utf8");
  const mutants = findMutants(source, path);
  if (mutants.length === 0) return;
  const groups = findTests(path, importers);
  const tests = { path, groups, dependents: findDependents(path, importers) };
  const asItIs = await judge({ ...tests, source, without: [] }, UNCHANGED_MS);
  if (!asItIs.passed) {
    console.log(`${path}: not measured, since its tests fail as it is`);
    process.exitCode = 1;
    return;
  }
  const score = scores.get(dirname(path)) ?? { killed: 0, all: 0 };
  scores.set(dirname(path), score);
  for (const mutant of mutants) {
    score.all += 1;
    const { passed } = await judge({ ...tests, source: mutant.source, without: asItIs.slow });
    if (!passed) score.killed += 1;
    else console.log(`${path}:${mutant.line}: unnoticed that ${mutant.what.replaceAll(/\s+/g, " ")}`);
  }
}

async function measureNext(): Promise<void> {
  const suite = createSuite();
  try {
    for (let path = files.shift(); path !== undefined; path = files.shift()) {
      await measure(path, suite.judge);
    }
  } finally {
    suite.stop();
  }
}
await Promise.all(Array.from({ length: availableParallelism() }, measureNext));

const percent = ({ killed, all }: Score) => `${((100 * killed) / all).toFixed(1)} % of ${all}`;
for (const [room, score] of scores) console.log(`${room}: ${percent(score)}`);
const total = [...scores.values()].reduce(
  (sum, { killed, all }) => ({ killed: sum.killed + killed, all: sum.all + all }),
  { killed: 0, all: 0 },
);
if (total.all > 0) console.log(`all: ${percent(total)}`);
