/** The most that a silence may be; for more, the rule itself should change. The table has the same limit of days. */
export const SILENCE_LIMITS = { days: 30, reasonLength: 500 } as const;
