import { z } from "zod";

/** What a vendor says an answer cost. More than a million is an error and must not reach any total. */
export const Credits = z.number().nonnegative().max(1_000_000);
