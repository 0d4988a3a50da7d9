import { z } from "zod";

const Parameters = z.object({ id: z.string().meta({ examples: ["CR-02"] }) });

const Runbook = z
  .looseObject({
    id: z.string(),
    title: z.string(),
    severity: z.string().nullable(),
    owner: z.string().nullable(),
    markdown: z.string(),
  })
  .meta({ id: "Runbook" });

/** What is asked and answered about runbooks. */
export const RunbookSchema = { Parameters, Runbook };
