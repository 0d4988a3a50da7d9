import type { z } from "zod";
import type { NotifierName } from "../../messages/notifier.ts";
import type { DeliveryFailure } from "../../messages/retry-delivery.ts";
import { NotifierError } from "./notifier-error.ts";

/** A receiver's answer in the expected shape. Throws the NotifierError described by `otherwise` for any other. */
export function readAnswer<Shape>(
  schema: z.ZodType<Shape>,
  answer: unknown,
  otherwise: {
    readonly notifier: NotifierName;
    readonly failure: DeliveryFailure;
    /** What is missing, for the log; never the answer's own text. */
    readonly word: string;
  },
): Shape {
  const result = schema.safeParse(answer);
  if (result.success) return result.data;
  throw new NotifierError(otherwise.notifier, otherwise.failure, otherwise.word);
}
