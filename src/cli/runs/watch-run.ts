import { setTimeout as sleep } from "node:timers/promises";
import { MultiBar, Presets, type SingleBar } from "cli-progress";
import type { Database } from "../../database/database.ts";
import { isRunStage } from "../../entities/stage-table.ts";
import type { RunStatus } from "../../entities/vocabulary.ts";
import { readProgress, type StageProgress } from "../../observability/reads/run-progress-store.ts";

const LOOK_EVERY_MS = 200;

/** Follows a run to its end: a bar a stage on a terminal, else a line for each stage that ends. Returns how it ended. */
export async function watchRun(
  database: Database,
  run: { readonly tenantId: string; readonly runId: string },
  output: NodeJS.WritableStream & { readonly isTTY?: boolean },
  signal: AbortSignal,
): Promise<{ readonly status: RunStatus; readonly reason: string }> {
  const show = output.isTTY === true ? createBars(run.tenantId, output) : createLines(run.tenantId, output);
  try {
    for (;;) {
      signal.throwIfAborted();
      const { status, reason, stages } = await readProgress(database, run);
      show.update(stages);
      if (status !== "running") return { status, reason };
      await sleep(LOOK_EVERY_MS, undefined, { signal });
    }
  } finally {
    show.stop();
  }
}

interface Show {
  update(stages: readonly StageProgress[]): void;
  stop(): void;
}

const hasEnded = ({ status }: StageProgress) => status !== "pending" && status !== "running";

function createBars(tenantId: string, output: NodeJS.WritableStream & { readonly isTTY?: boolean }): Show {
  const multi = new MultiBar(
    {
      format: `  ${tenantId.padEnd(8)} {stage} {bar} {value}/{total} {status}`,
      stream: output,
      hideCursor: true,
    },
    Presets.shades_classic,
  );
  const bars = new Map<string, SingleBar>();
  return {
    update(stages) {
      for (const { stage, status, done, total } of stages) {
        const isWhole = isRunStage(stage);
        const [value, most] = isWhole
          ? [status === "pending" || status === "running" ? 0 : 1, 1]
          : [done, Math.max(total, 1)];
        const shown = { stage: stage.padEnd(15), status };
        const bar = bars.get(stage) ?? multi.create(most, 0, shown);
        bars.set(stage, bar);
        bar.setTotal(most);
        bar.update(value, shown);
      }
    },
    stop: () => multi.stop(),
  };
}

function createLines(tenantId: string, output: NodeJS.WritableStream & { readonly isTTY?: boolean }): Show {
  const told = new Set<string>();
  return {
    update(stages) {
      for (const progress of stages.filter(hasEnded)) {
        if (told.has(progress.stage)) continue;
        told.add(progress.stage);
        output.write(`  ${tenantId.padEnd(8)} ${progress.stage.padEnd(15)} ${progress.status}\n`);
      }
    },
    stop() {},
  };
}
