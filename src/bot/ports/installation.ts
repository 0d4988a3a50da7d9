/** Where the app is installed: in one workspace, or in a whole Enterprise Grid organization (`isOrgWide`). */
export interface Workspace {
  /** Null when Slack named none, as for an organization. */
  readonly teamId: string | null;
  /** The organization; null when the workspace is part of none. */
  readonly enterpriseId: string | null;
  readonly isOrgWide: boolean;
}

/** What is known of the app's own installation. */
export interface Installation {
  /** Throws a ConflictError that says what to do while Slack has never said where the app is installed. */
  read(): Promise<Workspace>;
}
