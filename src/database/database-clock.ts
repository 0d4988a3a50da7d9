/**
 * The current time by the database's clock, in SQL. For whatever several machines must agree on to the second, even if
 * their own clocks differ: leases, claims and turns. Everything else takes `now` as a parameter, so that tests and replays
 * can set it.
 */
export const DATABASE_CLOCK = "clock_timestamp()";
