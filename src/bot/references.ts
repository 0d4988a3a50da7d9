import { z } from "zod";
import { InvalidInputError } from "../errors.ts";

/** What a button of an alert card carries. */
const AlertRef = z.object({ tenantId: z.string().min(1), alertId: z.uuid() });
export type AlertRef = z.infer<typeof AlertRef>;

/** What a button of a QA card carries: the sample, and the version the card shows. */
const SampleRef = z.object({
  tenantId: z.string().min(1),
  runId: z.uuid(),
  companyId: z.uuid(),
  version: z.int().min(0),
});
export type SampleRef = z.infer<typeof SampleRef>;

/** What the verdict form carries: its sample, and where the card is (null when it cannot be redrawn). */
const FormRef = SampleRef.extend({ channel: z.string().nullable(), ts: z.string().nullable() });
export type FormRef = z.infer<typeof FormRef>;

export function readAlertRef(value: string): AlertRef {
  return read(AlertRef, value);
}

export function readSampleRef(value: string): SampleRef {
  return read(SampleRef, value);
}

export function readFormRef(value: string): FormRef {
  return read(FormRef, value);
}

function read<Output>(schema: z.ZodType<Output>, value: string): Output {
  try {
    return schema.parse(JSON.parse(value));
  } catch (cause) {
    throw new InvalidInputError("button", "it belongs to an older version; use a newer card", { cause });
  }
}
