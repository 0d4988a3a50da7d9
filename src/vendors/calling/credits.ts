import { z } from "zod";

/** More than a million credits for an answer is an error and must not reach any total. */
const MAX_CREDITS = 1_000_000;

/** What a vendor says an answer cost; some write the number as text. */
export const Credits = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^\d{1,7}(\.\d{1,6})?$/)
      .transform(Number),
  ])
  .refine((credits) => credits >= 0 && credits <= MAX_CREDITS);
