import { argv, pid } from "node:process";
import { acquireEmbeddedPostgres } from "../../src/database/embedded/acquire-embedded-postgres.ts";
import { errorCode } from "../../src/errors.ts";

// A process that holds the embedded Postgres of the folder it is given until it is told to let go. It reports to
// its parent: { pid, port, url } once it holds it, { code, message } when it cannot.
const [directory = ""] = argv.slice(2);

try {
  const postgres = await acquireEmbeddedPostgres({ directory, settings: { fsync: "off" } });
  // Its parent is gone: nobody is left to tell it to let go.
  process.once("disconnect", () => process.exit());
  process.once("message", () => {
    void postgres.release().then(() => process.disconnect());
  });
  process.send?.({ pid, port: postgres.port, url: postgres.urls.owner });
} catch (error) {
  process.send?.({ code: errorCode(error), message: error instanceof Error ? error.message : String(error) });
  process.disconnect();
}
