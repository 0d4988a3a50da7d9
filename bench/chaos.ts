import { parseArgs } from "node:util";
import { stopClusterIfStarted } from "../test/support/postgres-cluster.ts";
import { runChaos } from "./chaos-night.ts";

// `npm run chaos -- --kills N --seed S`: nights with runners killed, vendors failing and Postgres restarted; exit code 1 when anything is lost.
const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "50" },
    seed: { type: "string", default: "1" },
    companies: { type: "string", default: "40" },
  },
});
const [kills, seed, companies] = [values.kills, values.seed, values.companies].map(Number);
if (kills === undefined || seed === undefined || companies === undefined) throw new TypeError("unreachable");
const isWhole = [kills, seed, companies].every((value) => Number.isSafeInteger(value) && value >= 0);
if (!isWhole || kills < 1 || companies < 1 || companies > 60) {
  console.error("--kills must be a whole number from 1, --seed one from 0, --companies one from 1 to 60");
  process.exitCode = 2;
} else {
  try {
    const findings = await runChaos({ kills, seed, companies, say: (line) => console.log(line) });
    for (const { what, holds, found } of findings)
      console.log(`${holds ? "ok  " : "FAIL"}  ${what}: ${found}`);
    const broken = findings.filter(({ holds }) => !holds).length;
    console.log(
      broken === 0
        ? `VERDICT: complete and exact after ${kills} kills (seed ${seed})`
        : `VERDICT: ${broken} of ${findings.length} do not hold (seed ${seed})`,
    );
    process.exitCode = broken === 0 ? 0 : 1;
  } finally {
    await stopClusterIfStarted();
  }
}
