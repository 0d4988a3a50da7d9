import type { Stage } from "../entities/stage-table.ts";
import type { VendorName } from "../entities/vendor-table.ts";
import type { RunStatus, StageStatus } from "../entities/vocabulary.ts";

/** A piece of evidence, or why it could not be had: it was not stored, was removed, or took too long to read. */
export type Source<Value> = { readonly value: Value } | { readonly missing: string };

/** How often something ended with a code. */
export interface CodeCount {
  readonly code: string;
  readonly count: number;
}

/** A stage of a night. */
export interface StageFacts {
  readonly stage: Stage;
  readonly status: StageStatus;
  /** Why it ended so; null if it went well, or nobody said. */
  readonly reason: string | null;
  readonly success: number;
  readonly error: number;
  /** Kept out by robots.txt. */
  readonly blocked: number;
  /** Of the failed ones, the most frequent first. */
  readonly errors: readonly CodeCount[];
  /** Why others were passed over, the most frequent first. */
  readonly skips: readonly CodeCount[];
}

/** A vendor's calls in a night. */
export interface VendorFacts {
  readonly vendor: VendorName;
  readonly calls: number;
  /** Failed calls by kind (`auth`, `server`), the most frequent first. */
  readonly errors: readonly CodeCount[];
  readonly quotaExhausted: boolean;
}

/** A night as it was stored. */
export interface NightFacts {
  readonly startedAt: Date;
  readonly status: RunStatus;
  readonly statusReason: string | null;
  readonly stages: readonly StageFacts[];
  readonly vendors: readonly VendorFacts[];
  /** The settings it ran with, by name; a night of an older version may lack some. */
  readonly settings: Readonly<Record<string, string>>;
  readonly costUsd: number;
}

/** What the crawl met, by company. */
export interface SiteFacts {
  readonly tried: number;
  readonly failed: number;
  /** Failed ones that were read on the last good night. */
  readonly readBefore: number;
  /** Failed ones of an import since the last good night. */
  readonly imported: number;
  /** By the end of the domain, the most tried first. */
  readonly endings: readonly { readonly ending: string; readonly tried: number; readonly failed: number }[];
  /** HTTP statuses of the failed pages. */
  readonly statuses: readonly CodeCount[];
}

/** What other tenants of this installation saw within the same hours: numbers of tenants only. */
export interface ElsewhereFacts {
  /** Other tenants with a night then. */
  readonly tenants: number;
  /** Of those that crawled, those of which more than 30 % failed. */
  readonly crawling: number;
  readonly crawlFailing: number;
  readonly vendors: Readonly<
    Partial<Record<VendorName, { readonly calling: number; readonly failing: number }>>
  >;
}

/** What was done to a tenant between the last good night and this one. */
export interface ChangeFacts {
  /** Companies that an import added. */
  readonly imported: number;
  /** Setting, before and after, of those that differ. */
  readonly settings: readonly { readonly name: string; readonly before: string; readonly after: string }[];
  /** Audited actions, such as `policy.change`. */
  readonly actions: readonly string[];
}

/** What an agent did in the hour or day that its rule looks at, and before. */
export interface AgentRecord {
  readonly calls: number;
  /** Calls of an ordinary day before; null without one. */
  readonly callsBefore: number | null;
  readonly costUsd: number;
  readonly costUsdBefore: number | null;
  readonly errors: readonly CodeCount[];
  /** Models of today that were not used before. */
  readonly newModels: readonly string[];
  readonly minutesSilent: number;
  /** Whether its last run ended. */
  readonly lastRunEnded: boolean | null;
}

/** What the installation's own probes said then. */
export interface ProbeFacts {
  readonly breached: readonly { readonly ruleId: string; readonly subject: string }[];
  /** Minutes since a runner last gave a sign of life; null if none ever did. */
  readonly runnerSilentMinutes: number | null;
}

/** What an alert is about. */
export type AlertKind =
  | "crawl"
  | "vendor"
  | "odoo"
  | "candidates"
  | "run"
  | "schedule"
  | "quality"
  | "totals"
  | "prices"
  | "agent_cost"
  | "agent_errors"
  | "agent_silence"
  | "installation";

/** Everything that a cause may be told by. */
export interface CauseEvidence {
  readonly kind: AlertKind;
  /** A stage, a vendor, an agent, or a part of the installation. */
  readonly subject: string;
  /** The alert was resolved by itself. */
  readonly isOver: boolean;
  /** The night of the alert. */
  readonly night: Source<NightFacts>;
  /** The newest night before it that succeeded. */
  readonly lastGood: Source<NightFacts>;
  /** Shares of failed crawls on earlier nights, the newest first. */
  readonly earlierShares: Source<readonly number[]>;
  readonly sites: Source<SiteFacts>;
  readonly elsewhere: Source<ElsewhereFacts>;
  readonly changes: Source<ChangeFacts>;
  readonly probes: Source<ProbeFacts>;
  readonly agent: Source<AgentRecord>;
  /** Days until the Odoo key expires, negative once it has; null if nobody said. */
  readonly odooKeyDays: Source<number | null>;
}

export type EvidenceName = Exclude<keyof CauseEvidence, "kind" | "subject" | "isOver">;
