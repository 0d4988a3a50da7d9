/** The test files that take longest, slowest first, with the reason. They are begun first, so that no process ends alone with one. */
export const SLOW_FILES: readonly { readonly file: string; readonly reason: string }[] = [];
