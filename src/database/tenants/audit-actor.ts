/** Who did it, as the audit log writes it: Slack's user ids with their origin, others as they are. */
export function auditActor(actor: string): string {
  return /^[UW][A-Z0-9]{2,}$/.test(actor) ? `slack:${actor}` : actor;
}
