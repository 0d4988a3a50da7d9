import { position } from "./companies/seeded.ts";
import type { Fault, FaultTarget } from "./fault.ts";

interface Entry {
  readonly fault: Fault;
  seen: number;
  hit: number;
}

/** The active faults, and how often each was applied. */
export class FaultBook {
  #entries: Entry[] = [];
  /** The vendors whose latest paid call was refused for lack of quota. */
  #outOfQuota = new Set<FaultTarget>();

  add(fault: Fault): void {
    if (fault.mode === "ok") {
      this.#entries = this.#entries.filter(({ fault: { vendor } }) => vendor !== fault.vendor);
      this.#outOfQuota.delete(fault.vendor);
    } else {
      this.#entries.push({ fault, seen: 0, hit: 0 });
    }
  }

  clear(): void {
    this.#entries = [];
    this.#outOfQuota.clear();
  }

  /**
   * The fault that applies to this call, counted as applied; the latest order wins. `subject` is all text that `match` is
   * compared with. A free call never gets a quota fault.
   */
  next(vendor: FaultTarget, subject: string, isPaid: boolean): Fault | null {
    let met: Fault | null = null;
    for (const entry of this.#entries.toReversed()) {
      const { fault } = entry;
      if (!concerns(fault, vendor, subject) || (fault.mode === "quota" && !isPaid)) continue;
      const number = entry.seen++;
      if (met !== null || number < (fault.after ?? 0) || isSpent(entry)) continue;
      if (position("fault", fault.seed ?? 0, number) >= (fault.share ?? 1)) continue;
      entry.hit++;
      met = fault;
    }
    if (isPaid && met?.mode === "quota") this.#outOfQuota.add(vendor);
    else if (isPaid) this.#outOfQuota.delete(vendor);
    return met;
  }

  /** Whether the remaining quota is reported as zero: a paid call was just refused for it, or the next one will be. */
  isOutOfQuota(vendor: FaultTarget, subject: string): boolean {
    const willRefuse = ({ fault, seen, hit }: Entry) =>
      fault.mode === "quota" &&
      concerns(fault, vendor, subject) &&
      seen >= (fault.after ?? 0) &&
      !isSpent({ fault, hit });
    return this.#outOfQuota.has(vendor) || this.#entries.some(willRefuse);
  }
}

const isSpent = ({ fault, hit }: Pick<Entry, "fault" | "hit">) =>
  fault.times !== undefined && hit >= fault.times;

const concerns = (fault: Fault, vendor: FaultTarget, subject: string) =>
  fault.vendor === vendor &&
  (fault.match === undefined || subject.toLowerCase().includes(fault.match.toLowerCase()));
