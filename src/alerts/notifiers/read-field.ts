/** A field of an answer, however little of it is as promised; undefined when it is not there. */
export function fieldOf(answer: unknown, name: string): unknown {
  if (typeof answer !== "object" || answer === null) return undefined;
  return Object.entries(answer).find(([key]) => key === name)?.[1];
}

/** A text field of an answer; null when it is not there, or empty. */
export function readField(answer: unknown, name: string): string | null {
  const value = fieldOf(answer, name);
  return typeof value === "string" && value !== "" ? value : null;
}
