import { writeFileSync } from "node:fs";
import Mocha from "mocha";

/** Mocha's `spec` report, and at its end the counts in coverage/counts.txt, which .ci/run closes with. */
class CountingReporter extends Mocha.reporters.Spec {
  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    runner.once("end", () => {
      const { passes, failures, pending } = this.stats;
      const skipped = pending > 0 ? `, ${pending} skipped` : "";
      writeFileSync("coverage/counts.txt", `${passes} passed, ${failures} failed${skipped}\n`);
    });
  }
}

// What `require` gives: mocha does not look for a default export.
export { CountingReporter as "module.exports" };
