/** Waits until something holds that another connection or process brings about; throws after ten seconds. */
export async function eventually(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const deadlineMs = performance.now() + 10_000;
  while (!(await isSo())) {
    if (performance.now() > deadlineMs) throw new Error("it did not come about in ten seconds");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
