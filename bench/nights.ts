import { setTimeout as pause } from "node:timers/promises";
import { type ForkedRunner, forkRunner } from "../test/support/fork-runner.ts";
import type { BenchNight, Measured, NightPlan } from "./bench-night.ts";
import { SHORT } from "./latencies.ts";

/** A night by some runners, with the processor time they used. */
export interface Night {
  readonly measured: Measured;
  readonly cpuMs: number;
}

/** How a night is worked on. */
export interface Crew {
  readonly runners: number;
  /** Companies at a time, each. */
  readonly concurrency: number;
  /** The least time between two requests to one site, in seconds. */
  readonly siteIntervalS: number;
}

/** Companies a runner of the night before the night, which compiles the code, warms it up and opens the connections. */
const WARM_UP = 24;
/** The calls of a night are a crowd's: how far the extraction has come is looked at this often. */
const LOOK_MS = 100;

/** One night by new runner processes, after a warm-up that is not measured. `recordTo`: a file for the night's requests. */
export async function nightBy(
  night: BenchNight,
  plan: NightPlan,
  crew: Crew,
  recordTo: string | null = null,
): Promise<Night> {
  return withRunners(night, crew, async (runners) => {
    const before = await cpuOf(runners);
    await night.town.recordTo(recordTo);
    const measured = await night.measure(plan);
    await night.town.recordTo(null);
    return { measured, cpuMs: (await cpuOf(runners)) - before };
  });
}

/** A night whose first runner is killed during the extraction. */
export async function disturbedNight(night: BenchNight, plan: NightPlan, crew: Crew): Promise<Measured> {
  return withRunners(night, crew, ([first]) =>
    night.measure(plan, async (before) => {
      const half = before.calls.openai + plan.companies / 2;
      while ((await night.town.tally()).calls.openai < half) await pause(LOOK_MS);
      await first?.kill();
    }),
  );
}

async function withRunners<Result>(
  night: BenchNight,
  { runners: count, concurrency, siteIntervalS }: Crew,
  work: (runners: readonly ForkedRunner[]) => Promise<Result>,
): Promise<Result> {
  const settings = night.settings({
    SCHED_COMPANY_CONCURRENCY: String(concurrency),
    CRAWLER_DOMAIN_MIN_INTERVAL_S: String(siteIntervalS),
  });
  const runners = await Promise.all(Array.from({ length: count }, () => forkRunner(settings)));
  try {
    await night.measure({ companies: WARM_UP * count, latencies: SHORT });
    return await work(runners);
  } finally {
    await Promise.all(runners.map((runner) => runner.stop()));
  }
}

async function cpuOf(runners: readonly ForkedRunner[]): Promise<number> {
  const used = await Promise.all(runners.map((runner) => runner.cpuMs()));
  return used.reduce((sum, ms) => sum + ms, 0);
}
