import type { Hypothesis } from "../hypothesis.ts";
import { countedText, countOf, known, shareOf } from "../known.ts";

/** Our own budget was spent, and the rest of the companies went without. */
export const budgetSpent: Hypothesis = {
  id: "budget-spent",
  area: "setting",
  explains: ["vendor", "run", "quality"],
  needs: ["night"],
  claims: () => "our own budget for the night or day was spent",
  helps: "raise the budget in the tenant's policy if it is meant to cover them all",
  doesNotHelp: "buying credits at the vendor",
  weigh({ night, subject }) {
    const stages = (known(night)?.stages ?? []).filter(({ stage }) => stage === subject || subject === "run");
    const skipped = stages.reduce((sum, { skips }) => sum + countOf(skips, "budget_spent"), 0);
    const failed = stages.reduce((sum, { error }) => sum + error, 0);
    return skipped === 0
      ? null
      : [
          {
            weight: 0.5 + 0.45 * shareOf(skipped, skipped + failed),
            says: `${countedText(skipped, "company was", "companies were")} passed over because the budget was spent`,
          },
        ];
  },
};
