import type { ModalView } from "@slack/types";
import type { GateCard } from "../../../qa/gate/gate-card.ts";
import { option } from "../kit/form-parts.ts";
import { escapeText, plain, section } from "../kit/text.ts";
import { leadsText } from "./qa-gate-message.ts";

/** Asks which leads of a night stay when the others go; those that something speaks against are chosen already. */
export function qaGateView({ gate, held }: GateCard, metadata: string): ModalView {
  const marks = { fail: "❌ ", check: "❗ " };
  const options = held.map(({ companyId, companyName, against }) =>
    option(companyId, `${against === null ? "" : marks[against]}${companyName}`),
  );
  const initial = options.slice(0, held.filter(({ against }) => against !== null).length);
  const kept = gate.leads - gate.released;
  return {
    type: "modal",
    callback_id: "gate-except",
    title: plain("Export all but …", 24),
    submit: plain("Let the others go", 24),
    close: plain("Cancel", 24),
    private_metadata: metadata,
    blocks: [
      section(`*${escapeText(gate.tenantId, 100)}*: ${leadsText(kept)} held.`),
      {
        type: "input",
        block_id: "except",
        optional: true,
        label: plain("Leads that stay", 2000),
        hint: plain(
          kept > held.length
            ? `The ${held.length} that are most likely bad are listed, of ${kept}; the others go.`
            : "❌ failed by a reviewer, ❗ by an automatic check.",
          2000,
        ),
        element: {
          type: "multi_static_select",
          action_id: "except",
          options,
          ...(initial.length > 0 && { initial_options: initial }),
        },
      },
    ],
  };
}
