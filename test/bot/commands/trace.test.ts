import { expect } from "chai";
import type { TraceStep } from "../../../src/observability/reads/trace-store.ts";
import { messageProblems } from "../../support/slack-limits.ts";
import { RUN_ID } from "../support/cards.ts";
import { startHarness } from "../support/slack-harness.ts";

const ID = "4bf92f3577b34da6a3ce929d0e0e4736";
const OTHER = `4bf92f35${"0".repeat(23)}1`;

const stepOf = (changes: Partial<TraceStep> = {}): TraceStep => ({
  at: new Date("2026-11-22T02:00:01Z"),
  kind: "event",
  what: "vendor_call",
  detail: "error",
  runId: RUN_ID,
  stage: "extract",
  companyId: null,
  vendor: "openai",
  durationMs: 340,
  errorCode: "rate_limited",
  ...changes,
});

/** What the person reads, and which tenants were asked; `ids` are the traces of each tenant. */
async function ask(
  text: string,
  ids: Readonly<Record<string, readonly string[]>> = { acme: [ID] },
  steps: readonly TraceStep[] = [stepOf()],
) {
  const asked: string[] = [];
  const harness = await startHarness({
    access: { listTenantsFor: () => Promise.resolve(["acme", "globex"]) },
    runs: {
      findTraces(tenantId, reference) {
        asked.push(`${tenantId} ${reference}`);
        return Promise.resolve((ids[tenantId] ?? []).filter((id) => id.startsWith(reference)));
      },
      followTrace: (tenantId, { traceId }) =>
        Promise.resolve({
          traceId,
          steps: (ids[tenantId] ?? []).includes(traceId) ? steps : [],
          isCut: steps.length > 1,
        }),
    },
  });
  await harness.command("/trace", text);
  const { args } = await harness.slack.called("respond");
  await harness.close();
  expect(messageProblems({ blocks: [{ type: "divider" }], ...args })).to.deep.equal([]);
  return { args, said: JSON.stringify(args), asked };
}

describe("/trace", () => {
  for (const text of [
    ID,
    ID.toUpperCase(),
    `\`${ID}\``,
    "4bf92f35",
    "4bf92f35… acme",
    "acme 4bf92f",
    "4bf92f35-77b3-4da6-a3ce-929d0e0e4736",
    `<https://nightshift.example/api/obs/traces/${ID}|trace>`,
    `00-${ID}-00f067aa0ba902b7-01`,
  ]) {
    it(`shows the way of a trace given as ${text}`, async () => {
      const { args, said } = await ask(text);
      expect(args["response_type"]).to.equal("ephemeral");
      expect(said).to.contain(`*Trace* \`${ID}\` of *acme*`);
      expect(said).to.contain("02:00:01 event vendor_call error extract openai 340ms rate_limited");
      expect(said).to.contain(`<https://nightshift.example/t/acme/runs/${RUN_ID}|Page of its run>`);
    });
  }

  it("looks in the named tenant alone, and answers everybody when told to share", async () => {
    const { args, asked } = await ask(`${ID} acme share`);
    expect(args["response_type"]).to.equal("in_channel");
    expect(asked).to.deep.equal([`acme ${ID}`]);
  });

  it("names the traces that begin so when there are several", async () => {
    const { said } = await ask("4bf92f35", { acme: [ID], globex: [OTHER] });
    expect(said)
      .to.contain(ID.slice(0, 16))
      .and.to.contain(OTHER.slice(0, 16))
      .and.to.contain("Say more of the one you mean");
  });

  it("says where else the trace leads, and how to see more", async () => {
    const { said } = await ask(ID, { acme: [ID], globex: [ID] }, [stepOf(), stepOf({ what: "later" })]);
    expect(said).to.contain(`It is also in \`/trace ${ID} globex\``);
    expect(said).to.contain(`nightshift trace ${ID} --tenant acme`);
  });

  it("answers the same for a trace that does not exist and for another tenant's", async () => {
    const answers = await Promise.all([ask(ID, { initech: [ID] }), ask(ID, {})]);
    const [one, other] = answers.map(({ said }) => said.replaceAll(/[0-9a-f]{12}(?![0-9a-f])/g, "REF"));
    expect(one).to.equal(other);
    expect(one).to.contain("There is no trace");
  });

  for (const text of ["", "latest", "4bf92", "zebra"]) {
    it(`asks for an id where ${JSON.stringify(text)} is none`, async () => {
      expect((await ask(text)).said).to.contain("Say which trace");
    });
  }

  it("fits a message however many steps there are, and never shows a secret", async () => {
    const long = stepOf({ detail: "ana@example.com password=hunter2", what: "w".repeat(300) });
    const { said } = await ask(
      ID,
      { acme: [ID] },
      Array.from({ length: 60 }, () => long),
    );
    expect(said).not.to.contain("ana@").and.not.to.contain("hunter2");
  });
});
