import { MultiBar, Presets, type SingleBar } from "cli-progress";
import { isRunStage } from "../../entities/stage-table.ts";
import type { StageProgress } from "../../observability/reads/run-progress-store.ts";
import { truncate } from "../../redaction.ts";
import { wrapText } from "../kit/wrap-text.ts";

type Output = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };

/** How far a run is, on a terminal or elsewhere. */
export interface RunDisplay {
  update(stages: readonly StageProgress[]): void;
  /** Writes a log line without breaking a bar. */
  log(line: string): void;
  stop(): void;
}

/** A bar for each stage on a terminal, with log lines above the bars; elsewhere a line for each stage that ends. */
export function createRunDisplay(tenantId: string, output: Output): RunDisplay {
  return output.isTTY === true ? createBars(tenantId, output) : createLines(tenantId, output);
}

/** A longer name of a tenant is cut, so that a bar keeps to its line. */
const LONGEST_NAME = 24;

/** Removes what the terminal shows on the rest of the line, and in the last column what was written there. */
const CLEAR_TO_END = "\u001b[K";

const hasEnded = ({ status }: StageProgress) => status !== "pending" && status !== "running";

function createBars(tenantId: string, output: Output): RunDisplay {
  const name = truncate(tenantId, LONGEST_NAME).padEnd(8);
  const multi = new MultiBar(
    {
      // The text around the bar takes 40 columns plus the tenant's name.
      barsize: Math.max(8, Math.min(40, (output.columns ?? 80) - 40 - name.length)),
      format: `  ${name} {stage} {bar} {value}/{total} {status}`,
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
    // Above the bars, where they stay. The terminal does not wrap while there are bars, and each line is where a bar was.
    log: (line) => {
      for (const part of wrapText(line.replace(/\n$/, ""), (output.columns ?? 80) - 1).split("\n"))
        multi.log(`${part}${CLEAR_TO_END}\n`);
    },
    stop: () => multi.stop(),
  };
}

function createLines(tenantId: string, output: Output): RunDisplay {
  const reported = new Set<string>();
  return {
    update(stages) {
      for (const progress of stages.filter(hasEnded)) {
        if (reported.has(progress.stage)) continue;
        reported.add(progress.stage);
        output.write(`  ${tenantId.padEnd(8)} ${progress.stage.padEnd(15)} ${progress.status}\n`);
      }
    },
    log: (line) => output.write(line),
    stop() {},
  };
}
