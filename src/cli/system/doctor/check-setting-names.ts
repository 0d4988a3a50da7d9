import { SETTING_NAMES } from "../../../config/environment.ts";
import { type DoctorFinding, warnLive } from "./doctor-finding.ts";

/** Names in `.env` that are not our settings: a misspelled one would silently have no effect. */
export function checkSettingNames(names: readonly string[]): DoctorFinding[] {
  return names
    .filter((name) => !SETTING_NAMES.includes(name))
    .map((name) => {
      const nearest = nearestName(name);
      return warnLive(
        `.env: ${name}`,
        "is no setting, and has no effect",
        nearest === null ? "remove it, or see .env.example" : `did you mean ${nearest}?`,
      );
    });
}

function nearestName(name: string): string | null {
  const [best] = SETTING_NAMES.map((known) => ({ known, off: distance(name.toUpperCase(), known) })).toSorted(
    (one, other) => one.off - other.off,
  );
  return best !== undefined && best.off <= Math.max(2, Math.floor(name.length / 4)) ? best.known : null;
}

/** How many letters must be added, removed or changed (Levenshtein). */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [line, letter] of Array.from(one).entries()) {
    const next = [line + 1];
    for (const [index, known] of Array.from(other).entries()) {
      next.push(
        Math.min(
          (row[index] ?? 0) + (letter === known ? 0 : 1),
          (row[index + 1] ?? 0) + 1,
          (next[index] ?? 0) + 1,
        ),
      );
    }
    row = next;
  }
  return row[other.length] ?? 0;
}
