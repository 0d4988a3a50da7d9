import type { FollowedTrace } from "../../../observability/reads/follow-trace.ts";
import { codeSections } from "../kit/code-sections.ts";
import { durationText } from "../kit/measures.ts";
import type { Message } from "../kit/message.ts";
import { context, dateText, escapeText, section, traceText } from "../kit/text.ts";

/** A line is at most some 200 characters, and a section holds 2,900. */
const MOST_SECTIONS = 3;
const MOST_LINK = 500;

/** The answer to `/trace`: the steps of one tenant, in order. */
export function traceMessage(
  { tenantId, traceId, steps, isCut }: FollowedTrace & { readonly tenantId: string },
  { publicUrl, otherTenants }: { readonly publicUrl: string; readonly otherTenants: readonly string[] },
): Message {
  const id = traceText(traceId);
  const tenant = escapeText(tenantId, 100);
  const [first] = steps;
  const runIds = [...new Set(steps.flatMap(({ runId }) => (runId === null ? [] : [runId])))];
  const begun = first === undefined ? "" : ` · ${dateText(first.at)}`;
  const links = runIds
    .slice(0, 3)
    .map((runId) => `<${publicUrl}/t/${encodeURIComponent(tenantId)}/runs/${runId}|Page of its run>`)
    .filter((link) => link.length <= MOST_LINK);
  const more = isCut
    ? [
        `The first ${steps.length} steps. \`node_modules/.bin/nightshift trace ${id} --tenant ${tenant}\` shows more.`,
      ]
    : [];
  const others = otherTenants
    .slice(0, 5)
    .map((other) => `It is also in \`/trace ${id} ${escapeText(other, 100)}\`.`);
  const lines = [...more, ...links, ...others, "Times are UTC."];
  return {
    text: `Trace ${id} of ${tenant}: ${steps.length} steps`,
    blocks: [
      section(`*Trace* \`${id}\` of *${tenant}*${begun}`),
      ...codeSections(steps.map(stepLine), MOST_SECTIONS),
      context(...lines),
    ],
  };
}

/** When, what, who or how it ended, where, how long, and why not. */
function stepLine({
  at,
  kind,
  what,
  detail,
  stage,
  vendor,
  durationMs,
  errorCode,
}: FollowedTrace["steps"][number]): string {
  const took = durationMs === null ? null : durationText(durationMs);
  return [at.toISOString().slice(11, 19), kind, what, detail, stage, vendor, took, errorCode]
    .filter((part) => part !== null)
    .join(" ");
}
