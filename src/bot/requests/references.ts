import { z } from "zod";
import { VERDICTS } from "../../entities/vocabulary.ts";
import { UsageError } from "../../errors.ts";
import type { AlertRef } from "../ports/alerts.ts";

/** What a button of an alert card carries. */
const AlertButton = z.object({ tenantId: z.string().min(1), alertId: z.uuid() });

/** What a button that stops a run carries. */
const RunRef = z.object({ tenantId: z.string().min(1), runId: z.uuid() });
export type RunRef = z.infer<typeof RunRef>;

/** What the form of a gate carries: its run, and where the card is (null when it cannot be redrawn). */
const GateFormRef = RunRef.extend({ place: z.object({ channel: z.string(), ts: z.string() }).nullable() });
export type GateFormRef = z.infer<typeof GateFormRef>;

/** What a button that starts a night carries. */
const TenantRef = z.object({ tenantId: z.string().min(1).max(200) });

/** What a button that undoes a silence carries. */
const SilenceRef = z.object({ tenantId: z.string().min(1), silenceId: z.string().min(1).max(100) });
export type SilenceRef = z.infer<typeof SilenceRef>;

/** What the button that saves a threshold carries. */
const ThresholdWish = z.object({
  tenantId: z.string().min(1),
  key: z.string().min(1).max(100),
  value: z.number().nullable(),
});

/** What a button of a QA card carries: the sample, and the version the card shows. */
const SampleRef = z.object({
  tenantId: z.string().min(1),
  runId: z.uuid(),
  companyId: z.uuid(),
  version: z.int().min(0),
});
export type SampleRef = z.infer<typeof SampleRef>;

/**
 * What the verdict form carries: its sample, the verdict it is for (null: any), where the card is (null when it cannot be
 * redrawn), and where the reviewer's queue is shown (null when it was opened from a card).
 */
const FormRef = SampleRef.extend({
  verdict: z.enum(VERDICTS).nullable(),
  channel: z.string().nullable(),
  ts: z.string().nullable(),
  responseUrl: z.url().nullable(),
});
export type FormRef = z.infer<typeof FormRef>;

export function readAlertRef(value: string): AlertRef {
  return read(AlertButton, value);
}

export function readRunRef(value: string): RunRef {
  return read(RunRef, value);
}

export function readGateFormRef(value: string): GateFormRef {
  return read(GateFormRef, value);
}

export function readTenantRef(value: string): z.infer<typeof TenantRef> {
  return read(TenantRef, value);
}

export function readSilenceRef(value: string): SilenceRef {
  return read(SilenceRef, value);
}

export function readThresholdWish(value: string): z.infer<typeof ThresholdWish> {
  return read(ThresholdWish, value);
}

export function readSampleRef(value: string): SampleRef {
  return read(SampleRef, value);
}

export function readFormRef(value: string): FormRef {
  return read(FormRef, value);
}

/** What a form of ours carries with it, by its schema. */
export function readMetadata<Output>(schema: z.ZodType<Output>, view: { private_metadata: string }): Output {
  return read(schema, view.private_metadata);
}

function read<Output>(schema: z.ZodType<Output>, value: string): Output {
  try {
    return schema.parse(JSON.parse(value));
  } catch (cause) {
    throw new UsageError("This button is from an older version of nightshift; use a newer card.", {
      cause,
    });
  }
}
