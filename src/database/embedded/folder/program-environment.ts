/** The environment of every program we start: nothing of the caller's PG* settings or locale leaks in. */
export const PROGRAM_ENVIRONMENT = { LC_ALL: "C", PATH: "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin" };
