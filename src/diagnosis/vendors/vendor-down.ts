import type { Hypothesis } from "../hypothesis.ts";
import { countedText, countOf, known, percentText, shareOf, totalOf, vendorIn } from "../known.ts";

/** The vendor itself is down. */
export const vendorDown: Hypothesis = {
  id: "vendor-down",
  area: "vendor",
  explains: ["vendor", "run"],
  needs: ["night"],
  claims: ({ subject }) => `${subject} itself is down`,
  helps: "look at the vendor's status page, and rerun the failed companies afterwards",
  doesNotHelp: "a new key",
  weigh(evidence) {
    const vendor = vendorIn(evidence);
    if (vendor === null) return null;
    const { errors } = vendor;
    const server = shareOf(countOf(errors, "server", "circuit_open"), totalOf(errors));
    const silent = shareOf(countOf(errors, "timeout", "network"), totalOf(errors));
    if (server + silent < 0.4) return null;
    const others = known(evidence.elsewhere)?.vendors[vendor.vendor];
    const rest = (known(evidence.night)?.vendors ?? []).filter(
      (one) => one.vendor !== vendor.vendor && one.calls > 0,
    );
    const isAlone = rest.every((one) => shareOf(countOf(one.errors, "network", "timeout"), one.calls) < 0.2);
    return [
      {
        weight: 0.6 * server + 0.35 * silent,
        says: `${percentText(server + silent)} of its failed calls are its own errors or got no answer`,
      },
      ...(rest.length > 0
        ? [
            isAlone
              ? { weight: 0.1, says: "other vendors answered" }
              : { weight: -0.3, says: "other vendors were out of reach too" },
          ]
        : []),
      ...(others === undefined || others.calling === 0
        ? []
        : others.failing > 0
          ? [{ weight: 0.25, says: `${countedText(others.failing, "other tenant")} saw it too` }]
          : [
              {
                weight: -0.25,
                says: `${countedText(others.calling, "other tenant")} had no trouble with it`,
              },
            ]),
    ];
  },
};
