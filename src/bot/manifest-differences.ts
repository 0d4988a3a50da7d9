import { z } from "zod";

/** What decides how the app works, and what only people read. */
export interface ManifestDifferences {
  readonly working: readonly string[];
  readonly wording: readonly string[];
}

/** Parts of a manifest that only people read. */
const WORDING = ["display_information", "description", "usage_hint", "display_name", "background_color"];
/** The version of the form, which Slack chooses when it shows a manifest. */
const FORM = "_metadata";

const Fields = z.record(z.string(), z.unknown());
const Named = z.object({ command: z.string() });

/**
 * In what the manifest in force differs from ours, one phrase each. What ours does not set does not count, but commands, scopes
 * and events that only the other one has do. Slack leaves out what is false.
 */
export function manifestDifferences(ours: object, inForce: unknown): ManifestDifferences {
  const found = compare(ours, inForce, []);
  const isWording = ({ path }: Difference) => path.some((step) => WORDING.includes(step));
  return {
    working: found.filter((one) => !isWording(one)).map(phrase),
    wording: found.filter(isWording).map(phrase),
  };
}

interface Difference {
  readonly path: readonly string[];
  readonly what: "is missing" | "differs" | "is not in ours";
}

function phrase({ path, what }: Difference): string {
  return `${path.join(".")} ${what}`;
}

function compare(ours: unknown, inForce: unknown, path: readonly string[]): Difference[] {
  if (Array.isArray(ours)) {
    const [own, other] = [byName(ours), byName(Array.isArray(inForce) ? inForce : [])];
    return [
      ...[...own].flatMap(([name, value]) => compare(value, other.get(name), [...path, name])),
      ...[...other.keys()]
        .filter((name) => !own.has(name))
        .map((name): Difference => ({ path: [...path, name], what: "is not in ours" })),
    ];
  }
  const fields = Fields.safeParse(ours);
  if (fields.success) {
    if (inForce === undefined) return [{ path, what: "is missing" }];
    const other = Fields.safeParse(inForce).data ?? {};
    return Object.entries(fields.data)
      .filter(([name]) => name !== FORM)
      .flatMap(([name, value]) => compare(value, other[name], [...path, name]));
  }
  if (ours === inForce || (ours === false && inForce === undefined)) return [];
  if (typeof ours === "string" && typeof inForce === "string" && isSameColour(ours, inForce)) return [];
  return [{ path, what: inForce === undefined ? "is missing" : "differs" }];
}

function isSameColour(ours: string, inForce: string): boolean {
  return ours.startsWith("#") && ours.toLowerCase() === inForce.toLowerCase();
}

/** The parts of a list by what identifies them: a command by its name, a scope or event by itself. */
function byName(list: readonly unknown[]): Map<string, unknown> {
  return new Map(list.map((item) => [Named.safeParse(item).data?.command ?? String(item), item] as const));
}
