import { z } from "zod";

/** A refusal, by RFC 9457, as problem.ts makes it. */
export const ProblemSchema = z
  .object({
    type: z.string().describe("Always about:blank: the status and the code say what is wrong."),
    title: z.string(),
    status: z.int(),
    detail: z.string().describe("What is wrong, and what to do about it."),
    code: z.string().describe("A stable word for programs."),
    trace_id: z.string().describe("The log has the rest under it."),
    field: z.string().optional().describe("Which value is not allowed."),
    errors: z
      .array(
        z.object({
          index: z.int().describe("Which event of the request."),
          field: z.string(),
          detail: z.string(),
          code: z.string(),
        }),
      )
      .optional()
      .describe("Of events, each that was refused."),
  })
  .meta({
    id: "Problem",
    examples: [
      {
        type: "about:blank",
        title: "Not found",
        status: 404,
        detail: 'There is no run "0b5c7f3e-8a64-4d1b-9d53-2f0a6c1e4b77".',
        code: "not_found",
        trace_id: "4bf92f3577b34da6a3ce929d0e0e4736",
      },
    ],
  });
