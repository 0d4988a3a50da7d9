import { position, shuffled } from "../../demo/town/companies/seeded.ts";
import { PAID_VENDORS } from "../../src/entities/vendor-table.ts";
import { errorCode } from "../../src/errors.ts";
import { type ForkedRunner, forkRunner } from "../../test/support/fork-runner.ts";
import { type Night, prepareNight } from "../../test/support/night.ts";
import { waitUntil } from "../../test/support/wait-until.ts";
import type { BeatenDatabase } from "./beaten-database.ts";
import { BLOWS, type BlowName, blowOf } from "./blows.ts";
import { type Account, type Finding, judgeNight } from "./judge-night.ts";

/** How rough the nights are to be. */
export interface Chaos {
  readonly database: BeatenDatabase;
  readonly nights: number;
  /** Companies a night. */
  readonly companies: number;
  /** Chooses the moments, the victims, the order of the blows and the calls that fail. */
  readonly seed: number;
  /** Which blows fall, in this order; all that the database can suffer, in an order of the seed's, unless it is given. */
  readonly blows?: readonly BlowName[];
  readonly blowsANight: number;
  /** Whether what lasts is to be short. */
  readonly isBrief?: boolean;
  readonly say: (line: string) => void;
}

/** What was found, and the figures of all nights. */
export interface ChaosReport {
  readonly findings: readonly Finding[];
  /** How often each blow fell. */
  readonly fallen: Readonly<Partial<Record<BlowName, number>>>;
  readonly accounts: readonly Account[];
}

const RUNNERS = 2;
const CONCURRENCY = 4;
const PATIENCE_MS = 240_000;
/** At most so many times the nights that were asked for. */
const MOST_MORE = 2;

/** Runs nights, hits them while they run, and compares their books with the town's. */
export async function runChaos(chaos: Chaos): Promise<ChaosReport> {
  const { database, nights, companies, seed, blowsANight, isBrief = false, say } = chaos;
  const night = await prepareNight({
    test: database.test,
    settings: { SCHED_COMPANY_CONCURRENCY: String(CONCURRENCY), ...database.settings },
  }).catch(async (error: unknown) => {
    await database.test.drop();
    await database.close();
    throw error;
  });
  const runners: ForkedRunner[] = [];
  const kinds = BLOWS.filter(({ suits }) => suits(database)).map(({ name }) => name);
  const due = [...(chaos.blows ?? orderOf(kinds, nights * blowsANight, seed))];
  const fallen: Partial<Record<BlowName, number>> = {};
  const findings: Finding[] = [];
  const accounts: Account[] = [];
  try {
    for (let count = 0; count < RUNNERS; count += 1) runners.push(await forkRunner(night.settings));
    // A night may end before all its blows fell: those that are left fall in nights after the last.
    for (let number = 1; number <= nights || (due.length > 0 && number <= MOST_MORE * nights); number += 1) {
      const since = night.town.calls().length;
      orderFaults(night, seed + number);
      const { runId } = await night.start({ cap: companies });
      say(`night ${number}: ${companies} companies`);
      const told = { night, database, runners, runId, since, companies, seed: seed + number, isBrief, say };
      const struck = await disturb(told, due.slice(0, blowsANight));
      // One that came too late falls in a later night.
      due.splice(0, struck.length);
      for (const name of struck) fallen[name] = (fallen[name] ?? 0) + 1;
      say(`night ${number}: ${await endOf(night, runId)} after ${struck.length} blows`);
      const inFlight = struck.reduce(
        (sum, name) => sum + CONCURRENCY * (blowOf(name).hits === "one" ? 1 : RUNNERS),
        0,
      );
      const account = await judgeNight(night, { runId, since, companies, inFlight });
      accounts.push(account);
      const broken = account.findings.filter(({ holds }) => !holds);
      say(
        broken.length === 0
          ? `night ${number}: complete and exact, ${account.paidCalls} paid calls`
          : `night ${number}: ${broken.map(({ what, found }) => `NOT ${what}: ${found}`).join("; ")}`,
      );
      findings.push(...account.findings.map((one) => ({ ...one, what: `night ${number}: ${one.what}` })));
      await forgetCompanies(night);
    }
    const missed = (chaos.blows ?? kinds).filter((name) => fallen[name] === undefined);
    findings.push({
      what: "every kind of blow fell in the middle of a night",
      holds: missed.length === 0,
      found: missed.length === 0 ? JSON.stringify(fallen) : `not ${missed.join(", ")}: take more companies`,
    });
  } finally {
    for (const runner of runners) await runner.kill();
    await night.close();
    await database.close();
  }
  return { findings, fallen, accounts };
}

