import { globSync, mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { unpackChromium } from "../browser/unpack-chromium.ts";
import { belowFloor } from "./coverage-by-room.ts";
import { reportCoverage } from "./report-coverage.ts";
import { shareFiles } from "./share-files.ts";
import { SLOW_FILES } from "./slow-files.ts";
import { startTestWorker } from "./start-test-worker.ts";

// Runs all tests in three processes side by side, where there are two processors: half of a test's time is waiting. The report
// of a file is shown when it ends, the failures again at the end. The closing line is also in coverage/counts.txt, or in
// coverage/counts-long.txt for the longer proofs, which `long` as an argument asks for; .ci/run adds them up. Patterns and
// folders as arguments choose files, and then no room is held to its floor of coverage.

const LONGEST_SHOWN = 10;
const WORKERS = availableParallelism() === 1 ? 1 : 3;
const EVERY_TEST = "test/**/*.test.{ts,tsx}";
const EVERY_LONG_PROOF = "test/**/*.long.ts";

const [isLong, patterns] = readArguments(process.argv.slice(2));
const coverage = isLong ? undefined : "coverage/v8";
const counts = isLong ? "coverage/counts-long.txt" : "coverage/counts.txt";

const slow = SLOW_FILES.map(({ file }) => file);
const files = globSync(patterns)
  .toSorted()
  .toSorted((one, other) => rank(one) - rank(other));
if (files.length === 0) throw new Error(`No test file matches ${patterns.join(" ")}`);

function readArguments(given: readonly string[]): [isLong: boolean, patterns: string[]] {
  const isLong = given[0] === "long";
  const all = isLong ? EVERY_LONG_PROOF : EVERY_TEST;
  const chosen = isLong ? given.slice(1) : given;
  const isFolder = (path: string) => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  const inside = all.slice("test/".length);
  return [
    isLong,
    chosen.length > 0 ? chosen.map((one) => (isFolder(one) ? `${one}/${inside}` : one)) : [all],
  ];
}

function rank(file: string): number {
  const place = slow.indexOf(file);
  return place < 0 ? slow.length : place;
}

if (!isLong) rmSync("coverage", { recursive: true, force: true });
mkdirSync("coverage", { recursive: true });
await unpackChromium();

const total = { passes: 0, failures: 0, pending: 0 };
const failed: string[] = [];
const durations: { file: string; durationMs: number }[] = [];
const badEnds = await shareFiles(files, WORKERS, () => startTestWorker(coverage), {
  result(result) {
    const { file, report, failure, durationMs } = result;
    total.passes += result.passes;
    total.failures += result.failures;
    total.pending += result.pending;
    durations.push({ file, durationMs });
    console.log(`\n${file} (${(durationMs / 1_000).toFixed(1)} s)\n  ${report}`);
    if (failure !== "") failed.push(`${file}\n${failure}`);
  },
  death(file, error) {
    total.failures += 1;
    failed.push(`${file}\n  ended before its tests did: ${String(error)}`);
  },
});
if (badEnds > 0) {
  total.failures += badEnds;
  failed.push(`${badEnds} test processes did not end well: see what still runs, above`);
}
if (coverage !== undefined) {
  const rooms = await reportCoverage(coverage);
  const lost = patterns.includes(EVERY_TEST) ? belowFloor(rooms) : [];
  total.failures += lost.length;
  failed.push(...lost);
}
const longest = durations.toSorted((one, other) => other.durationMs - one.durationMs);
console.log(`\nThe slowest files:`);
for (const { file, durationMs } of longest.slice(0, LONGEST_SHOWN)) {
  console.log(`  ${(durationMs / 1_000).toFixed(1).padStart(6)} s  ${file}`);
}
for (const failure of failed) console.log(`\n${failure}`);
const skipped = total.pending > 0 ? `, ${total.pending} skipped` : "";
const line = `${total.passes} passed, ${total.failures} failed${skipped}`;
writeFileSync("coverage/durations.json", JSON.stringify(longest, null, 2));
writeFileSync(counts, `${line}\n`);
console.log(`\n${line}`);
process.exitCode = total.failures > 0 ? 1 : 0;
