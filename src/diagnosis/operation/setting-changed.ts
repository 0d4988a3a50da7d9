import type { Hypothesis } from "../hypothesis.ts";
import { known, SETTINGS_OF } from "../known.ts";

/** A setting, a model or the version was changed since the last good night. */
export const settingChanged: Hypothesis = {
  id: "setting-changed",
  area: "setting",
  explains: ["crawl", "vendor", "candidates", "quality", "run", "odoo"],
  needs: ["changes"],
  claims: ({ changes }) =>
    `something was changed: ${(known(changes)?.settings ?? []).map(({ name }) => name).join(", ") || "the tenant's settings"}`,
  helps: "put the setting back, and see whether the next night is well",
  doesNotHelp: null,
  weigh({ changes, kind }) {
    const facts = known(changes);
    if (facts === null) return null;
    const { settings, actions } = facts;
    const matters = settings.filter(({ name }) => (SETTINGS_OF[kind] ?? []).includes(name));
    if (matters.length === 0 && actions.length === 0) return null;
    return [
      ...matters.map(({ name, before, after }) => ({
        weight: 0.5,
        says: `${name} is ${after}, and was ${before}`,
      })),
      {
        weight: matters.length === 0 ? 0.2 : 0.1,
        says: actions.length === 0 ? "nobody noted why" : `somebody did ${actions.slice(0, 3).join(", ")}`,
      },
    ];
  },
};
