import { z } from "zod";

/** How the tests of one file went. */
export const FileResult = z.object({
  file: z.string(),
  /** One line per test. */
  report: z.string(),
  /** What failed, at length; empty when nothing did. */
  failure: z.string(),
  passes: z.number(),
  failures: z.number(),
  pending: z.number(),
  durationMs: z.number(),
});
export type FileResult = z.infer<typeof FileResult>;
