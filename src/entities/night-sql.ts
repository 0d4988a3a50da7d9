/**
 * SQL that is true of a run `r` that is a night of its own: a rerun or a run of a few stages is not, nor is one started by
 * hand with a cap below the companies the tenant expects in a night.
 */
export const IS_NIGHT = `not (r.manifest ? 'resumedFrom') and not (r.manifest ? 'only') and (r.trigger = 'schedule'
  or coalesce((r.manifest ->> 'cap')::numeric >= (r.manifest ->> 'candidateFloor')::numeric, true))`;
