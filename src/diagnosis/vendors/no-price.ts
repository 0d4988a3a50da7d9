import type { Hypothesis } from "../hypothesis.ts";
import { known } from "../known.ts";

/** No price card covers what was called. */
export const noPrice: Hypothesis = {
  id: "no-price",
  area: "setting",
  explains: ["prices"],
  needs: ["night"],
  claims: () => "no price card covers a model or operation that was called",
  helps: "`node_modules/.bin/nightshift prices set` for what the alert names, then `prices reprice`",
  doesNotHelp: null,
  weigh({ subject, night }) {
    const model = known(night)?.settings["openaiModel"];
    return [
      { weight: 0.7, says: `calls of ${subject} were charged and have no price` },
      { weight: model === undefined ? 0 : 0.15, says: `the model is ${model ?? "unknown"}` },
    ];
  },
};
