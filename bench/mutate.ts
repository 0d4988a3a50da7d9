import { spawn } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { availableParallelism } from "node:os";
import { dirname, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { z } from "zod";
import { compile, findMutants, type Mutant } from "./mutate/find-mutants.ts";
import { findTests, listTests } from "./mutate/find-tests.ts";

// `npm run mutate [-- ROOM...]`: changes one operator, limit or condition of a pure room at a time and runs the quick tests
// of that room. It prints every change that they do not notice, and the share that they do, by room.

const LONGEST_MS = 60_000;
const Arrows = z.object({ ROOMS: z.record(z.string(), z.object({ pure: z.boolean().optional() })) });
const { ROOMS } = Arrows.parse(await import(pathToFileURL(resolve(".dependency-cruiser.mjs")).href));
const named = process.argv.slice(2);
const pure = Object.entries(ROOMS).flatMap(([room, { pure }]) => (pure === true ? [room] : []));
const rooms = named.length > 0 ? named : pure;
const tests = listTests();

const TSX = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
const HOOK = new URL("./mutate/mutated-source.ts", import.meta.url).href;
const SUITE = fileURLToPath(new URL("./mutate/run-suite.ts", import.meta.url));

/** Whether the tests pass with the file as this source. */
async function passes(path: string, source: string): Promise<boolean> {
  const code = compile(source);
  for (const files of testsOf(path)) if (!(await pass(files, path, code))) return false;
  return true;
}

/** A test that never ends does not pass. */
function pass(files: readonly string[], path: string, code: string): Promise<boolean> {
  const child = spawn(process.execPath, ["--import", TSX, "--import", HOOK, SUITE, ...files], {
    stdio: "ignore",
    timeout: LONGEST_MS,
    killSignal: "SIGKILL",
    env: {
      ...process.env,
      NODE_V8_COVERAGE: "",
      MUTANT_URL: pathToFileURL(resolve(path)).href,
      MUTANT_CODE: code,
    },
  });
  return new Promise((done) => child.once("exit", (status) => done(status === 0)));
}

function testsOf(path: string): readonly string[][] {
  return findTests(path, tests);
}

interface Score {
  killed: number;
  all: number;
}
const scores = new Map<string, Score>();
const work: { path: string; mutant: Mutant }[] = [];
for (const path of rooms.flatMap((room) => globSync(`src/${room}/*.ts`)).toSorted()) {
  const source = readFileSync(path, "utf8");
  const mutants = findMutants(source);
  if (mutants.length === 0) continue;
  if (testsOf(path).length > 0 && !(await passes(path, source))) {
    throw new Error(`${path}: its tests fail as it is`);
  }
  work.push(...mutants.map((mutant) => ({ path, mutant })));
}

async function judge(): Promise<void> {
  for (let next = work.shift(); next !== undefined; next = work.shift()) {
    const { path, mutant } = next;
    const room = dirname(path);
    const score = scores.get(room) ?? { killed: 0, all: 0 };
    scores.set(room, score);
    score.all += 1;
    if (testsOf(path).length > 0 && !(await passes(path, mutant.source))) score.killed += 1;
    else console.log(`${path}:${mutant.line}: unnoticed that ${mutant.what.replaceAll(/\s+/g, " ")}`);
  }
}
await Promise.all(Array.from({ length: availableParallelism() }, judge));

const percent = ({ killed, all }: Score) => `${((100 * killed) / all).toFixed(1)} % of ${all}`;
for (const [room, score] of scores) console.log(`${room}: ${percent(score)}`);
const total = [...scores.values()].reduce(
  (sum, { killed, all }) => ({ killed: sum.killed + killed, all: sum.all + all }),
  { killed: 0, all: 0 },
);
if (total.all > 0) console.log(`all: ${percent(total)}`);
