import { parseArgs } from "node:util";
import { readEnvironment } from "../src/config/environment.ts";
import { stopClusterIfStarted } from "../test/support/postgres-cluster.ts";
import { prepareBenchNight } from "./bench-night.ts";
import { measureCardLatency } from "./card-latency.ts";
import { type Figure, renderFigures } from "./figure.ts";
import { measureIngest } from "./ingest.ts";
import { sooner } from "./latencies.ts";
import { describeMachine } from "./machine.ts";
import { measureAck } from "./measure-ack.ts";
import { measureCpu } from "./measure-cpu.ts";
import { measureEventReads } from "./measure-event-reads.ts";
import { measureIngestHttp } from "./measure-ingest-http.ts";
import { measureIngestMemory } from "./measure-ingest-memory.ts";
import { measurePages } from "./measure-pages.ts";
import { measureSdk } from "./measure-sdk.ts";
import { measureOverhead, measureResume } from "./overhead.ts";
import { measureProjection } from "./projection.ts";
import { measureStart } from "./start.ts";
import { measureSweep } from "./sweep.ts";

// `npm run bench [-- --quick] [--only PART] [--repeats N] [--companies N] [--sooner N]`: what a night costs beside waiting for vendors;
// every target stands beside its figure.
const PARTS = [
  "overhead",
  "cpu",
  "projection",
  "resume",
  "ingest",
  "memory",
  "ack",
  "reads",
  "sweep",
  "card",
  "start",
  "sdk",
  "pages",
] as const;
const { values } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    only: { type: "string" },
    repeats: { type: "string" },
    companies: { type: "string" },
    sooner: { type: "string" },
  },
});
const concurrency = readEnvironment({}).SCHED_COMPANY_CONCURRENCY;
const size = values.quick
  ? {
      companies: 96,
      sooner: 5,
      repeats: 1,
      projected: 48,
      resumed: 96,
      events: 20_000,
      remembered: 50_000,
      commands: 40,
      read: 100_000,
      tenants: 50,
      cards: { runs: 20, findings: 10 },
      sdk: { events: 10_000, awayMs: 500 },
      pages: { runs: 100, events: 10_000 },
    }
  : {
      companies: 1_000,
      sooner: 2,
      repeats: 1,
      projected: 160,
      resumed: 200,
      events: 500_000,
      remembered: 5_000_000,
      commands: 400,
      read: 10_000_000,
      tenants: 1_000,
      cards: { runs: 200, findings: 50 },
      sdk: { events: 100_000, awayMs: 10_000 },
      pages: { runs: 10_000, events: 1_000_000 },
    };
const companies = Number(values.companies ?? size.companies);
const repeats = Number(values.repeats ?? size.repeats);
const times = Number(values.sooner ?? size.sooner);
const isWhole = [companies, repeats, times].every((value) => Number.isSafeInteger(value) && value > 0);
const parts = PARTS.filter((part) => values.only === undefined || values.only === part);
if (!isWhole || parts.length === 0) {
  console.error(
    `--only is one of ${PARTS.join(", ")}; --repeats, --companies and --sooner are whole numbers from 1`,
  );
  process.exit(2);
}

try {
  const night = await prepareBenchNight(Math.max(companies, size.projected));
  const figures: Figure[] = [];
  const latencies = sooner(times);
  const nights = { companies, concurrency, repeats, latencies };
  const measure = {
    overhead: () => measureOverhead(night, nights),
    cpu: () => measureCpu(night, nights),
    projection: () => measureProjection(night, { companies: size.projected, concurrency }),
    resume: () => measureResume(night, { companies: Math.min(companies, size.resumed), concurrency }),
    ingest: async () => [
      ...(await measureIngest(night.test, size.events)),
      ...(await measureIngestHttp(size.events)),
    ],
    memory: () => measureIngestMemory(size.remembered),
    ack: () => measureAck(size.commands),
    reads: () => measureEventReads(size.read),
    sweep: () => measureSweep(size.tenants),
    card: () => measureCardLatency(size.cards),
    sdk: () => measureSdk(size.sdk),
    pages: () => measurePages(size.pages),
    start: () => Promise.resolve(measureStart(night.test.urls)),
  };
  try {
    console.log(await describeMachine(night.test.urls.superuser));
    console.log(
      `${values.quick ? "quick: " : ""}${companies} companies, ${concurrency} at a time (the default); answers take ${JSON.stringify(latencies)} ms; each night by new processes after a warm-up`,
    );
    for (const part of parts) {
      const found = await measure[part]();
      figures.push(...found);
      console.log(renderFigures(found));
    }
  } finally {
    await night.close();
  }
  const missed = figures.filter(({ isMet }) => isMet === false);
  const all = figures.filter(({ isMet }) => isMet !== null);
  console.log(
    `${all.length - missed.length} of ${all.length} targets met${values.quick ? " at quick size, where what does not grow with companies weighs most" : ""}`,
  );
} finally {
  await stopClusterIfStarted();
}
