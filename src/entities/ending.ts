/** What people say was the cause when they resolve an alert. */
export const ENDING_CAUSES = [
  { value: "vendor", text: "A vendor failed, or its quota was used up" },
  { value: "network", text: "Websites or the network" },
  { value: "data", text: "Companies or the profile" },
  { value: "settings", text: "A setting, key or permission" },
  { value: "fault", text: "A fault in nightshift" },
  { value: "nothing", text: "Nothing was wrong" },
  { value: "unknown", text: "Not known yet" },
] as const;
export type EndingCause = (typeof ENDING_CAUSES)[number]["value"];

/** What a person recorded when they resolved an alert; each null when they did not say. */
export interface Ending {
  readonly cause: EndingCause | null;
  /** What was done about it, in their words. */
  readonly done: string | null;
}

/** An ending as the detail of a transition holds it. */
export function readEnding(detail: Readonly<Record<string, unknown>> | null): Ending {
  const { cause, done } = detail ?? {};
  return {
    cause: ENDING_CAUSES.find(({ value }) => value === cause)?.value ?? null,
    done: typeof done === "string" && done !== "" ? done : null,
  };
}

/** An ending in a few words; null when nothing was recorded. */
export function endingText({ cause, done }: Ending): string | null {
  const named = ENDING_CAUSES.find(({ value }) => value === cause)?.text;
  if (named === undefined) return done;
  return done === null ? named : `${named}. ${done}`;
}
