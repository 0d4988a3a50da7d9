/** Tells the time. Passed in wherever a decision depends on it, so that tests move time by argument. */
export type Clock = () => Date;

export const systemClock: Clock = () => new Date();
