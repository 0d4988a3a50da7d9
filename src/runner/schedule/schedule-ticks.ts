import { Cron } from "croner";
import { problemOfScheduleCron } from "../../config/problem-of-cron.ts";
import { unusableTimezone } from "../../config/problem-of-timezone.ts";
import { ConfigurationError } from "../../errors.ts";

/** A cron of five fields, and the IANA zone of the clock it is read from. */
export interface Timetable {
  readonly cron: string;
  readonly timezone: string;
}

/** One time of a schedule. `localAt` and `ordinal` identify it permanently, even if the zone's rules change. */
export interface ScheduleTick {
  /** The local wall-clock time that the cron names, `YYYY-MM-DDTHH:MM`. */
  readonly localAt: string;
  /** 2 for the second time that an hour repeated when the clocks went back; else 1. */
  readonly ordinal: number;
  readonly dueAt: Date;
}

const HOUR_MS = 3_600_000;
/** No zone is further than 14 hours from UTC, or changes its clocks twice within two days. */
const SURELY_BEFORE_OR_AFTER_MS = 26 * HOUR_MS;
const SOON_MS = HOUR_MS / 4;

/**
 * The times of a schedule from `from` to `to`, both included.
 *
 * croner only computes wall-clock times (in UTC, which has no gaps). Converting them to instants is done here, because
 * croner's own zone handling drops or moves a night if clocks change at midnight.
 *
 * - **Skipped hour** (clocks go forward): a time in it happens once, when the hour is over; unless the schedule has
 *   another time soon after that anyway, within the length of the change (an hourly schedule), which then replaces it.
 * - **Repeated hour** (clocks go back): a time in it happens at its first occurrence; and again, with ordinal 2, if the
 *   schedule has another time no further away than the length of the change (it means "every so often", not "at").
 *
 * So a schedule with one time a day has exactly one on every day, the days of a change included.
 */
export function scheduleTicks(timetable: Timetable, { from, to }: { from: Date; to: Date }): ScheduleTick[] {
  if (to < from) return [];
  const zone = openZone(timetable.timezone);
  const offsets = offsetsAround(zone, from.getTime(), to.getTime());
  const [least, most] = [Math.min(...offsets), Math.max(...offsets)];
  const spread = most - least;
  const walls = wallTimes(timetable.cron, from.getTime() + least - spread, to.getTime() + most + spread);
  const ticks =
    spread === 0 ? walls.map((wall) => tickAt(wall, 1, wall - least)) : ticksAcrossChange(zone, walls);
  return ticks
    .filter(({ dueAt }) => dueAt >= from && dueAt <= to)
    .sort((one, other) => one.dueAt.getTime() - other.dueAt.getTime());
}

/** The first time of a schedule after an instant; null when there is none (such as 30 February). */
export function nextTick(timetable: Timetable, after: Date): ScheduleTick | null {
  const from = new Date(after.getTime() + 1);
  // Most schedules of every few minutes end here, without working out a whole day.
  const [soon] = scheduleTicks(timetable, { from, to: new Date(from.getTime() + SOON_MS) });
  if (soon !== undefined) return soon;
  const zone = openZone(timetable.timezone);
  const walls = openCron(timetable.cron);
  // Start a day early, so that no clock change can hide a time; times before `after` are skipped.
  let wall = walls.nextRun(
    new Date(from.getTime() + zone.offsetAt(from.getTime()) - SURELY_BEFORE_OR_AFTER_MS),
  );
  while (wall !== null) {
    // The window ends a day after the wall-clock time, whatever its instant is.
    const to = new Date(wall.getTime() - zone.offsetAt(wall.getTime()) + SURELY_BEFORE_OR_AFTER_MS);
    const [first] = to < from ? [] : scheduleTicks(timetable, { from, to });
    if (first !== undefined) return first;
    wall = walls.nextRun(wall);
  }
  return null;
}

function ticksAcrossChange(zone: Zone, walls: readonly number[]): ScheduleTick[] {
  const ticks: ScheduleTick[] = [];
  let gapDealtWith = Number.NaN;
  for (const [place, wall] of walls.entries()) {
    const { instants, shiftMs, gapEnd } = resolveWall(zone, wall);
    const [first, second] = instants;
    if (first === undefined) {
      if (gapEnd === gapDealtWith) continue;
      gapDealtWith = gapEnd;
      const wallAfterGap = gapEnd + zone.offsetAt(gapEnd);
      const isStoodFor = walls.some((later) => later >= wallAfterGap && later - wallAfterGap <= shiftMs);
      if (!isStoodFor) ticks.push(tickAt(wall, 1, gapEnd));
      continue;
    }
    ticks.push(tickAt(wall, 1, first));
    if (second === undefined) continue;
    const neighbours = [walls[place - 1], walls[place + 1]];
    if (neighbours.some((other) => other !== undefined && Math.abs(other - wall) <= shiftMs)) {
      ticks.push(tickAt(wall, 2, second));
    }
  }
  return ticks;
}

