/**
 * The time by the database's own clock, in SQL, read when the statement gets there. For what several machines have to
 * agree on to the second, whatever their own clocks say: leases, claims and turns. Everything else takes `now` as a
 * parameter, so that a test can move it, and a replay can go back.
 */
export const DATABASE_CLOCK = "clock_timestamp()";