/** Each kind as often as any other, in an order of the seed's. */
function orderOf(kinds: readonly BlowName[], count: number, seed: number): BlowName[] {
  const rounds = Math.ceil(count / Math.max(1, kinds.length));
  return Array.from({ length: rounds }, (_, round) => shuffled(kinds, "blows", seed, round))
    .flat()
    .slice(0, count);
}

/** Failures that retries get over: none comes so often that a vendor would be left alone. */
function orderFaults({ town }: Night, seed: number): void {
  town.clearFaults();
  for (const vendor of PAID_VENDORS) {
    // Slow enough that there are always calls in flight. What is ordered later comes first.
    town.setFault({ vendor, mode: "slow", delayMs: 60 });
    town.setFault({ vendor, mode: "5xx", share: 0.06, seed });
    town.setFault({ vendor, mode: "drop_after_write", times: 1, after: 3 + (seed % 3) });
  }
  town.setFault({ vendor: "tavily", mode: "rate_limited", share: 0.05, seed });
  town.setFault({ vendor: "odoo", mode: "drop_after_write", match: "/load", times: 2 });
}

/** Lets blows fall, each after some calls more than the one before. Returns those that fell before the night had ended. */
async function disturb(
  plan: {
    readonly night: Night;
    readonly database: BeatenDatabase;
    readonly runners: ForkedRunner[];
    readonly runId: string;
    readonly since: number;
    readonly companies: number;
    readonly seed: number;
    readonly isBrief: boolean;
    readonly say: (line: string) => void;
  },
  blows: readonly BlowName[],
): Promise<BlowName[]> {
  const { night, runners, runId, companies, seed, say } = plan;
  const paidCalls = () =>
    night.town
      .calls()
      .slice(plan.since)
      .filter(({ vendor }) => vendor !== "sites").length;
  const struck: BlowName[] = [];
  for (const [index, name] of blows.entries()) {
    const target = paidCalls() + 1 + Math.floor(position("moment", seed, index) * companies * 0.4);
    await waitUntil(
      async () => paidCalls() >= target || (await statusOf(night, runId)) !== "running",
      `the moment at which a blow falls (${name})`,
      PATIENCE_MS,
    );
    if ((await statusOf(night, runId)) !== "running") break;
    const place = Math.floor(position("victim", seed, index) * runners.length);
    say(`  ${name} after ${paidCalls()} calls of vendors`);
    await blowOf(name).strike({ ...plan, place });
    struck.push(name);
  }
  return struck;
}

/** The status, or "running" while the database is away. */
async function statusOf(night: Night, runId: string): Promise<string> {
  try {
    return await night.status(runId);
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
    return "running";
  }
}

async function endOf(night: Night, runId: string): Promise<string> {
  await waitUntil(
    async () => (await statusOf(night, runId)) !== "running",
    "the end of the night",
    PATIENCE_MS,
  );
  return night.status(runId);
}

/** As if nothing had been learnt yet, so that the next night asks every vendor again. */
async function forgetCompanies(night: Night): Promise<void> {
  for (const table of ["lead_features", "contacts", "lead_emails", "email_verification_cache"])
    await night.rows(`delete from ${table}`);
}
