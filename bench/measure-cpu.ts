import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { measureBareFetches } from "./bare-fetches.ts";
import type { BenchNight } from "./bench-night.ts";
import { type Figure, judged, median, seconds, told } from "./figure.ts";
import { nightBy } from "./nights.ts";
import { type OverheadSize, SITE_INTERVAL_S } from "./overhead.ts";

const MOST_TIMES = 1.7;

/**
 * Processor time of a runner beside that of a process which only sends the night's requests again: nights and bare fetches in
 * turn, so that whatever else the machine does meets both.
 */
export async function measureCpu(
  night: BenchNight,
  { companies, concurrency, repeats, latencies }: OverheadSize,
): Promise<Figure[]> {
  const proxyUrl = night.town.settings["CRAWLER_PROXY_URL"] ?? "";
  const folder = mkdtempSync(join(tmpdir(), "requests-"));
  const figures: Figure[] = [];
  const ratios: number[] = [];
  const crew = { runners: 1, concurrency, siteIntervalS: SITE_INTERVAL_S };
  for (let repeat = 1; repeat <= repeats; repeat += 1) {
    const file = join(folder, `night-${repeat}`);
    const { cpuMs, measured } = await nightBy(night, { companies, latencies }, crew, file);
    const before = await night.town.tally();
    const startedMs = performance.now();
    const bareMs = await measureBareFetches({ file, concurrency }, proxyUrl);
    const bareWallMs = performance.now() - startedMs;
    const after = await night.town.tally();
    const callsOf = ({ calls }: Pick<typeof after, "calls">) =>
      Object.values(calls).reduce((sum, count) => sum + count, 0);
    ratios.push(cpuMs / bareMs);
    figures.push(
      told(
        `night ${repeat}`,
        `${(cpuMs / bareMs).toFixed(2)} x: ${(cpuMs / measured.companyStages).toFixed(2)} ms and ${(bareMs / measured.companyStages).toFixed(2)} ms a company-stage (${measured.companyStages}; ${callsOf(measured)} requests, ${measured.refused} refused, in ${seconds(measured.wallMs)}; sent again with a warm-up: ${callsOf(after) - callsOf(before)}, ${after.refused - before.refused} refused, in ${seconds(bareWallMs)})`,
      ),
    );
  }
  rmSync(folder, { recursive: true });
  const [ratio, least, most] = [median(ratios), Math.min(...ratios), Math.max(...ratios)];
  return [
    ...figures,
    judged(
      "CPU of the runner, of that of its bare fetches",
      `${ratio.toFixed(2)} x (${repeats === 1 ? "one night" : `median of ${repeats} nights, ${least.toFixed(2)} to ${most.toFixed(2)}`})`,
      `<= ${MOST_TIMES} x`,
      ratio <= MOST_TIMES,
    ),
  ];
}
