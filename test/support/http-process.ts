import { systemClock } from "../../src/clock.ts";
import { openDatabase } from "../../src/database/database.ts";
import { createHttpPorts } from "../../src/http/adapters/create-http-ports.ts";
import { createHttpServer } from "../../src/http/create-http-server.ts";
import { fakeHttpPorts } from "../http/support/fake-http-ports.ts";
import { quietRefusals } from "./quiet-refusals.ts";

// The HTTP server in a process of its own, over the database of TEST_APP_URL and TEST_SERVICE_URL. It tells its parent its URL.
const app = process.env["TEST_APP_URL"] ?? "";
const service = process.env["TEST_SERVICE_URL"] ?? "";
const database = await openDatabase({ app, service }, { poolSize: Number(process.env["TEST_POOL"] ?? 6) });
const { service: own, control } = fakeHttpPorts();
const ports = createHttpPorts({
  ...own,
  control,
  database,
  clock: systemClock,
  runbooks: [],
  refusals: quietRefusals(database),
  ingestPerMinute: 1_000_000,
  otlpMostMb: 4,
});
const server = await createHttpServer({ ports, port: 0 });
process.once("disconnect", () => process.exit());
process.send?.(server.url);
