import { openRunConfirm } from "../acts/open-run-confirm.ts";
import type { BlockAction } from "../requests/block-action.ts";
import { readTenantRef } from "../requests/references.ts";

/** Starts a tenant's night now, once its cost was shown. */
export const runNowAction: BlockAction = {
  actionId: "run-now",
  press: ({ body, value, client }, dependencies) =>
    openRunConfirm(
      { client, triggerId: body.trigger_id, slackUserId: body.user.id },
      {
        ...readTenantRef(value),
        alertId: null,
        rerunOf: null,
        stage: null,
        companyConcurrency: null,
        skipVendors: [],
        cap: null,
      },
      dependencies,
    ),
};
