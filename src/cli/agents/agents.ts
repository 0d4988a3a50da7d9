import type { Command } from "commander";
import {
  type AgentChanges,
  changeAgent,
  listAgents,
  readAgent,
  registerAgent,
  removeAgent,
} from "../../agents/agent-store.ts";
import { aggregateTenant } from "../../agents/figures/aggregate-agents.ts";
import { requireTenant } from "../../database/tenants/tenant-admin-store.ts";
import type { Agent } from "../../entities/agent.ts";
import { InvalidInputError } from "../../errors.ts";
import { readNumber } from "../kit/arguments.ts";
import type { CliContext } from "../kit/context.ts";
import { CLI_ACTOR, onTenant } from "../kit/on-tenant.ts";
import { renderTable } from "../kit/render-table.ts";

interface Common {
  readonly tenant: string;
  readonly json?: true;
}

interface SetOptions extends Common {
  readonly name?: string;
  readonly kind?: string;
  readonly owner?: string;
  readonly heartbeat?: string;
  readonly runSilence?: string;
}

/** `agents …`: the programs outside nightshift that send events. */
export function registerAgents(agents: Command, context: CliContext): void {
  agents
    .command("list")
    .description("list a tenant's agents")
    .requiredOption("--tenant <id>")
    .option("--json", "as JSON")
    .action(async ({ tenant, json }: Common) => {
      const found = await onTenant(context, tenant, (transaction) => listAgents(transaction, tenant));
      context.print(json ? JSON.stringify(found, null, 2) : renderAgents(found));
    });

  agents
    .command("show")
    .description("show one agent")
    .argument("<agent>", "its id")
    .requiredOption("--tenant <id>")
    .option("--json", "as JSON")
    .action(async (agentId: string, { tenant, json }: Common) => {
      const found = await onTenant(context, tenant, (transaction) => readAgent(transaction, tenant, agentId));
      context.print(json ? JSON.stringify(found, null, 2) : renderAgents([found]));
    });

  agents
    .command("set")
    .description(
      "set an agent's name, owner and what is expected of it; one that is not known yet is registered",
    )
    .argument("<agent>", "its id")
    .requiredOption("--tenant <id>")
    .option("--name <text>", "what people call it")
    .option("--kind <word>", "agent, pipeline, service or another word")
    .option("--owner <text>", "whom to ask about it, or none")
    .option("--heartbeat <minutes>", "how often it should send an event or heartbeat, or none")
    .option("--run-silence <minutes>", "how long one of its runs may send nothing before it is closed")
    .option("--json", "as JSON")
    .action(async (agentId: string, options: SetOptions) => {
      const { tenant, json } = options;
      if (!/^[A-Za-z0-9][\w.:/-]{0,99}$/.test(agentId))
        throw new InvalidInputError("agent", "must be 1 to 100 letters, digits and . _ : / -");
      const by = { tenantId: tenant, actor: CLI_ACTOR };
      const changes = readChanges(options);
      const found = await onTenant(context, tenant, async (transaction) => {
        await registerAgent(transaction, by, agentId, context.clock());
        return changeAgent(transaction, by, agentId, changes);
      });
      context.print(json ? JSON.stringify(found, null, 2) : renderAgents([found]));
    });

  agents
    .command("remove")
    .description("forget an agent; its events and runs stay, and its next event registers it again")
    .argument("<agent>", "its id")
    .requiredOption("--tenant <id>")
    .action(async (agentId: string, { tenant }: Common) => {
      await onTenant(context, tenant, (transaction) =>
        removeAgent(transaction, { tenantId: tenant, actor: CLI_ACTOR }, agentId),
      );
      context.print(`Removed the agent ${agentId} of ${tenant}.`);
    });

  agents
    .command("aggregate")
    .description(
      "count what agents did today, yesterday and on days of late events, without waiting for the hour",
    )
    .requiredOption("--tenant <id>")
    .action(async ({ tenant }: Common) => {
      const days = await context.withConnection(async ({ database }) => {
        await requireTenant(database, tenant);
        return aggregateTenant({ database, clock: context.clock }, tenant);
      });
      for (const { date, agents: count } of days) context.print(`${date}: ${count} agents`);
    });
}

function readChanges({ name, kind, owner, heartbeat, runSilence }: SetOptions): AgentChanges {
  const minutes = (option: string, text: string) => {
    const value = readNumber(option, text, 1);
    if (value > 10_080) throw new InvalidInputError(option, "must be at most 10080, a week");
    return value;
  };
  return {
    ...(name !== undefined && { name: readText("--name", name, 100) }),
    ...(kind !== undefined && { kind: readText("--kind", kind, 50) }),
    ...(owner !== undefined && { owner: owner === "none" ? null : readText("--owner", owner, 200) }),
    ...(heartbeat !== undefined && {
      expectedHeartbeatMinutes: heartbeat === "none" ? null : minutes("--heartbeat", heartbeat),
    }),
    ...(runSilence !== undefined && { runSilenceMinutes: minutes("--run-silence", runSilence) }),
  };
}

function readText(option: string, text: string, length: number): string {
  const trimmed = text.trim();
  if (trimmed === "" || trimmed.length > length)
    throw new InvalidInputError(option, `must be 1 to ${length} characters`);
  return trimmed;
}

function renderAgents(agents: readonly Agent[]): string {
  if (agents.length === 0) return "No agent has sent anything yet.";
  const time = (at: Date | null) => at?.toISOString().slice(0, 19).replace("T", " ") ?? "never";
  return renderTable(
    ["AGENT", "NAME", "KIND", "OWNER", "FIRST SEEN", "LAST SEEN", "HEARTBEAT", "RUN SILENCE"],
    agents.map((agent) => [
      agent.agentId,
      agent.name,
      agent.kind,
      agent.owner ?? "",
      time(agent.firstSeenAt),
      time(agent.lastSeenAt),
      agent.expectedHeartbeatMinutes === null ? "" : `every ${agent.expectedHeartbeatMinutes} min`,
      `${agent.runSilenceMinutes} min`,
    ]),
  );
}
