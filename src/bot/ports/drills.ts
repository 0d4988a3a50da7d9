/** A drill that began. */
export interface StartedDrill {
  readonly drillId: string;
  /** What happens now, in a sentence. */
  readonly note: string;
}

/** Sends a rule's alert through the whole true path, marked as a drill. */
export interface DrillDesk {
  /** The rule is about the installation, whatever the tenant. */
  isOfPlatform(ruleId: string): boolean;
  /** `pages`: by telephone, mail and ticket, too. Throws NotFoundError, ConflictError or InvalidInputError. */
  start(wish: {
    readonly tenantId: string;
    readonly ruleId: string;
    readonly actor: string;
    readonly pages: boolean;
  }): Promise<StartedDrill>;
}
