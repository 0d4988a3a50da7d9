import { expect } from "chai";
import type { DeskMessage } from "../../demo/desk/desk.ts";
import { type Fields, fieldsOf, objectsOf, textOf } from "../../demo/desk/fields.ts";
import { GUEST, ON_CALL, REVIEWER } from "../../demo/night/demo-tenant.ts";
import { type DemoNight, startDemoNight } from "../support/demo-night.ts";
import { waitUntil } from "../support/wait-until.ts";

/** What people type after the night: questions, forms, files, slips. */
const COMMANDS: readonly (readonly [command: string, text: string])[] = [
  ["/nightshift", "help"],
  ["/nightshift", "roles globex"],
  ["/alerts", "open"],
  ["/alerts", "OE-06"],
  ["/alerts", "rules globex"],
  ["/alerts", "try CR-02.warnRatio 0.9 globex"],
  ["/alerts", "golbex"],
  ["/runs", "acme globex"],
  ["/runs", "globex"],
  ["/run-stats", "latest globex"],
  ["/run-start", "acme"],
  ["/runbook", "CR-02"],
  ["/silence", "list"],
  ["/qa-export", "latest acme"],
  ["/events-export", "latest globex"],
];

/** Everything that people saw of a night and did after it, without what differs from night to night. */
type Outcome = Readonly<Record<string, readonly string[]>>;

describe("the demo's night, its cards and what people do with them", function () {
  this.timeout(900_000);

  it("come out the same over Socket Mode and over HTTP", async () => {
    const overHttp = await play(false);
    const overSocket = await play(true);
    expect(Object.keys(overHttp)).to.have.length.greaterThan(COMMANDS.length + 6);
    for (const [what, seen] of Object.entries(overHttp)) expect(seen, what).to.have.length.greaterThan(0);
    for (const [what, seen] of Object.entries(overHttp)) expect(overSocket[what], what).to.deep.equal(seen);
    expect(Object.keys(overSocket)).to.deep.equal(Object.keys(overHttp));
  });
});

async function play(overSocket: boolean): Promise<Outcome> {
  const night = await startDemoNight({ overSocket });
  try {
    expect(night.desk.socket === null, "how the desk reaches the bot").to.equal(!overSocket);
    const outcome: Record<string, readonly string[]> = {
      runs: night.runs.map(({ tenantId, status, alerts }) =>
        [tenantId, status, ...alerts.map(({ ruleId }) => ruleId)].join(" "),
      ),
      cards: await shown(night, "nightshift-alerts"),
      samples: [...(await shown(night, "qa-acme")), ...(await shown(night, "qa-globex"))],
    };
    for (const [command, text] of COMMANDS) {
      outcome[`${command} ${text}`] = await ask(night, ON_CALL.id, command, text);
    }
    outcome["a guest's /runs"] = await ask(night, GUEST.id, "/runs", "globex");
    Object.assign(outcome, await press(night));
    if (overSocket) expect(night.desk.socket?.violations).to.deep.equal([]);
    return outcome;
  } finally {
    await night.end();
  }
}

/** The cards of a channel and their buttons, in any order: they are posted as their checks end. */
async function shown(night: DemoNight, channel: string): Promise<string[]> {
  const messages = await night.desk.messages(night.desk.channelId(channel));
  return messages
    .filter(({ subtype, ephemeralTo }) => subtype === undefined && ephemeralTo === undefined)
    .map(({ text, blocks }) => `${steady(text)} [${buttonsOf(blocks).join(", ")}]`)
    .filter((line) => !OF_ONE_ALERT.test(line))
    .toSorted();
}

/** Which alert of a night's incident has the checklist in its thread, and which have lines, depends on which was written first. */
const OF_ONE_ALERT = /also#in#this#run|^Runbook#(?:CR|OE|VQ)-/;

function buttonsOf(blocks: readonly Fields[]): string[] {
  return blocks
    .filter(({ type }) => type === "actions")
    .flatMap((block) => objectsOf(block["elements"]))
    .map((element) => `${textOf(element["type"])} ${textOf(fieldsOf(element["text"])["text"])}`);
}

/** Types a command in #general, and waits for what it brings: an answer, a form or a file. */
async function ask(night: DemoNight, userId: string, command: string, text: string): Promise<string[]> {
  const { desk } = night;
  const general = desk.channelId("general");
  const direct = desk.directMessageId(userId);
  const seen = async () => ({
    answers: (await desk.messages(general)).filter(({ ephemeralTo }) => ephemeralTo === userId),
    files: await desk.messages(direct),
    modal: desk.modal(userId)?.id,
  });
  const before = await seen();
  const answer = await desk.runCommand({ command, text, channelId: general, userId });
  expect(answer, `${command} ${text}`).to.deep.equal({ isOk: true });
  const found = new Set<string>();
  await waitUntil(
    async () => {
      const now = await seen();
      const fresh = (list: readonly DeskMessage[], old: readonly DeskMessage[]) =>
        list.filter(({ ts }) => !old.some((one) => one.ts === ts));
      for (const message of [...fresh(now.answers, before.answers), ...fresh(now.files, before.files)]) {
        found.add(
          steady(
            [
              message.text,
              ...wordsOf(message.blocks),
              ...message.files.map((file) => textOf(file["title"])),
            ].join("\n"),
          ),
        );
      }
      if (now.modal !== before.modal) found.add(steady(wordsOf(desk.modal(userId)?.view).join("\n")));
      const needed = command.endsWith("-export") ? 2 : 1;
      return found.size >= needed;
    },
    `an answer to ${command} ${text}`,
    20_000,
  );
  return [...found].toSorted();
}

