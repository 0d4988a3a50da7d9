/** The most companies per job: about a minute's work, so that a killed runner costs little and the queue stays small. */
export const CHUNK_SIZE = 50;
const SMALLEST_CHUNK = 5;
/** A chunk is about one of this many parts of what is left. */
const PARTS = 8;

/** Places `from` to `to` (exclusive) of a run's selection. */
export interface ChunkRange {
  readonly from: number;
  readonly to: number;
}

/**
 * Cuts a selection into chunks that get smaller towards the end, so that several runners can share a small run and finish
 * a large one at about the same time.
 */
export function chunkRanges(targets: number): ChunkRange[] {
  const ranges: ChunkRange[] = [];
  for (let from = 0; from < targets; ) {
    const size = Math.min(CHUNK_SIZE, Math.max(SMALLEST_CHUNK, Math.ceil((targets - from) / PARTS)));
    const to = Math.min(targets, from + size);
    ranges.push({ from, to });
    from = to;
  }
  return ranges;
}
