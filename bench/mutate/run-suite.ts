import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import Mocha from "mocha";

// Runs the test files it is given until the first one fails; the exit code says whether one did.
const mocha = new Mocha({ bail: true, timeout: 10_000, reporter: Mocha.reporters.Base });
for (const file of process.argv.slice(2)) {
  mocha.suite.emit("pre-require", globalThis, file, mocha);
  await import(pathToFileURL(resolve(file)).href);
}
mocha.run((failures) => process.exit(failures > 0 ? 1 : 0));
