/** The share of its lines, in percent, that the tests run of every room of src. */
export const COVERAGE_FLOOR = 90;

/** Of a room that does no I/O, whose every line is easily tested. */
export const PURE_COVERAGE_FLOOR = 97;

/** Programs that tests start run as built files, whose lines are not counted. */
const IN_PROGRAMS = "partly run only in programs that tests start, whose lines are not counted";

/** Rooms with a lower floor, and why. */
export const LOWER_FLOORS: Readonly<Record<string, { readonly floor: number; readonly reason: string }>> = {
  "src/agents/figures": { floor: 75, reason: "the SQL of repricing runs only when prices change" },
  "src/bot/adapters": { floor: 85, reason: "joins ports that tests of the Slack side answer themselves" },
  "src/bot/blocks": { floor: 92, reason: IN_PROGRAMS },
  "src/cli/agents": { floor: 80, reason: "commands that print what tested functions return" },
  "src/cli/alerts": { floor: 70, reason: "commands that print what tested functions return" },
  "src/cli/companies": { floor: 65, reason: IN_PROGRAMS },
  "src/cli/kit": { floor: 85, reason: IN_PROGRAMS },
  "src/cli/system": {
    floor: 65,
    reason: "services that run until they are stopped are tested as built programs",
  },
  "src/cli/tenants": { floor: 85, reason: "commands that print what tested functions return" },
  "src/database/embedded/folder": {
    floor: 80,
    reason: "branches of systems other than the one the tests run on",
  },
  "src/database/embedded/programs": {
    floor: 80,
    reason: "branches of systems other than the one the tests run on",
  },
  "src/http/adapters": { floor: 80, reason: "joins ports that tests of the routes answer themselves" },
  "src/http/routes/agents": { floor: 80, reason: "routes that hand on to a port" },
  "src/http/routes/alert-rules": { floor: 80, reason: "routes that hand on to a port" },
  "src/http/routes/alerts": { floor: 55, reason: "routes that hand on to a port" },
  "src/qa/checklist": { floor: 90, reason: IN_PROGRAMS },
  "src/runner/crawler/robots": { floor: 90, reason: IN_PROGRAMS },
  "src/runner/ending": { floor: 80, reason: IN_PROGRAMS },
  "src/runner/engine": { floor: 75, reason: IN_PROGRAMS },
  "src/runner/stage-work": { floor: 85, reason: IN_PROGRAMS },
};
