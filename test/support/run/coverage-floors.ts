/** The share of its lines, in percent, that the tests run of every room of src. */
export const COVERAGE_FLOOR = 90;

/** Of a room that does no I/O, whose every line is easily tested. */
export const PURE_COVERAGE_FLOOR = 97;

/** Programs that tests start run as built files, whose lines are not counted. */
const IN_PROGRAMS = "partly run only in programs that tests start, whose lines are not counted";
const OTHER_SYSTEMS = "branches of systems other than the one the tests run on";
const UNOPENED = "no test opens some of its pages, or presses all their buttons";

/** Rooms with a lower floor, and why. */
export const LOWER_FLOORS: Readonly<Record<string, { readonly floor: number; readonly reason: string }>> = {
  "src/access": { floor: 84, reason: UNOPENED },
  "src/bot/adapters": { floor: 78, reason: "joins ports that tests of the Slack side answer themselves" },
  "src/cli/agents": { floor: 88, reason: "commands that print what tested functions return" },
  "src/cli/alerts": { floor: 70, reason: "commands that print what tested functions return" },
  "src/cli/companies": { floor: 64, reason: IN_PROGRAMS },
  "src/cli/kit": { floor: 87, reason: IN_PROGRAMS },
  "src/cli/system": {
    floor: 77,
    reason: "services that run until they are stopped are tested as built programs",
  },
  "src/database/embedded/folder": { floor: 83, reason: OTHER_SYSTEMS },
  "src/database/embedded/programs": { floor: 80, reason: OTHER_SYSTEMS },
  "src/pages": { floor: 85, reason: UNOPENED },
  "src/pages/assets": { floor: 0, reason: "scripts that run in the browser, which counts nothing" },
  "src/pages/data": { floor: 78, reason: UNOPENED },
  "src/pages/places/alerts": { floor: 64, reason: UNOPENED },
  "src/pages/places/nights": { floor: 79, reason: UNOPENED },
  "src/pages/places/settings": { floor: 73, reason: UNOPENED },
  "src/pages/views": { floor: 82, reason: UNOPENED },
  "src/runner": {
    floor: 87,
    reason: "its control of schedules is answered by fakes in the tests of those who use it",
  },
  "src/runner/engine": { floor: 84, reason: IN_PROGRAMS },
  "src/runner/stage-work": { floor: 88, reason: IN_PROGRAMS },
};
