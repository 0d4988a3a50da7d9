/** Runs `work` with a stack of things to close; however `work` ends, they are closed, the newest first. */
export async function withClosing<Result>(
  work: (closing: AsyncDisposableStack) => Promise<Result>,
): Promise<Result> {
  const closing = new AsyncDisposableStack();
  try {
    return await work(closing);
  } finally {
    await closing.disposeAsync();
  }
}
