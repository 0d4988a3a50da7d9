import { parseArgs } from "node:util";

// What a fleet of tenants needs of runners, processors, connections and of Postgres, from figures that were measured on small nights
// (docs/bench.md, docs/scaling.md). It is arithmetic, not a test: what saturates first is found, not how it fails.

/** Measured on 2 x Intel Xeon, 24 GiB: docs/bench.md says when and how. */
const MEASURED = {
  /** Minutes in which one runner works through 1,000 companies at the latencies assumed of real vendors. */
  minutesPer1000: 21.8,
  /** Processor milliseconds of a runner per company and stage. */
  cpuMsPerCompanyStage: 4.67,
  stagesPerCompany: 7,
  /** Round trips to Postgres per company and stage at 1,000 companies. */
  roundTripsPerCompanyStage: 5,
  /** Events per company: calls of vendors and the outcome of each stage, rounded up. */
  eventsPerCompany: 25,
  /** Events that one Postgres takes per second, deduplicated, under row-level security. */
  eventsPerSecond: 40_507,
  bytesPerEvent: 483,
  /** Connections that a runner may open: two roles of ten, two long ones, six of the queue, two for turns, one to listen. */
  connectionsPerRunner: 31,
} as const;

const { values } = parseArgs({
  options: {
    tenants: { type: "string", default: "10000" },
    companies: { type: "string", default: "1000" },
    hours: { type: "string", default: "6" },
    days: { type: "string", default: "30" },
  },
});
const [tenants, companies, hours, days] = [values.tenants, values.companies, values.hours, values.days].map(
  Number,
);

function simulate(fleet: { tenants: number; companies: number; hours: number; days: number }) {
  const m = MEASURED;
  const night = fleet.tenants * fleet.companies;
  const seconds = fleet.hours * 3_600;
  const runners = Math.ceil(((night / 1_000) * m.minutesPer1000 * 60) / seconds);
  const stages = night * m.stagesPerCompany;
  const events = night * m.eventsPerCompany;
  return [
    ["companies a night", night],
    ["runners, 16 companies at a time each", runners],
    ["processors for the runners alone", (stages * m.cpuMsPerCompanyStage) / 1_000 / seconds],
    ["connections without a pooler", runners * m.connectionsPerRunner],
    ["round trips to Postgres a second", (stages * m.roundTripsPerCompanyStage) / seconds],
    ["events a second", events / seconds],
    ["share of the events one Postgres takes, %", (100 * events) / seconds / m.eventsPerSecond],
    ["event log of a night, GB", (events * m.bytesPerEvent) / 1e9],
    [`event log of ${fleet.days} days, GB`, (fleet.days * events * m.bytesPerEvent) / 1e9],
  ] as const;
}

if ([tenants, companies, hours, days].some((value) => value === undefined || !(value > 0)))
  throw new RangeError("--tenants, --companies, --hours and --days must be numbers above 0");
const rows = simulate({
  tenants: tenants ?? 0,
  companies: companies ?? 0,
  hours: hours ?? 0,
  days: days ?? 0,
});
console.log(`${tenants} tenants of ${companies} companies, in ${hours} hours`);
for (const [what, value] of rows)
  console.log(`${what}: ${value.toLocaleString("en", { maximumFractionDigits: value < 100 ? 1 : 0 })}`);
