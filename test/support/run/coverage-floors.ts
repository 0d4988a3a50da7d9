/**
 * The share of its lines, in percent, that the tests run of every room of src. Lower than what the tests really run, since
 * programs that tests start run as built files, whose lines are not counted, and shares differ by a few percent from run to run.
 */
export const COVERAGE_FLOOR = 80;

/** Of a room that does no I/O, whose every line is easily tested. */
export const PURE_COVERAGE_FLOOR = 85;

/** Programs that tests start run as built files, whose lines are not counted. */
const IN_PROGRAMS = "partly run only in programs that tests start, whose lines are not counted";

/** Rooms with a lower floor, and why. */
export const LOWER_FLOORS: Readonly<Record<string, { readonly floor: number; readonly reason: string }>> = {
  "src/agents/figures": { floor: 75, reason: "the SQL of repricing runs only when prices change" },
  "src/cli/alerts": { floor: 65, reason: "commands that print what tested functions return" },
  "src/cli/companies": { floor: 60, reason: IN_PROGRAMS },
  "src/cli/system": {
    floor: 60,
    reason: "services that run until they are stopped are tested as built programs",
  },
  "src/database/embedded/folder": {
    floor: 75,
    reason: "branches of systems other than the one the tests run on",
  },
  "src/database/embedded/programs": {
    floor: 75,
    reason: "branches of systems other than the one the tests run on",
  },
  "src/http/adapters": { floor: 75, reason: "joins ports that tests of the routes answer themselves" },
  "src/http/routes/agents": { floor: 75, reason: "routes that hand on to a port" },
  "src/http/routes/alert-rules": { floor: 75, reason: "routes that hand on to a port" },
  "src/http/routes/alerts": { floor: 55, reason: "routes that hand on to a port" },
  "src/runner/ending": { floor: 70, reason: IN_PROGRAMS },
  "src/runner/engine": { floor: 65, reason: IN_PROGRAMS },
  "src/runner/stage-work": { floor: 75, reason: IN_PROGRAMS },
};
