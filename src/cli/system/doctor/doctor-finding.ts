/** What the doctor found about one thing. */
export interface DoctorFinding {
  /** What was looked at, e.g. `database` or `tenant acme`. */
  readonly subject: string;
  /** `warn`: it works, but not fully, or not for long. */
  readonly status: "ok" | "warn" | "fail";
  readonly detail: string;
  /** What to do about it; null if nothing. */
  readonly remedy: string | null;
  /** A warning that `doctor --live` treats as a failure: an installation in use must not have it. */
  readonly isForLive?: true;
}

export function ok(subject: string, detail: string): DoctorFinding {
  return { subject, status: "ok", detail, remedy: null };
}

export function warn(subject: string, detail: string, remedy: string): DoctorFinding {
  return { subject, status: "warn", detail, remedy };
}

/** A warning that is a failure for an installation in use. */
export function warnLive(subject: string, detail: string, remedy: string): DoctorFinding {
  return { subject, status: "warn", detail, remedy, isForLive: true };
}

export function fail(subject: string, detail: string, remedy: string): DoctorFinding {
  return { subject, status: "fail", detail, remedy };
}
