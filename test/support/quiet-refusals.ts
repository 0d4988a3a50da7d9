import { createHash } from "node:crypto";
import { type Clock, systemClock } from "../../src/clock.ts";
import type { Database } from "../../src/database/database.ts";
import { createRefusalLog, type RefusalLog } from "../../src/observability/refusals/create-refusal-log.ts";
import { quietLogger } from "./quiet-logger.ts";

/** The log of refusals over a test's database; nobody reads its lines. */
export function quietRefusals(database: Database, clock: Clock = systemClock): RefusalLog {
  const hash = (value: string) => createHash("sha256").update(value).digest("hex");
  return createRefusalLog({ database, clock, logger: quietLogger(), hash });
}
