import { isFields } from "./fields.ts";

const SLACK_ID = /\b[CU][A-Z0-9]{8,}\b/g;

/** The emulator makes up user and channel ids; the desk's own, which settings and tests can name, stand in for them. */
export class IdTranslator {
  readonly #toOuter = new Map<string, string>();
  readonly #toInner = new Map<string, string>();

  add(inner: string, outer: string): void {
    this.#toOuter.set(inner, outer);
    this.#toInner.set(outer, inner);
  }

  /** An argument that names a user or channel, or a comma-separated list of them, as the emulator knows them. */
  inward(argument: string): string {
    return argument
      .split(",")
      .map((id) => this.#toInner.get(id.trim()) ?? id)
      .join(",");
  }

  /** A whole answer of the emulator with every id replaced by the desk's, keys included. */
  outward(value: unknown): unknown {
    if (typeof value === "string") return value.replace(SLACK_ID, (id) => this.#toOuter.get(id) ?? id);
    if (Array.isArray(value)) return value.map((item) => this.outward(item));
    if (!isFields(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => [this.#toOuter.get(key) ?? key, this.outward(member)]),
    );
  }
}
