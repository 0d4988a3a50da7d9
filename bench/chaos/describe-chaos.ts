import { seconds } from "../figure.ts";
import type { ChaosReport } from "./run-chaos.ts";

/** The figures of all nights as a table in Markdown, and the verdict. */
export function describeChaos({ findings, fallen, accounts }: ChaosReport): string {
  const sum = (figure: "companyStages" | "paidCalls" | "paidTwice" | "unknown") =>
    accounts.reduce((total, account) => total + account[figure], 0);
  const broken = findings.filter(({ holds }) => !holds).length;
  const rows: [string, string | number][] = [
    ["nights", accounts.length],
    ...Object.entries(fallen),
    ["company-stages, each done once", sum("companyStages")],
    ["paid calls compared with the vendors' books", sum("paidCalls")],
    ["of them paid again after a blow", sum("paidTwice")],
    ["of unknown outcome in the ledger 35 minutes later", sum("unknown")],
    [
      "longest time without an outcome, the blows included",
      seconds(Math.max(0, ...accounts.map(({ standstillMs }) => standstillMs))),
    ],
    ["findings that do not hold", `${broken} of ${findings.length}`],
  ];
  return ["| what | count |", "| --- | --- |", ...rows.map(([what, count]) => `| ${what} | ${count} |`)].join(
    "\n",
  );
}
