import { spawn } from "node:child_process";
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { text } from "node:stream/consumers";
import { z } from "zod";

// Runs all tests in two processes side by side, where there are two processors: most of a test's time is waiting. The first
// one's report is shown as it comes, the second's after it; the sums are in coverage/counts.txt, which .ci/run closes with.

const SHARDS = Math.min(2, availableParallelism());
const all = globSync("test/**/*.test.{ts,tsx}").sort();
const Counts = z.object({ passes: z.number(), failures: z.number(), pending: z.number() });

async function runShard(shard: number): Promise<{ code: number; counts: z.infer<typeof Counts> | null }> {
  const file = `coverage/counts-${shard}.json`;
  rmSync(file, { force: true });
  const files = all.filter((_, index) => index % SHARDS === shard - 1);
  const mocha = spawn("mocha", [...process.argv.slice(2), ...files], {
    stdio: ["ignore", shard === 1 ? "inherit" : "pipe", "inherit"],
    env: { ...process.env, TEST_COUNTS: file },
  });
  const report = mocha.stdout === null ? Promise.resolve("") : text(mocha.stdout);
  const code = await new Promise<number>((resolve, reject) => {
    mocha.once("error", reject).once("exit", (status) => resolve(status ?? 1));
  });
  reports.push(await report);
  return { code, counts: readCounts(file) };
}

/** Null when the process ended before it could count, which fails the whole. */
function readCounts(file: string): z.infer<typeof Counts> | null {
  try {
    return Counts.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return null;
  }
}

const reports: string[] = [];
mkdirSync("coverage", { recursive: true });
const ended = await Promise.all(Array.from({ length: SHARDS }, (_, index) => runShard(index + 1)));
process.stdout.write(reports.join(""));
const sum = (what: keyof z.infer<typeof Counts>) =>
  ended.reduce((total, { counts }) => total + (counts?.[what] ?? 0), 0);
const unfinished = ended.filter(({ counts }) => counts === null).length;
const failures = sum("failures") + unfinished;
const skipped = sum("pending") > 0 ? `, ${sum("pending")} skipped` : "";
if (unfinished > 0)
  console.error(
    `${unfinished} of ${SHARDS} test processes ended before their tests did; the report ends where it stopped`,
  );
const line = `${sum("passes")} passed, ${failures} failed${skipped}`;
writeFileSync("coverage/counts.txt", `${line}\n`);
console.log(line);
process.exitCode = failures > 0 || ended.some(({ code }) => code !== 0) ? 1 : 0;
