import { availableParallelism } from "node:os";
import { type ForkedRunner, forkRunner } from "../test/support/fork-runner.ts";
import { waitUntil } from "../test/support/wait-until.ts";
import { ANSWERERS, type BenchNight, type Latencies, type Measured } from "./bench-night.ts";
import type { Figure } from "./figure.ts";

/** Answers as they come on an ordinary day, in milliseconds; assumed, for the projection alone. */
const REALISTIC: Latencies = {
  sites: 700,
  tavily: 1_500,
  openai: 6_000,
  lusha: 1_000,
  zerobounce: 1_200,
  odoo: 400,
};
const TARGETS = 1_000;

interface Night {
  readonly measured: Measured;
  readonly cpuMs: number;
}

/** One night by so many runner processes, with the processor time they used. */
async function nightBy(night: BenchNight, count: number): Promise<Night> {
  await night.forget();
  const runners = await Promise.all(Array.from({ length: count }, () => forkRunner(night.settings)));
  try {
    const before = await cpuOf(runners);
    const since = night.town.calls().length;
    const runId = await night.start();
    const measured = await night.measure(runId, since);
    return { measured, cpuMs: (await cpuOf(runners)) - before };
  } finally {
    await Promise.all(runners.map((runner) => runner.stop()));
  }
}

async function cpuOf(runners: readonly ForkedRunner[]): Promise<number> {
  const used = await Promise.all(runners.map((runner) => runner.cpuMs()));
  return used.reduce((sum, ms) => sum + ms, 0);
}

/** Wall time against waiting alone, processor time, and what both come to for 1,000 targets at realistic latencies. */
export async function measureOverhead(
  night: BenchNight,
  { companies, concurrency }: { readonly companies: number; readonly concurrency: number },
): Promise<{ readonly measured: Night; readonly figures: readonly Figure[] }> {
  const one = await nightBy(night, 1);
  const { wallMs, waitedMs, companyStages, calls, stagesMs } = one.measured;
  const idealMs = waitedMs / concurrency;
  const overhead = wallMs / idealMs;
  const cpu = one.cpuMs / companyStages;
  const realisticMs =
    (ANSWERERS.reduce((sum, name) => sum + (calls[name] / companies) * REALISTIC[name], 0) * TARGETS) /
    concurrency;
  // What the runner adds does not grow with latency: it is added, not multiplied.
  const addedMs = (Math.max(0, wallMs - idealMs) / companies) * TARGETS;
  const minutes = (realisticMs + addedMs) / 60_000;
  return {
    measured: one,
    figures: [
      figure(
        "runner overhead, wall time / ideal",
        `${overhead.toFixed(2)} x (${seconds(wallMs)} of ${seconds(idealMs)}, ${JSON.stringify(calls)} calls)`,
        "<= 1.05 x",
        overhead <= 1.05,
      ),
      figure("its stages, ms", JSON.stringify(stagesMs), null, null),
      figure(
        "CPU of the runner a company-stage",
        `${cpu.toFixed(2)} ms (${companyStages} company-stages)`,
        "<= 1 ms",
        cpu <= 1,
      ),
      figure(
        `projection of ${TARGETS} targets, ${concurrency} at a time, at ${JSON.stringify(REALISTIC)} ms`,
        `${minutes.toFixed(1)} min`,
        "<= 30 min",
        minutes <= 30,
      ),
      figure(
        "the same, 16 at a time",
        `${((realisticMs * concurrency) / 16 / 60_000 + addedMs / 60_000).toFixed(1)} min`,
        null,
        null,
      ),
    ],
  };
}

/** Two runners against one, each with the same concurrency. */
export async function measureSharing(
  night: BenchNight,
  { concurrency }: { readonly concurrency: number },
  alone: Night,
): Promise<{ readonly measured: Night; readonly figures: readonly Figure[] }> {
  const two = await nightBy(night, 2);
  const ratio = alone.measured.wallMs / two.measured.wallMs;
  const share = ({ cpuMs, measured }: Night) =>
    `${((cpuMs / measured.wallMs / availableParallelism()) * 100).toFixed(0)} %`;
  return {
    measured: two,
    figures: [
      figure(
        "2 runners against 1",
        `${ratio.toFixed(2)} x (${seconds(alone.measured.wallMs)} and ${seconds(two.measured.wallMs)}, ${concurrency} companies at a time each; share of all processors ${share(alone)} and ${share(two)}, the runners' alone)`,
        ">= 1.8 x",
        ratio >= 1.8,
      ),
    ],
  };
}

/** What it costs to lose one of two runners in the middle of a night. */
export async function measureResume(night: BenchNight, undisturbed: Night): Promise<Figure[]> {
  await night.forget();
  const runners = await Promise.all([forkRunner(night.settings), forkRunner(night.settings)]);
  try {
    const since = night.town.calls().length;
    const runId = await night.start();
    const half = undisturbed.measured.calls.openai / 2;
    const read = () =>
      night.town
        .calls()
        .slice(since)
        .filter(({ vendor }) => vendor === "openai").length;
    await waitUntil(() => read() >= half, "half of the extraction", 30 * 60_000);
    await runners[0]?.kill();
    const { wallMs, calls } = await night.measure(runId, since);
    const again = ANSWERERS.reduce((sum, name) => sum + calls[name] - undisturbed.measured.calls[name], 0);
    const extraMs = wallMs - undisturbed.measured.wallMs;
    return [
      figure(
        "resume after a kill of one of two runners",
        `${seconds(extraMs)} more than undisturbed, and ${again} calls more`,
        null,
        null,
      ),
    ];
  } finally {
    await Promise.all(runners.slice(1).map((runner) => runner.stop()));
  }
}

function figure(what: string, value: string, target: string | null, isMet: boolean | null): Figure {
  return { what, value, target, isMet };
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}
