import type { BenchNight } from "./bench-night.ts";
import { type Figure, judged, seconds } from "./figure.ts";
import { REALISTIC } from "./latencies.ts";
import { nightBy } from "./nights.ts";

const TARGETS = 1_000;
const MOST_MINUTES = 30;

/**
 * How long a night of 1,000 takes one runner: a smaller one at realistic latencies and the product's own interval between
 * requests to a site, scaled up. What does not grow with companies is scaled up too, so it is rather too long than too short.
 */
export async function measureProjection(
  night: BenchNight,
  { companies, concurrency }: { readonly companies: number; readonly concurrency: number },
): Promise<Figure[]> {
  const { measured } = await nightBy(
    night,
    { companies, latencies: REALISTIC },
    { runners: 1, concurrency, siteIntervalS: 1 },
  );
  const minutes = ((measured.wallMs / companies) * TARGETS) / 60_000;
  return [
    judged(
      `projection of ${TARGETS.toLocaleString("en")} targets`,
      `${minutes.toFixed(1)} min (${companies} companies took ${seconds(measured.wallMs)}, ${concurrency} at a time, at ${JSON.stringify(REALISTIC)} ms)`,
      `<= ${MOST_MINUTES} min`,
      minutes <= MOST_MINUTES,
    ),
  ];
}
