/** The share of its lines, in percent, that the tests run of every room of src. */
export const COVERAGE_FLOOR = 0;

/** Rooms with a lower floor, and why. */
export const LOWER_FLOORS: Readonly<Record<string, { readonly floor: number; readonly reason: string }>> = {};
