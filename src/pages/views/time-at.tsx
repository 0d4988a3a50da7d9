import type { ZonedTime } from "../kit/zoned-time.ts";

/** A time in the reader's zone; a dash where there is none. */
export function TimeAt({
  at,
  time,
  isShort = true,
}: {
  readonly at: Date | null;
  readonly time: ZonedTime;
  readonly isShort?: boolean;
}) {
  if (at === null) return <>–</>;
  return (
    <time dateTime={at.toISOString()} title={`${time.dateTime(at)} ${time.zone}`}>
      {time.dateTime(at, isShort)}
    </time>
  );
}
