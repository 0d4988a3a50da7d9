/** How a buffer batches, how much it holds, and how it retries. */
export interface BatchBufferOptions<Item> {
  /** Writes a batch. If it throws, the items stay in the buffer and are written again after a pause. */
  readonly write: (batch: readonly Item[]) => Promise<void>;
  /** Writes as soon as this many items wait. */
  readonly flushAt: number;
  /** Writes fewer items after this long, in milliseconds. */
  readonly flushAfterMs: number;
  /** Most items and most size in one batch; an item larger than that is a batch by itself. */
  readonly batchItems: number;
  readonly batchSize?: number;
  /** Holds at most this many items, and this size; beyond it the oldest are dropped. */
  readonly mostItems: number;
  readonly mostSize?: number;
  /** The size of an item, in whatever unit the limits have; 0 unless given. */
  readonly sizeOf?: (item: Item) => number;
  /** The first pause after a failure, in milliseconds; it doubles up to `mostRetryMs`. */
  readonly retryAfterMs: number;
  readonly mostRetryMs: number;
  /** How long the other side asks to wait; null: it does not say. */
  readonly readRetryAfter?: (error: unknown) => number | null;
  /** Between 0 and 1: a pause is shortened by up to half, so that many senders do not come back at once. */
  readonly random: () => number;
  readonly onDropped: (count: number) => void;
  readonly onFailure: (error: unknown) => void;
}

/** Items waiting to be written in batches, in order. Holds a bounded number, and never throws at whoever adds one. */
export interface BatchBuffer<Item> {
  readonly push: (item: Item) => void;
  /** Takes out the items that fit, also those that are being written. */
  readonly take: (fits: (item: Item) => boolean) => Item[];
  /** Writes what is buffered. Throws what `write` throws; the items stay buffered. */
  readonly flush: () => Promise<void>;
  /** Stops the timer and writes until all is written or the time is up; how many items are left. */
  readonly drain: (timeoutMs: number) => Promise<number>;
  /** Stops the timer and writes once. */
  readonly close: () => Promise<void>;
  readonly count: () => number;
}

/** So many of the oldest are dropped at once: dropping one at a time would move all others each time. */
const DROPPED_SHARE = 0.01;

export function createBatchBuffer<Item>(options: BatchBufferOptions<Item>): BatchBuffer<Item> {
  const { write, flushAt, flushAfterMs, batchItems, mostItems, retryAfterMs, mostRetryMs } = options;
  const {
    batchSize = Infinity,
    mostSize = Infinity,
    sizeOf = () => 0,
    random,
    onDropped,
    onFailure,
  } = options;
  let items: Item[] = [];
  let size = 0;
  /** Changes whenever items are taken out other than by being written. */
  let removals = 0;
  let timer: NodeJS.Timeout | null = null;
  let isDue = false;
  let writing: Promise<void> = Promise.resolve();
  let isFlushing = false;
  /** Failed writes since the last success: while there are any, only the timer retries, not every new item. */
  let failures = 0;
  let pauseMs = 0;
  let isClosed = false;

  function push(item: Item): void {
    items.push(item);
    size += sizeOf(item);
    if (items.length > mostItems || size > mostSize) dropOldest();
    if (failures > 0) wakeAfter(pauseMs);
    else if (items.length >= flushAt) wakeNow();
    else wakeAfter(flushAfterMs);
  }

  function dropOldest(): void {
    let count = Math.max(1, Math.floor(mostItems * DROPPED_SHARE));
    let dropped = 0;
    for (let index = 0; index < items.length && (index < count || size - dropped > mostSize); index += 1) {
      const item = items[index];
      if (item !== undefined) dropped += sizeOf(item);
      count = Math.max(count, index + 1);
    }
    items.splice(0, count);
    size -= dropped;
    removals += 1;
    onDropped(count);
  }

  function wakeAfter(ms: number): void {
    if (!isClosed && !isFlushing) timer ??= setTimeout(flushQuietly, ms).unref();
  }

  /** Not within `push`: whoever adds an item does not wait for a batch to be put together. */
  function wakeNow(): void {
    if (isClosed || isFlushing || isDue) return;
    isDue = true;
    stopTimer();
    timer = setTimeout(flushQuietly, 0).unref();
  }

  function stopTimer(): void {
    if (timer !== null) clearTimeout(timer);
    timer = null;
  }

  function flushQuietly(): void {
    isFlushing = true;
    flush()
      .catch(onFailure)
      .finally(() => {
        isFlushing = false;
        if (items.length > 0) wakeAfter(failures > 0 ? pauseMs : flushAfterMs);
      });
  }

  function flush(): Promise<void> {
    stopTimer();
    isDue = false;
    writing = writing.catch(() => undefined).then(writeAll);
    return writing;
  }

  async function writeAll(): Promise<void> {
    try {
      while (items.length > 0) await writeBatch();
    } catch (error) {
      failures += 1;
      const doubled = Math.min(mostRetryMs, retryAfterMs * 2 ** Math.min(failures - 1, 30));
      pauseMs = options.readRetryAfter?.(error) ?? doubled * (1 - random() / 2);
      wakeAfter(pauseMs);
      throw error;
    }
  }

  async function writeBatch(): Promise<void> {
    const batch = items.slice(0, countOfBatch());
    const before = removals;
    await write(batch);
    failures = 0;
    if (removals === before) {
      items.splice(0, batch.length);
      size -= sizeOfAll(batch);
    } else {
      const written = new Set(batch);
      keep((item) => !written.has(item));
    }
  }

  function countOfBatch(): number {
    let bytes = 0;
    const most = Math.min(items.length, batchItems);
    if (batchSize === Infinity) return most;
    for (let index = 0; index < most; index += 1) {
      const item = items[index];
      bytes += item === undefined ? 0 : sizeOf(item);
      if (bytes > batchSize) return Math.max(1, index);
    }
    return most;
  }

  function keep(isKept: (item: Item) => boolean): void {
    items = items.filter(isKept);
    size = sizeOfAll(items);
  }

  function sizeOfAll(some: readonly Item[]): number {
    return some.reduce((sum, item) => sum + sizeOf(item), 0);
  }

  return {
    push,
    take(fits) {
      const taken = items.filter(fits);
      if (taken.length > 0) {
        keep((item) => !fits(item));
        removals += 1;
      }
      return taken;
    },
    flush,
    async drain(timeoutMs) {
      isClosed = true;
      stopTimer();
      const until = performance.now() + timeoutMs;
      while (items.length > 0) {
        const left = until - performance.now();
        if (left <= 0) break;
        const isWritten = await within(
          flush().then(
            () => true,
            (error: unknown) => {
              onFailure(error);
              return false;
            },
          ),
          left,
        );
        if (isWritten === false) await pause(Math.min(pauseMs, Math.max(0, until - performance.now())));
      }
      return items.length;
    },
    async close() {
      isClosed = true;
      await flush();
    },
    count: () => items.length,
  };
}

/** What the promise comes to, or null once the time is up. */
async function within<Value>(promise: Promise<Value>, ms: number): Promise<Value | null> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<null>((resolve) => {
    timer = setTimeout(resolve, ms, null);
  });
  try {
    return await Promise.race([promise, silence]);
  } finally {
    clearTimeout(timer);
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
