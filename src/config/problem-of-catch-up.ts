/** A runner looks every quarter of a minute: what it sees this late it sees in time, whatever the catch-up. */
export const IN_TIME_MINUTES = 5;

/** Why a catch-up and its window contradict each other, with the remedy; null when they do not. */
export function problemOfCatchUp(catchUp: "none" | "latest" | "all", windowMinutes: number): string | null {
  return catchUp === "none" || windowMinutes > IN_TIME_MINUTES
    ? null
    : `of ${windowMinutes} minutes leaves ${catchUp} nothing to catch up; make it more than ${IN_TIME_MINUTES}, or the catch-up none`;
}
