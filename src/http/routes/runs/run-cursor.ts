import { z } from "zod";
import { InvalidInputError } from "../../../errors.ts";
import type { RunCursor } from "../../ports/run-port.ts";

const Place = z.tuple([z.iso.datetime().transform((text) => new Date(text)), z.uuid()]);

/** The opaque text that stands for a place in the list of runs. */
export function createRunCursor({ startedAt, runId }: RunCursor): string {
  return Buffer.from(JSON.stringify([startedAt.toISOString(), runId])).toString("base64url");
}

/** The place a cursor stands for. */
export function readRunCursor(cursor: string): RunCursor {
  try {
    const [startedAt, runId] = Place.parse(JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")));
    return { startedAt, runId };
  } catch (cause) {
    throw new InvalidInputError("cursor", "not one of ours; leave it out to start with the newest run", {
      cause,
    });
  }
}
