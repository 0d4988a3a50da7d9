import { availableParallelism } from "node:os";
import { COMPANY_STAGES } from "../src/entities/stage-table.ts";
import type { BenchNight } from "./bench-night.ts";
import { type Figure, judged, median, seconds, told } from "./figure.ts";
import { type Latencies, SHORT } from "./latencies.ts";
import { disturbedNight, type Night, nightBy } from "./nights.ts";

export interface OverheadSize {
  readonly companies: number;
  readonly concurrency: number;
  readonly repeats: number;
  readonly latencies: Latencies;
}

/** Turns are taken at every request all the same, and none is waited for. */
export const SITE_INTERVAL_S = 0;

/**
 * Wall time against waiting alone, and two runners against one: nights by one and by two runners in turn, so that whatever
 * else the machine does meets both.
 */
export async function measureOverhead(night: BenchNight, size: OverheadSize): Promise<Figure[]> {
  const { companies, concurrency, repeats, latencies } = size;
  const plan = { companies, latencies };
  const crewOf = (runners: number) => ({ runners, concurrency, siteIntervalS: SITE_INTERVAL_S });
  const ones: Night[] = [];
  const twos: Night[] = [];
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    ones.push(await nightBy(night, plan, crewOf(1)));
    twos.push(await nightBy(night, plan, crewOf(2)));
  }
  const idealOf = ({ measured }: Night) => measured.waitedMs / concurrency;
  const overhead = median(ones.map((one) => one.measured.wallMs / idealOf(one)));
  const late = median(ones.map(({ measured }) => measured.tookMs / measured.waitedMs));
  const ratio = median(
    ones.map((one, place) => one.measured.wallMs / (twos[place]?.measured.wallMs ?? Number.NaN)),
  );
  const wall = (nights: readonly Night[]) => seconds(median(nights.map(({ measured }) => measured.wallMs)));
  const share = (nights: readonly Night[]) =>
    `${(median(nights.map(({ cpuMs, measured }) => cpuMs / measured.wallMs / availableParallelism())) * 100).toFixed(0)} %`;
  const [first] = ones;
  const nights = repeats === 1 ? "one night" : `median of ${repeats} nights`;
  return [
    judged(
      "runner overhead, wall time / ideal",
      `${overhead.toFixed(3)} x (${nights}: ${wall(ones)} of ${seconds(median(ones.map(idealOf)))}; the stand-ins themselves took ${((late - 1) * 100).toFixed(1)} % longer than told)`,
      "<= 1.05 x",
      overhead <= 1.05,
    ),
    told("its calls, first night", JSON.stringify(first?.measured.calls)),
    told("its stages, first night, ms", JSON.stringify(first?.measured.stagesMs)),
    judged(
      "2 runners against 1",
      `${ratio.toFixed(2)} x (${wall(ones)} and ${wall(twos)}, ${concurrency} companies at a time each; share of all processors ${share(ones)} and ${share(twos)}, the runners' alone)`,
      ">= 1.8 x",
      ratio >= 1.8,
    ),
  ];
}

/** What it costs to lose one of two runners in the middle of a night. */
export async function measureResume(
  night: BenchNight,
  { companies, concurrency }: Pick<OverheadSize, "companies" | "concurrency">,
): Promise<Figure[]> {
  const plan = { companies, latencies: SHORT };
  const crew = { runners: 2, concurrency, siteIntervalS: SITE_INTERVAL_S };
  const { measured: undisturbed } = await nightBy(night, plan, crew);
  const disturbed = await disturbedNight(night, plan, crew);
  const total = ({ calls }: typeof disturbed) => Object.values(calls).reduce((sum, count) => sum + count, 0);
  // Half of the extraction and all after it is left to one of the two.
  const [extract = 0, ...after] = COMPANY_STAGES.slice(COMPANY_STAGES.indexOf("extract")).map(
    (stage) => undisturbed.stagesMs[stage] ?? 0,
  );
  const aloneMs = extract / 2 + after.reduce((sum, ms) => sum + ms, 0);
  const extraMs = disturbed.wallMs - undisturbed.wallMs;
  return [
    told(
      `resume after a kill of one of two runners, ${companies} companies, short answers`,
      `${seconds(extraMs)} more than undisturbed, up to ${seconds(aloneMs)} of it because one is left to do the work of two, and ${total(disturbed) - total(undisturbed)} calls more`,
    ),
  ];
}
