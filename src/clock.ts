/** Returns the current time. Passed in wherever a decision depends on it, so that tests can set it. */
export type Clock = () => Date;

export const systemClock: Clock = () => new Date();
