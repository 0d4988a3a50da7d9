import type { EmailStatus } from "../../entities/vocabulary.ts";

/**
 * What the reviewer of a sampled company sees of it, kept as it was when the sample was drawn: a later run scores the
 * company again, and a verdict is about what was seen.
 */
export interface SampledLead {
  /** 0 to 100. */
  readonly score: number;
  readonly rationale: string;
  /** What made the score, e.g. `fit 30/30 (120 employees, logistics)`; empty where the rationale is not ours to read. */
  readonly reasons: readonly string[];
  /** The signals that the rationale cites, the most valuable first. */
  readonly signals: readonly SampledSignal[];
  /** Null when no text was found. */
  readonly about: string | null;
  readonly addresses: readonly SampledAddress[];
  /** What the people known by name do there; no names. */
  readonly titles: readonly string[];
}

export interface SampledSignal {
  readonly kind: string;
  readonly text: string;
  /** The page that says so; null when the text was not found on a page of the site. */
  readonly page: string | null;
  /** When the page was read; ISO 8601. */
  readonly readAt: string | null;
}

/** An address without the address. */
export interface SampledAddress {
  readonly initial: string;
  /** Null until verified. */
  readonly status: EmailStatus | null;
  readonly isWebmail: boolean;
}
