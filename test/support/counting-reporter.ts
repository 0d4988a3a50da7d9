import { writeFileSync } from "node:fs";
import Mocha from "mocha";

/** Mocha's `spec` report, and at its end the counts as JSON in the file that TEST_COUNTS names, if it does. */
class CountingReporter extends Mocha.reporters.Spec {
  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    const file = process.env["TEST_COUNTS"];
    if (file === undefined) return;
    runner.once("end", () => {
      const { passes, failures, pending } = this.stats;
      writeFileSync(file, JSON.stringify({ passes, failures, pending }));
    });
  }
}

// What `require` gives: mocha does not look for a default export.
export { CountingReporter as "module.exports" };
