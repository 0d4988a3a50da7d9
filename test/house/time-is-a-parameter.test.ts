import { expect } from "chai";
import { type Breach, explain, findAll, listFiles, type SourceFile } from "./source-files.ts";

const REASON =
  "Decisions take `now` as a parameter, so that a test can move it and a replay can go back. Leases, claims and turns ask the database through DATABASE_CLOCK (src/database/database-clock.ts); a column that notes a change takes its default.";

const IN_SQL =
  /(?<!Date\.|performance\.|=> ")\bnow\(\)|\b(?:clock_timestamp|statement_timestamp|transaction_timestamp)\(\)|\b(?:current_timestamp|current_date|localtimestamp)\b|'now'/gi;
const IN_CODE = /\bnew Date\(\)|\bDate\.now\(\)/g;

/** May ask the machine for the time: the clock itself, and what talks to other machines about this very moment. */
const CLOCKS = [
  /^src\/clock\.ts$/,
  // How long to wait after an answer that just came; a test message.
  /^src\/(alerts\/notifiers|vendors\/odoo)\//,
  // When something happens in the process of an agent, which has no other clock.
  /^src\/sdk\/create-event-pipe\.ts$/,
  // Whether this very process stood still, and when a connection of it hung.
  /^src\/database\/(jobs\/watch-for-standstill|database)\.ts$/,
  // An outage is reported while the database, and so every stored time, is away.
  /^src\/bot\/outage\/create-outage-voice\.ts$/,
];
const DATABASE_CLOCK = "src/database/database-clock.ts";

/** Which machines' clocks are compared by it, or which process waits on it, is decided nowhere else. */
const USERS_OF_THE_DATABASE_CLOCK: Readonly<Record<string, string>> = {
  "src/database/time/server-time-store.ts": "the time that processes go by",
  "src/database/jobs/rate-lease-store.ts": "turns to ask a site",
  "src/database/jobs/wake-for-due-jobs.ts": "jobs that may begin, by the queue's own time",
  "src/messages/outbox-store.ts": "the order of messages asked for in one go",
  "src/runner/leads/handover/export-store.ts": "claims of a hand-over",
  "src/runner/record/run-lease-store.ts": "leases of runs",
};

function findClocks(file: SourceFile): Breach[] {
  if (file.path === DATABASE_CLOCK) return [];
  const inCode = CLOCKS.some((clock) => clock.test(file.path)) ? [] : findAll(file, IN_CODE);
  return [...findAll(file, IN_SQL), ...inCode];
}

describe("the time", () => {
  const files = listFiles("src/**/*.{ts,tsx}");

  it("is a parameter of every decision", () => {
    expect(explain(REASON, files.flatMap(findClocks))).to.equal("");
  });

  it("is asked of the database by those alone who have to agree on it", () => {
    const users = files.filter(
      ({ path, text }) => path !== DATABASE_CLOCK && /\bDATABASE_CLOCK\b/.test(text),
    );
    expect(
      users.map(({ path }) => path),
      REASON,
    ).to.deep.equal(Object.keys(USERS_OF_THE_DATABASE_CLOCK).sort());
  });

  it("is found in SQL and in code, and the default of a column is none of it", () => {
    const find = (text: string) => findClocks({ path: "src/some.ts", text }).map(({ found }) => found);
    expect(find("`at > now() - interval '1 hour'`")).to.deep.equal(["now()"]);
    expect(find("`until < clock_timestamp()`, `CURRENT_DATE`")).to.deep.equal([
      "clock_timestamp()",
      "CURRENT_DATE",
    ]);
    expect(find("`'now'::timestamptz`")).to.have.length(1);
    expect(find("const at = new Date();")).to.deep.equal(["new Date()"]);
    expect(find("Date.now() - 5")).to.deep.equal(["Date.now()"]);
    expect(find(`@Column({ type: "timestamptz", default: () => "now()" })`)).to.deep.equal([]);
    expect(find("performance.now()")).to.deep.equal([]);
    expect(find("new Date(row.at)")).to.deep.equal([]);
  });
});
