import { expect } from "chai";
import fc from "fast-check";
import { z } from "zod";
import { FIGURES, QUARTER } from "../../../src/agents/events/quarter-figures.ts";
import type { IngestServer } from "./ingest-server.ts";
import { oddEvents } from "./odd-events.ts";

const Results = z.array(
  z.object({ status: z.string(), errors: z.array(z.record(z.string(), z.string())).optional() }),
);

const EVENTS = 50;

/**
 * Sends this many requests of 50 odd events each to an empty server. Each event must be accepted, or refused
 * by its index with a field and a reason; what was accepted is stored once, and counted as SQL counts it.
 */
export async function fuzzEvents(server: IngestServer, key: string, requests: number): Promise<void> {
  let accepted = 0;
  let refused = 0;
  let duplicates = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(oddEvents(server.now), { minLength: EVENTS, maxLength: EVENTS }),
      async (events) => {
        const { status, body } = await server.post(key, { events });
        expect(status, JSON.stringify(body)).to.be.oneOf([200, 207, 422]);
        if (status === 422) {
          refused += EVENTS;
          return;
        }
        accepted += Number(body["accepted"]);
        refused += Number(body["rejected"]);
        duplicates += Number(body["duplicates"]);
        expect(Number(body["accepted"]) + Number(body["rejected"])).to.equal(EVENTS);
        for (const { status: outcome, errors } of Results.parse(body["results"]))
          if (outcome === "rejected") expect(errors?.[0]).to.include.keys("field", "detail");
      },
    ),
    { numRuns: requests },
  );
  const [row] = await server.query<{ stored: number; counted: number }>(
    `select (select count(*)::int from run_event_logs) as stored, (select sum(events)::int from agent_quarters) as counted`,
  );
  const figureNames = FIGURES.map(({ name }) => name);
  const counted = await server.query(
    `select agent_id, quarter, ${figureNames.map((name) => `sum(${name})::text as ${name}`).join(", ")}
     from agent_quarters group by 1, 2 order by 1, 2`,
  );
  const recounted = await server.query(
    `select agent_id, ${QUARTER} as quarter, ${FIGURES.map(({ name, sql }) => `(${sql})::text as ${name}`).join(", ")}
     from run_event_logs group by 1, 2 order by 1, 2`,
  );
  expect(counted).to.deep.equal(recounted);
  expect(accepted + refused).to.equal(requests * EVENTS);
  expect(accepted).to.be.greaterThan(requests);
  expect(refused).to.be.greaterThan(requests);
  expect(row).to.deep.equal({ stored: accepted - duplicates, counted: accepted - duplicates });
}
