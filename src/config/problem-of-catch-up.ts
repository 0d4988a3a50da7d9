/** A runner checks every 15 seconds: a time that it notices this late is on time, whatever the catch-up. */
export const IN_TIME_MINUTES = 5;

/** Why a catch-up and its window contradict each other, with the remedy; null when they do not. */
export function problemOfCatchUp(catchUp: "none" | "latest" | "all", windowMinutes: number): string | null {
  return catchUp === "none" || windowMinutes > IN_TIME_MINUTES
    ? null
    : `of ${windowMinutes} minutes leaves ${catchUp} nothing to catch up; make it more than ${IN_TIME_MINUTES}, or the catch-up none`;
}
