/** Returns the current time. Passed in wherever a decision depends on it, so that tests can set it. */
export type Clock = () => Date;

export const systemClock: Clock = () => new Date();

/** Waits for a time, or rejects with the signal's reason, at once if it is aborted already. */
export type Wait = (ms: number, signal?: AbortSignal) => Promise<void>;
