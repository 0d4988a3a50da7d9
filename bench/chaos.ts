import { parseArgs } from "node:util";
import { ConfigurationError } from "../src/errors.ts";
import { findDebianPostgres } from "../test/support/debian-postgres.ts";
import { stopClusterIfStarted } from "../test/support/postgres-cluster.ts";
import { beatDebian, beatEmbedded, beatGiven } from "./chaos/beaten-database.ts";
import { describeChaos } from "./chaos/describe-chaos.ts";
import { runChaos } from "./chaos/run-chaos.ts";

// `npm run chaos -- --nights 12 --seed N [--postgres URL --pgbouncer URL]`: nights that are hit in the middle, their books compared with
// the town's; exit code 1 when anything is lost. Without URLs it hits Debian's Postgres where it is installed, or else the embedded one.
const { values } = parseArgs({
  options: {
    nights: { type: "string", default: "12" },
    seed: { type: "string", default: "1" },
    companies: { type: "string", default: "40" },
    blows: { type: "string", default: "3" },
    postgres: { type: "string" },
    pgbouncer: { type: "string" },
  },
});
const numbers = [values.nights, values.companies, values.blows, values.seed].map(Number);
const [nights = 0, companies = 0, blowsANight = 0, seed = -1] = numbers;
const isWhole = numbers.every((value) => Number.isSafeInteger(value) && value >= 0);
const programs = findDebianPostgres();

async function openBeaten() {
  if (values.postgres !== undefined) return beatGiven(values.postgres, values.pgbouncer ?? null);
  return programs === null ? beatEmbedded() : beatDebian(programs);
}

if (!isWhole || nights < 1 || companies < 1 || companies > 60 || blowsANight < 1) {
  console.error(
    "--nights and --blows (a night) must be whole numbers from 1, --seed one from 0, --companies one from 1 to 60",
  );
  process.exitCode = 2;
} else if (values.pgbouncer !== undefined && values.postgres === undefined) {
  console.error("--pgbouncer needs --postgres: the administrator's address of the server behind it");
  process.exitCode = 2;
} else {
  try {
    const database = await openBeaten();
    console.log(`${nights} nights (seed ${seed}) on ${database.description}`);
    const report = await runChaos({
      ...{ database, nights, companies, seed, blowsANight },
      say: (line) => console.log(line),
    });
    for (const { what, holds, found } of report.findings)
      console.log(`${holds ? "ok  " : "FAIL"}  ${what}: ${found}`);
    console.log(describeChaos(report));
    process.exitCode = report.findings.every(({ holds }) => holds) ? 0 : 1;
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    console.error(error.message);
    process.exitCode = 2;
  } finally {
    await stopClusterIfStarted();
  }
}
