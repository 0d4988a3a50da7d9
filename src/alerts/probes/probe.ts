import type { Database } from "../../database/database.ts";
import type { PlatformRule } from "../rulebook/platform-rule-table.ts";
import type { Finding, Loss } from "../rulebook/rule.ts";

/** How full a disk is. */
export interface DiskSpace {
  readonly freeBytes: number;
  readonly totalBytes: number;
}

/** What `/health` said. */
export interface HealthAnswer {
  readonly status: number;
  /** The checks that are down; empty where the answer does not say. */
  readonly down: readonly string[];
}

/** What probes may use. None of it costs anything. */
export interface ProbeWorld {
  readonly database: Database;
  readonly now: Date;
  /** Where `/health` is served; null: unknown, so it is not asked. */
  readonly healthUrl: string | null;
  /** The HTTP status of a GET; null when nothing answers in time. */
  readonly fetchStatus: (url: string) => Promise<number | null>;
  /** What `/health` answers at this address; null when nothing answers in time. */
  readonly fetchHealth: (url: string) => Promise<HealthAnswer | null>;
  /** The disk under the embedded database; absent when the database is elsewhere. */
  readonly readDiskSpace?: (() => Promise<DiskSpace>) | undefined;
}

/** What a probe decided about one subject. */
export interface Judgement {
  readonly subject: string;
  /** Null when it cannot tell: an alert neither starts nor ends. */
  readonly breached: boolean | null;
  readonly summary: string;
  readonly loss: Loss;
  readonly facts: Finding["facts"];
}

/** Checks one thing about the installation. It runs every 15 seconds, so its query must be small. */
export interface Probe {
  readonly rule: PlatformRule;
  readonly judge: (
    world: ProbeWorld,
    limits: Readonly<Record<string, number>>,
  ) => Promise<readonly Judgement[]>;
}

/** Makes a probe from a measurement and a pure decision about it. */
export function createProbe<Name extends string, Measured>(
  rule: PlatformRule<Name>,
  measure: (world: ProbeWorld) => Promise<readonly Measured[]>,
  decide: (measured: Measured, limits: Readonly<Record<Name, number>>, now: Date) => Judgement,
): Probe & { readonly decide: typeof decide } {
  return {
    rule,
    decide,
    async judge(world, limits) {
      return (await measure(world)).map((measured) => decide(measured, limits, world.now));
    },
  };
}
