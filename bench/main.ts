import { parseArgs } from "node:util";
import { stopClusterIfStarted } from "../test/support/postgres-cluster.ts";
import { prepareBenchNight } from "./bench-night.ts";
import { type Figure, renderFigures } from "./figure.ts";
import { measureIngest } from "./ingest.ts";
import { describeMachine } from "./machine.ts";
import { measureOverhead, measureResume, measureSharing } from "./nights.ts";
import { measureSweep } from "./sweep.ts";

// `npm run bench [-- --quick]`: what a night costs beside waiting for vendors; every target stands beside its figure.
const { values } = parseArgs({ options: { quick: { type: "boolean", default: false } } });
const size = values.quick
  ? { companies: 50, concurrency: 4, events: 10_000, tenants: 50 }
  : { companies: 1_000, concurrency: 8, events: 500_000, tenants: 1_000 };
const LATENCIES = { sites: 60, tavily: 200, openai: 600, lusha: 200, zerobounce: 120, odoo: 60 };

try {
  const night = await prepareBenchNight({ ...size, latencies: LATENCIES });
  const figures: Figure[] = [];
  const say = (found: readonly Figure[]) => {
    figures.push(...found);
    console.log(renderFigures(found));
  };
  try {
    console.log(await describeMachine(night.test.urls.superuser));
    console.log(
      `${values.quick ? "quick: " : ""}${size.companies} companies, ${size.concurrency} at a time; answers take ${JSON.stringify(LATENCIES)} ms`,
    );
    const alone = await measureOverhead(night, size);
    say(alone.figures);
    const shared = await measureSharing(night, size, alone.measured);
    say(shared.figures);
    say(await measureResume(night, shared.measured));
    say(await measureIngest(night.test, size.events));
    say(await measureSweep(size.tenants));
  } finally {
    await night.close();
  }
  const missed = figures.filter(({ isMet }) => isMet === false);
  const judged = figures.filter(({ isMet }) => isMet !== null);
  console.log(
    `${judged.length - missed.length} of ${judged.length} targets met${values.quick ? " at quick size, where fixed costs weigh most" : ""}`,
  );
} finally {
  await stopClusterIfStarted();
}
