import { writeFileSync } from "node:fs";
import Mocha from "mocha";

/** So long the process may take to end after its tests. */
const GRACE_MS = 30_000;

/**
 * Mocha's `spec` report, and at its end the counts as JSON in the file that TEST_COUNTS names, if it does. What a test left
 * running (one that failed before it could stop it) fails the process then, instead of keeping it for ever.
 */
class CountingReporter extends Mocha.reporters.Spec {
  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    runner.once("end", () => {
      setTimeout(() => {
        console.error(
          `The tests are over, and this still runs: ${process.getActiveResourcesInfo().join(", ")}`,
        );
        // After mocha, which says at the exit how many tests failed: none, perhaps.
        process.on("exit", () => {
          process.exitCode ||= 1;
        });
        process.exit();
      }, GRACE_MS).unref();
    });
    const file = process.env["TEST_COUNTS"];
    if (file === undefined) return;
    runner.once("end", () => {
      const { passes, failures, pending } = this.stats;
      writeFileSync(file, JSON.stringify({ passes, failures, pending }));
    });
  }
}

// Mocha imports it: with require(), a module that is also imported dynamically would be there twice.
// biome-ignore lint/style/noDefaultExport: the name under which mocha looks for a reporter
export { CountingReporter as default };
