/** The next time a tenant's clock shows `time` (such as 09:00); where clocks skip it, as soon after as there is one. */
export function deadlineOf(time: string, timezone: string, now: Date): Date {
  const clock = new Intl.DateTimeFormat("en-GB", {
    timeZone: timezone,
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  const shows = (ms: number) => clock.format(ms);
  const minute = 60_000;
  const start = Math.floor(now.getTime() / minute) * minute + minute;
  const wanted = minutesOf(time);
  // Clocks change by an hour at most a night, so the time is within a minute's steps of the naive distance.
  const naive = start + ((wanted - minutesOf(shows(start)) + DAY_MINUTES) % DAY_MINUTES) * minute;
  const candidates = [
    naive,
    naive - 60 * minute,
    naive + 60 * minute,
    naive - 30 * minute,
    naive + 30 * minute,
  ];
  const exact = candidates.filter((ms) => ms >= start && shows(ms) === time);
  return new Date(exact.length > 0 ? Math.min(...exact) : naive);
}

const DAY_MINUTES = 24 * 60;

function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  return hours * 60 + minutes;
}
