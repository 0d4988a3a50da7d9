import { systemClock } from "../../src/clock.ts";
import { readEnvironment } from "../../src/config/environment.ts";
import { connect } from "../../src/database/connect.ts";
import { createLogger } from "../../src/logger.ts";
import { startRunner } from "../../src/runner/start-runner.ts";

// A runner of its own process. It says "ready" to its parent, how much CPU it used when told "cpu", and stops when told "stop"; its log is for whoever debugs a test.
const environment = readEnvironment(process.env);
const logger = createLogger({ level: environment.LOG_LEVEL });
const connection = await connect(environment, { poolSize: 8 });
const runner = await startRunner({ connection, environment, logger, clock: systemClock });
process.on("message", (word) => {
  if (word === "cpu") {
    const { user, system } = process.cpuUsage();
    process.send?.((user + system) / 1_000);
    return;
  }
  void (async () => {
    await runner.stop();
    await connection.close();
    process.disconnect();
  })();
});
// Its parent is gone: nobody is left to stop it.
process.once("disconnect", () => process.exit());
process.send?.("ready");
