/** Where an agent reports to, and the hours of its day. */
export interface AgentDay {
  readonly url: string;
  readonly key: string;
  /** Its work is spread evenly between these two. */
  readonly from: Date;
  readonly until: Date;
}

/** When the piece of work `index` of `count` began. */
export function startOf({ from, until }: AgentDay, index: number, count: number): Date {
  return new Date(from.getTime() + ((until.getTime() - from.getTime()) * index) / count);
}
