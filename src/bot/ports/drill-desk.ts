/** A drill that began. */
export interface StartedDrill {
  readonly drillId: string;
  /** What happens now, in a sentence. */
  readonly note: string;
}

/** Sends a rule's alert through the whole true path, marked as a drill. Throws NotFoundError, ConflictError. */
export interface DrillDesk {
  start(wish: {
    readonly tenantId: string;
    readonly ruleId: string;
    readonly actor: string;
    readonly now: Date;
  }): Promise<StartedDrill>;
}
