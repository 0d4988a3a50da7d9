import type { Meter, VendorNote } from "./meter.ts";
import { metricOf } from "./metric-table.ts";

/** What was counted of one part of one series since the last time. */
export interface MetricDelta {
  readonly metric: string;
  readonly labels: string;
  readonly part: string;
  readonly by: number;
}

/** What happened at one vendor since the last time. */
export interface VendorDelta {
  readonly vendor: string;
  readonly lastSuccessAt: Date | null;
  readonly lastErrorAt: Date | null;
  /** The day (UTC) of `nanoUsd`. */
  readonly day: string;
  readonly nanoUsd: bigint;
}

/** Everything counted since the last time. */
export interface Tallied {
  readonly deltas: readonly MetricDelta[];
  readonly vendors: readonly VendorDelta[];
}

/** A meter that keeps what it counts until it is taken. It holds one number per series, however much is counted. */
export interface Tally extends Meter {
  take(): Tallied;
  /** Puts back what could not be written. */
  putBack(tallied: Tallied): void;
}

export function createTally(): Tally {
  let sums = new Map<string, MetricDelta>();
  let vendors = new Map<string, VendorDelta>();

  function add(delta: MetricDelta): void {
    const key = `${delta.metric}${delta.labels}${delta.part}`;
    const known = sums.get(key);
    sums.set(key, known === undefined ? delta : { ...delta, by: known.by + delta.by });
  }

  function addVendor(delta: VendorDelta): void {
    const key = `${delta.vendor} ${delta.day}`;
    const known = vendors.get(key);
    vendors.set(
      key,
      known === undefined
        ? delta
        : {
            ...delta,
            lastSuccessAt: later(known.lastSuccessAt, delta.lastSuccessAt),
            lastErrorAt: later(known.lastErrorAt, delta.lastErrorAt),
            nanoUsd: known.nanoUsd + delta.nanoUsd,
          },
    );
  }

  function keyOfLabels(metric: string, labels: Readonly<Record<string, string>>): string {
    const names = metricOf(metric)?.labels ?? [];
    return JSON.stringify(Object.fromEntries(names.map((name) => [name, labels[name] ?? ""])));
  }

  return {
    count(metric, labels, by = 1) {
      // A counter never goes down, whatever it is given.
      if (!(by > 0) || !Number.isFinite(by)) return;
      add({ metric, labels: keyOfLabels(metric, labels), part: "", by });
    },
    observe(metric, labels, value) {
      if (!Number.isFinite(value)) return;
      const key = keyOfLabels(metric, labels);
      const bound = metricOf(metric)?.buckets?.find((most) => value <= most);
      add({ metric, labels: key, part: bound === undefined ? "+Inf" : String(bound), by: 1 });
      add({ metric, labels: key, part: "sum", by: Math.max(0, value) });
    },
    noteVendor(vendor, { at, isSuccess, nanoUsd }: VendorNote) {
      addVendor({
        vendor,
        lastSuccessAt: isSuccess ? at : null,
        lastErrorAt: isSuccess ? null : at,
        day: at.toISOString().slice(0, 10),
        nanoUsd,
      });
    },
    take() {
      // Sorted, so that processes that write at the same time lock the rows in the same order.
      const tallied = {
        deltas: [...sums].sort(byKey).map(([, delta]) => delta),
        vendors: [...vendors].sort(byKey).map(([, delta]) => delta),
      };
      sums = new Map();
      vendors = new Map();
      return tallied;
    },
    putBack(tallied) {
      for (const delta of tallied.deltas) add(delta);
      for (const delta of tallied.vendors) addVendor(delta);
    },
  };
}

function byKey([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number {
  return one < other ? -1 : 1;
}

function later(one: Date | null, other: Date | null): Date | null {
  if (one === null || other === null) return one ?? other;
  return one > other ? one : other;
}