/** The instants of a wall-clock time: one, two in a repeated hour, none in a skipped hour (which ends at `gapEnd`). */
function resolveWall(
  zone: Zone,
  wall: number,
): { readonly instants: readonly number[]; readonly shiftMs: number; readonly gapEnd: number } {
  let [low, high] = [wall - SURELY_BEFORE_OR_AFTER_MS, wall + SURELY_BEFORE_OR_AFTER_MS];
  const [before, after] = [zone.offsetAt(low), zone.offsetAt(high)];
  const instants = [...new Set([before, after])]
    .map((offset) => ({ instant: wall - offset, offset }))
    .filter(({ instant, offset }) => zone.offsetAt(instant) === offset)
    .map(({ instant }) => instant)
    .sort((one, other) => one - other);
  const shiftMs = Math.abs(after - before);
  if (instants.length > 0) return { instants, shiftMs, gapEnd: Number.NaN };
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (zone.offsetAt(middle) === before) low = middle;
    else high = middle;
  }
  return { instants, shiftMs, gapEnd: high };
}

/** The wall-clock times of a cron from `from` to `to`, both included, in milliseconds as if the clock were UTC. */
function wallTimes(cron: string, from: number, to: number): number[] {
  const times = openCron(cron);
  const walls: number[] = [];
  for (let wall = times.nextRun(new Date(from - 1)); wall !== null; wall = times.nextRun(wall)) {
    if (wall.getTime() > to) break;
    if (wall.getTime() >= from) walls.push(wall.getTime());
  }
  return walls;
}

function tickAt(wall: number, ordinal: number, dueAt: number): ScheduleTick {
  return { localAt: new Date(wall).toISOString().slice(0, 16), ordinal, dueAt: new Date(dueAt) };
}

function offsetsAround(zone: Zone, from: number, to: number): number[] {
  const offsets: number[] = [];
  const end = to + SURELY_BEFORE_OR_AFTER_MS;
  for (let at = from - SURELY_BEFORE_OR_AFTER_MS; at < end; at += 24 * HOUR_MS)
    offsets.push(zone.offsetAt(at));
  offsets.push(zone.offsetAt(end));
  return offsets;
}

interface Zone {
  /** How far local time is ahead of UTC at an instant, in milliseconds. */
  offsetAt(instant: number): number;
}

/** Creating a formatter takes a hundred times as long as using it. */
const ZONES = new Map<string, Zone>();

function openZone(timezone: string): Zone {
  const known = ZONES.get(timezone);
  if (known !== undefined) return known;
  const format = createFormat(timezone);
  const zone: Zone = {
    offsetAt(instant) {
      const parts = new Map(format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]));
      const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
      const wall = Date.UTC(
        part("year"),
        part("month") - 1,
        part("day"),
        part("hour"),
        part("minute"),
        part("second"),
      );
      return wall - Math.floor(instant / 1_000) * 1_000;
    },
  };
  ZONES.set(timezone, zone);
  return zone;
}

function createFormat(timezone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat("en-US", {
      timeZone: timezone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
  } catch {
    throw unusableTimezone(timezone);
  }
}

const CRONS = new Map<string, Cron>();

/** Throws ConfigurationError for a cron that the commands would have refused. */
function openCron(cron: string): Cron {
  const known = CRONS.get(cron);
  if (known !== undefined) return known;
  const opened = readCron(cron);
  CRONS.set(cron, opened);
  return opened;
}

function readCron(cron: string): Cron {
  try {
    if (cron.trim().split(/\s+/).length === 5) return new Cron(cron, { timezone: "UTC", paused: true });
  } catch {
    // Its problem is said below.
  }
  const problem = problemOfScheduleCron(cron) ?? "cannot be read";
  throw new ConfigurationError([
    { name: `cron "${cron}"`, problem: `${problem} (node_modules/.bin/nightshift schedules set)` },
  ]);
}
