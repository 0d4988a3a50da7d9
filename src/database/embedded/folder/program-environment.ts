/** The environment of every program we start, so that the caller's PG* settings and locale do not leak in. */
export const PROGRAM_ENVIRONMENT = { LC_ALL: "C", PATH: "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin" };
