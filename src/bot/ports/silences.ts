import type { Severity } from "../../entities/vocabulary.ts";

/** What a silence covers: a rule's findings about one subject, all of a rule, or (both null) the whole tenant. */
export interface SilenceScope {
  readonly tenantId: string;
  readonly ruleId: string | null;
  readonly subject: string | null;
}

/** A silence in force. */
export interface SilenceInForce extends SilenceScope {
  readonly silenceId: string;
  readonly endsAt: Date;
  readonly reason: string;
  readonly createdBy: string;
}

/** What a silence would keep quiet if it began now. */
export interface SilencePreview {
  readonly open: readonly {
    readonly alertId: string;
    readonly ruleId: string;
    readonly severity: Severity;
    readonly summary: string;
  }[];
  /** How many alerts of the last seven days it would have kept quiet. */
  readonly lastWeek: number;
}

/** Keeps alerts quiet for a while. `actor` is a Slack user id. */
export interface Silences {
  preview(scope: SilenceScope): Promise<SilencePreview>;
  /** Throws InvalidInputError for an end that is past or too far away. */
  create(
    wish: SilenceScope & {
      readonly endsAt: Date;
      readonly reason: string;
      readonly actor: string;
      readonly now: Date;
    },
  ): Promise<SilenceInForce>;
  /** Those in force, in the order in which they end. */
  list(tenantId: string): Promise<readonly SilenceInForce[]>;
  /** False when it had ended or was undone already. */
  undo(wish: {
    readonly tenantId: string;
    readonly silenceId: string;
    readonly actor: string;
    readonly now: Date;
  }): Promise<boolean>;
  /** The time zone in which a tenant's mornings are counted. */
  timezoneOf(tenantId: string): Promise<string>;
}
