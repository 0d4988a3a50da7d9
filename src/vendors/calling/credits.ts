import { z } from "zod";

/** What a vendor says an answer cost. More than a million is a mistake, which no total should carry on. */
export const Credits = z.number().nonnegative().max(1_000_000);