/** Acknowledges the night's incident, passes a sample and looks at App Home. */
async function press(night: DemoNight): Promise<Outcome> {
  const { desk } = night;
  const alerts = desk.channelId("nightshift-alerts");
  const cardOf = async (title: string) =>
    (await desk.messages(alerts)).find(
      ({ text, threadTs, ts }) => text.includes(title) && (threadTs ?? ts) === ts,
    );
  const click = async (title: string, actionId: string, until: RegExp) => {
    const card = await cardOf(title);
    const pressed = { userId: ON_CALL.id, actionId, channelId: alerts, messageTs: card?.ts ?? "" };
    expect(await desk.click(pressed)).to.deep.equal({ isOk: true });
    await waitUntil(
      async () => until.test((await cardOf(title))?.text ?? ""),
      `the card of ${title}`,
      20_000,
    );
  };
  await click("Odoo export fails", "acknowledge-alert", /\(acknowledged\)/);
  const noted = async () => (await desk.messages(alerts)).some(({ text }) => /acknowledged by/i.test(text));
  await waitUntil(noted, "the line about it in the thread", 20_000);
  const qa = desk.channelId("qa-acme");
  const sample = async () => (await desk.messages(qa)).find(({ text }) => text.startsWith("QA 1 of "));
  const first = await sample();
  const passed = { userId: REVIEWER.id, actionId: "qa-pass", channelId: qa, messageTs: first?.ts ?? "" };
  expect(await desk.click(passed)).to.deep.equal({ isOk: true });
  await waitUntil(async () => (await sample())?.text.includes("Pass") === true, "the verdict", 20_000);
  // A guest may not, and changes nothing.
  const guest = { ...passed, userId: GUEST.id, actionId: "qa-notes" };
  expect(await desk.click(guest)).to.deep.equal({ isOk: true });
  const refusals = async () =>
    (await desk.messages(qa))
      .filter(({ ephemeralTo }) => ephemeralTo === GUEST.id)
      .map(({ text }) => steady(text));
  await waitUntil(async () => (await refusals()).length > 0, "the refusal", 20_000);
  expect(await desk.openHome(ON_CALL.id)).to.deep.equal({ isOk: true });
  await waitUntil(() => desk.home(ON_CALL.id) !== undefined, "App Home", 20_000);
  return {
    "cards after that": await shown(night, "nightshift-alerts"),
    "samples after that": await shown(night, "qa-acme"),
    "a guest's press": await refusals(),
    home: [steady(wordsOf(desk.home(ON_CALL.id)?.view).join("\n"))],
  };
}

/** Every text in blocks or a view, buttons included. */
function wordsOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(wordsOf);
  const fields: Fields = fieldsOf(value);
  return Object.entries(fields).flatMap(([name, member]) => {
    if (name === "text" && typeof member === "string") return [member];
    if (
      name === "accessory" ||
      name === "elements" ||
      name === "fields" ||
      name === "blocks" ||
      name === "options"
    )
      return objectsOf(Array.isArray(member) ? member : [member]).flatMap(wordsOf);
    return typeof member === "object" ? wordsOf(member) : [];
  });
}

/** A text without what differs from night to night: ids, times, durations, ports, figures, sampled companies, the order of lines. */
function steady(text: string): string {
  return (
    text
      .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "UUID")
      .replaceAll(/\b[0-9a-f]{32}\b/g, "TRACE")
      .replaceAll(/reference [0-9a-f]{12}/g, "REFERENCE")
      .replaceAll(/\b(?=[0-9a-f]*\d)[0-9a-f]{8}\b/g, "ID")
      // A table cuts a stage's name where its figures are long.
      .replaceAll(/\bselect_targe(?:ts|…)/g, "select_targets")
      .replaceAll(/<!date\^[^>]*>/g, "DATE")
      .replaceAll(/<http[^|>]*/g, "<URL")
      .replaceAll(/\b\d{4}-\d{2}-\d{2}\b/g, "DAY")
      .replaceAll(/^QA (\d+) of (\d+): .* \(/gm, "QA $1 of $2: COMPANY (")
      .replaceAll(/[\d.,]+ ?(?:ms|[smhkM%])?\b/g, "#")
      .replaceAll(/[# .]+/g, "#")
      .split("\n")
      .toSorted()
      .join("\n")
  );
}
