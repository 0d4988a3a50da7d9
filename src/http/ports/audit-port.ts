/** Records who did what over HTTP. */
export interface AuditPort {
  record(entry: {
    readonly tenantId: string;
    readonly actor: string;
    readonly action: string;
    readonly subject: string;
  }): Promise<void>;
}
