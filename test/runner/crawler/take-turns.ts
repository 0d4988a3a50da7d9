import { setTimeout as sleep } from "node:timers/promises";
import { openRateLeases } from "../../../src/database/jobs/rate-lease-store.ts";
import { createPostgresDomainLimiter } from "../../../src/runner/crawler/create-postgres-domain-limiter.ts";

// A runner's process as the limiter sees it: takes turns in parallel and tells when each one began.
const [url = "", domain = "", count = "0", intervalMs = "0"] = process.argv.slice(2);
const turns = await openRateLeases(url);
const limiter = createPostgresDomainLimiter({ turns, wait: (ms) => sleep(ms) });
const starts = await Promise.all(
  Array.from({ length: Number(count) }, async () => {
    await limiter.take(domain, Number(intervalMs));
    return performance.timeOrigin + performance.now();
  }),
);
await turns.close();
process.stdout.write(JSON.stringify(starts));
