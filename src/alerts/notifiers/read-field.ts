/** A text field of an answer, however little of it is as promised; null when it is not there. */
export function readField(answer: unknown, name: string): string | null {
  if (typeof answer !== "object" || answer === null) return null;
  const value: unknown = Object.entries(answer).find(([key]) => key === name)?.[1];
  return typeof value === "string" && value !== "" ? value : null;
}
