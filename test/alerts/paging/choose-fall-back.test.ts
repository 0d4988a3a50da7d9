import { expect } from "chai";
import { chooseFallBack, isAway } from "../../../src/alerts/paging/choose-fall-back.ts";
import { DELIVERY_FAILURES } from "../../../src/messages/retry-delivery.ts";

const ALL = { channel: "platform", notifiers: ["jira", "webhook", "email", "pagerduty"] } as const;
const SLACK = { target: "slack", channel: "acme-alerts", isPosted: false };

describe("falling back", () => {
  const cases: readonly [
    string,
    Parameters<typeof chooseFallBack>[0],
    Parameters<typeof chooseFallBack>[1],
    unknown,
  ][] = [
    ["to the fallback channel first", SLACK, ALL, { channel: "platform" }],
    ["to the pager when that fails, too", { ...SLACK, channel: "platform" }, ALL, { notifier: "pagerduty" }],
    [
      "to the pager when the card is posted and cannot be changed",
      { ...SLACK, isPosted: true },
      ALL,
      { notifier: "pagerduty" },
    ],
    ["from the pager to e-mail", { ...SLACK, target: "pagerduty" }, ALL, { notifier: "email" }],
    ["from e-mail to the webhook", { ...SLACK, target: "email" }, ALL, { notifier: "webhook" }],
    ["to nobody after the last", { ...SLACK, target: "webhook" }, ALL, null],
    [
      "to e-mail where there is no pager",
      { ...SLACK, channel: "platform" },
      { channel: "platform", notifiers: ["email"] },
      { notifier: "email" },
    ],
    [
      "to nobody where nothing is set up, for a ticket wakes nobody",
      { ...SLACK, channel: "platform" },
      { channel: "platform", notifiers: ["jira"] },
      null,
    ],
    ["from a ticket to the pager", { ...SLACK, target: "jira" }, ALL, { notifier: "pagerduty" }],
  ];
  for (const [says, failed, available, expected] of cases) {
    it(`goes ${says}`, () => {
      expect(chooseFallBack(failed, available)).to.deep.equal(expected);
    });
  }
});

describe("Slack itself", () => {
  it("is away when it answers nothing, perhaps nothing, or to come later, and not when it refuses", () => {
    expect(DELIVERY_FAILURES.filter(isAway)).to.have.members(["transient", "unknown_outcome", "retry_after"]);
  });
});
