import {
  type RuleFunnel,
  readViewFunnel,
  type ViewFunnel,
} from "../../database/tenants/candidate-funnel-store.ts";
import { counted } from "../rulebook/phrases.ts";
import type { Diagnostic, DiagnosticFinding } from "./diagnostic.ts";
import { boundStatements } from "./statement-limit-store.ts";

const MOST_RULES = 5;

/** How many companies each filter of the tenant's profiles leaves. */
export const candidateFunnel: Diagnostic = {
  id: "candidate-funnel",
  title: "Candidates by filter",
  async inspect({ database, alert }) {
    const funnel = await database.withTenant(alert.tenantId, async (transaction) => {
      await boundStatements(transaction);
      return readViewFunnel(transaction, alert.tenantId);
    });
    return judgeFunnel(funnel);
  },
};

export function judgeFunnel({
  companies,
  inView,
  rules,
}: Pick<ViewFunnel, "companies" | "inView"> & {
  readonly rules: readonly Pick<RuleFunnel, "name" | "byIndustry" | "byCountry" | "bySize">[];
}): DiagnosticFinding {
  if (rules.length === 0)
    return { status: "bad", detail: "No profile is active, so no company can be a candidate." };
  const lines = rules
    .slice(0, MOST_RULES)
    .map(
      ({ name, byIndustry, byCountry, bySize }) =>
        `${name}: ${byIndustry} by industry, ${byCountry} by country too, ${bySize} by size too`,
    );
  const isStale = inView === 0 && rules.some(({ bySize }) => bySize > 0);
  return {
    status: inView === 0 ? "bad" : "ok",
    detail: `Of ${counted(companies, "company", "companies")}, ${lines.join("; ")}. The view holds ${inView}${isStale ? "; it was not refreshed" : ""}.`,
  };
}
