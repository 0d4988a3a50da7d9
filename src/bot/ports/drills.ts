/** A drill that has begun. */
export interface StartedDrill {
  readonly drillId: string;
  /** What happens now, in a sentence. */
  readonly note: string;
}

/** Raises a rule's alert on purpose, marked as a drill, and sends it down the same path as a real one. */
export interface Drills {
  /** True for a rule about the installation, not about one tenant. */
  isOfPlatform(ruleId: string): boolean;
  /** `pages`: people are also paged (phone, e-mail, ticket). Throws NotFoundError, ConflictError or InvalidInputError. */
  start(wish: {
    readonly tenantId: string;
    readonly ruleId: string;
    readonly actor: string;
    readonly pages: boolean;
  }): Promise<StartedDrill>;
}
