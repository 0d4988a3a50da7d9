/** Why a sample fails or needs a second look: the four points of the checklist, and the rest. */
export const QA_REASONS = [
  { value: "domain", text: "Domain is wrong or does not resolve" },
  { value: "about_text", text: "About text is empty or of another company" },
  { value: "contacts", text: "No usable business contact" },
  { value: "rationale", text: "Rationale is generic or not grounded" },
  { value: "other", text: "Something else (say what in the notes)" },
] as const;

/** A reason in words. */
export function reasonText(value: string): string {
  return QA_REASONS.find((reason) => reason.value === value)?.text ?? value;
}
