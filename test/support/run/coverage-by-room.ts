import { dirname } from "node:path";
import { COVERAGE_FLOOR, LOWER_FLOORS, PURE_COVERAGE_FLOOR } from "./coverage-floors.ts";

/** Lines of a file or a room. */
export interface Lines {
  readonly total: number;
  readonly covered: number;
}

/** The share of a room's lines that the tests run, in percent. */
export interface RoomCoverage {
  readonly room: string;
  readonly share: number;
  readonly floor: number;
}

/** Adds the lines of files up by their folders; `pure` has those that do no I/O. */
export function coverageByRoom(
  files: Readonly<Record<string, Lines>>,
  pure: ReadonlySet<string>,
  lower: Readonly<Record<string, { readonly floor: number }>> = LOWER_FLOORS,
): RoomCoverage[] {
  const rooms = new Map<string, Lines>();
  for (const [file, lines] of Object.entries(files)) {
    const sum = rooms.get(dirname(file)) ?? { total: 0, covered: 0 };
    rooms.set(dirname(file), { total: sum.total + lines.total, covered: sum.covered + lines.covered });
  }
  return [...rooms]
    .map(([room, { total, covered }]) => ({
      room,
      share: total === 0 ? 100 : (100 * covered) / total,
      floor: lower[room]?.floor ?? (pure.has(room) ? PURE_COVERAGE_FLOOR : COVERAGE_FLOOR),
    }))
    .toSorted((one, other) => (one.room < other.room ? -1 : 1));
}

/** One sentence for each room of which the tests run less than its floor. */
export function belowFloor(rooms: readonly RoomCoverage[]): string[] {
  return rooms
    .filter(({ share, floor }) => share < floor)
    .map(
      ({ room, share, floor }) =>
        `The tests run ${share.toFixed(1)} % of the lines of ${room}, and its floor is ${floor} %: test what was added there.`,
    );
}
