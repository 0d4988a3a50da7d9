import { z } from "zod";
import type { EventPlace } from "../../../agents/events/event-query-store.ts";
import { InvalidInputError } from "../../../errors.ts";

const Place = z.tuple([z.iso.datetime({ precision: 6 }), z.uuid()]);

function write({ at, key }: EventPlace): string {
  return Buffer.from(JSON.stringify([at, key])).toString("base64url");
}

function read(cursor: string): EventPlace {
  try {
    const [at, key] = Place.parse(JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")));
    return { at, key };
  } catch (cause) {
    throw new InvalidInputError("cursor", "not one of ours; leave it out to start with the newest event", {
      cause,
    });
  }
}

/** The opaque text that stands for a place in the list of events. */
export const eventCursor = { write, read };
