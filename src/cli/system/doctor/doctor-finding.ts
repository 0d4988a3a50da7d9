/** What the doctor says of one thing. */
export interface DoctorFinding {
  /** What was looked at, e.g. `database` or `tenant acme`. */
  readonly subject: string;
  /** `warn`: it works, but less is done than could be, or not for long. */
  readonly status: "ok" | "warn" | "fail";
  readonly detail: string;
  /** What to do about it; null when nothing. */
  readonly remedy: string | null;
  /** A warning that `doctor --live` takes for a failure: an installation in use would have it right. */
  readonly isForLive?: true;
}

export function ok(subject: string, detail: string): DoctorFinding {
  return { subject, status: "ok", detail, remedy: null };
}

export function warn(subject: string, detail: string, remedy: string): DoctorFinding {
  return { subject, status: "warn", detail, remedy };
}

/** A warning, and a failure of an installation in use. */
export function warnLive(subject: string, detail: string, remedy: string): DoctorFinding {
  return { subject, status: "warn", detail, remedy, isForLive: true };
}

export function fail(subject: string, detail: string, remedy: string): DoctorFinding {
  return { subject, status: "fail", detail, remedy };
}
