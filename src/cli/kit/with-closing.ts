/** Runs `work` with a stack on which it puts what must be closed; the last put is closed first, however `work` ends. */
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
