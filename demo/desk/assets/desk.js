/* oxlint-disable -- a plain browser script without types */
// The desk's page: sends what people do to the desk, and asks for the page again whenever something changed.
"use strict";

const me = document.body.dataset.user;
const sources = new WeakMap();
const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

/* ---- time zone: the page is written on the server, in the reader's zone ---- */
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (zone && zone !== document.body.dataset.zone && !document.cookie.includes(`desk_zone=${encodeURIComponent(zone)}`)) {
  document.cookie = `desk_zone=${encodeURIComponent(zone)}; path=/; samesite=lax; max-age=31536000`;
  location.reload();
}

/* ---- talking to the desk ---- */
async function send(path, body) {
  try {
    const response = await fetch(path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ userId: me, ...body }),
    });
    const answer = await response.json();
    if (!response.ok || answer.isOk === false) toast(answer.problem || "The desk refused this.");
    return answer;
  } catch {
    toast("The desk does not answer. Is it still running?");
    return { isOk: false };
  }
}

function toast(text) {
  const note = document.createElement("p");
  note.textContent = text;
  $(".toasts").append(note);
  setTimeout(() => note.remove(), 8000);
}

/* ---- keeping up with changes ---- */
for (const region of $$("[data-live]")) remember(region);

function remember(region) {
  sources.set(region, region.innerHTML);
  if ("list" in region.dataset) for (const child of region.children) sources.set(child, child.outerHTML);
}

let isRefreshing = false;
let isStale = false;
async function refresh() {
  if (isRefreshing) {
    isStale = true;
    return;
  }
  isRefreshing = true;
  try {
    const response = await fetch(location.href, { headers: { accept: "text/html" } });
    if (response.ok) update(new DOMParser().parseFromString(await response.text(), "text/html"));
  } catch {
    // The event stream comes back by itself and asks again.
  } finally {
    isRefreshing = false;
    if (isStale) {
      isStale = false;
      refresh();
    }
  }
}

function update(fresh) {
  for (const region of $$("[data-live]")) {
    const next = $(`[data-live="${region.dataset.live}"]`, fresh);
    if (!next) continue;
    // Read first: updating moves the children over and leaves `next` empty.
    const source = next.innerHTML;
    if (sources.get(region) === source) continue;
    if ("list" in region.dataset) updateList(region, next);
    else updateRegion(region, next);
    sources.set(region, source);
  }
}

/** Children stay as they are (with what was typed in them) unless they themselves changed. */
function updateList(region, next) {
  const wasAtEnd = region.scrollHeight - region.scrollTop - region.clientHeight < 80;
  const known = new Map([...region.children].map((child) => [child.dataset.key, child]));
  const children = [...next.children].map((child) => {
    const old = known.get(child.dataset.key);
    if (old && sources.get(old) === child.outerHTML) return old;
    const adopted = document.adoptNode(child);
    sources.set(adopted, adopted.outerHTML);
    return adopted;
  });
  region.replaceChildren(...children);
  if (wasAtEnd) region.scrollTop = region.scrollHeight;
}

/** A changed dialog keeps what was filled in where block and action are still there, as Slack does. */
function updateRegion(region, next) {
  const answers = answersOf(region);
  const hadModal = $(".modal", region);
  region.replaceChildren(...[...next.childNodes].map((node) => document.adoptNode(node)));
  const modal = $(".modal", region);
  if (modal && hadModal && modal.dataset.view === hadModal.dataset.view) fill(modal, answers);
  if (modal) ($("input:not([type=hidden]), textarea, select", modal) || $("button", modal)).focus();
}

const changes = new EventSource("/changes");
changes.addEventListener("message", refresh);
// Also the first time: something may have changed between the page being written and the stream being open.
changes.addEventListener("open", refresh);

/* ---- what was filled in ---- */
function answersOf(surface) {
  const answers = {};
  for (const element of $$("[data-action]", surface)) {
    const value = valueOf(element);
    if (value !== undefined) answers[`${element.dataset.block} ${element.dataset.action}`] = value;
  }
  return answers;
}

function valueOf(element) {
  const type = element.dataset.type;
  if (element.matches("fieldset")) {
    const chosen = $$("input:checked", element).map((input) => input.value);
    return type === "radio_buttons" ? chosen[0] || "" : chosen;
  }
  if (!element.matches("input, textarea, select")) return undefined;
  if (type === "datetimepicker") return element.value ? String(Math.floor(new Date(element.value).getTime() / 1000)) : "";
  return element.value;
}

function fill(surface, answers) {
  for (const element of $$("[data-action]", surface)) {
    const value = answers[`${element.dataset.block} ${element.dataset.action}`];
    if (value === undefined) continue;
    if (element.matches("fieldset")) for (const input of $$("input", element)) input.checked = [value].flat().includes(input.value);
    else if (element.matches("input, textarea, select") && typeof value === "string") element.value = value;
  }
}

/* ---- pressing things ---- */
async function press(element, value) {
  const surface = element.closest("[data-ts], [data-view]");
  if (!surface || !(await isConfirmed(element))) return;
  if (element.dataset.url) window.open(element.dataset.url, "_blank", "noreferrer");
  element.classList.add("busy");
  const { channel, ts, view } = surface.dataset;
  await send("/act/click", {
    actionId: element.dataset.action,
    blockId: element.dataset.block,
    ...(view ? { viewId: view } : { channelId: channel, messageTs: ts }),
    ...(value === undefined ? {} : { value }),
    answers: answersOf(surface),
  });
  element.classList.remove("busy");
}

function isConfirmed(element) {
  if (!element.dataset.confirm) return Promise.resolve(true);
  const asked = JSON.parse(element.dataset.confirm);
  const dialog = document.createElement("dialog");
  dialog.className = "confirm";
  dialog.setAttribute("aria-label", asked.title);
  const add = (tag, text, parent = dialog) => {
    const node = document.createElement(tag);
    node.textContent = text;
    parent.append(node);
    return node;
  };
  add("h2", asked.title);
  add("p", asked.text);
  const footer = add("footer", "");
  const no = add("button", asked.deny, footer);
  const yes = add("button", asked.confirm, footer);
  no.className = "button";
  yes.className = `button ${asked.style || "primary"}`;
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    no.addEventListener("click", () => dialog.close("no"));
    yes.addEventListener("click", () => dialog.close("yes"));
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
  });
}

document.addEventListener("click", (event) => {
  const target = event.target;
  const item = target.closest("[role=menuitem]");
  if (item) {
    const menu = item.closest("[data-action]");
    menu.open = false;
    if (item.dataset.url) window.open(item.dataset.url, "_blank", "noreferrer");
    press(menu, item.dataset.value);
    return;
  }
  const button = target.closest("button[data-action]");
  if (button) press(button);
  const close = target.closest("[data-close]");
  if (close) send("/act/close-view", { viewId: close.closest("[data-view]").dataset.view, isCleared: close.dataset.close === "all" });
  if (target.closest(".open-sidebar")) document.body.classList.toggle("sidebar-open");
  else if (!target.closest(".sidebar")) document.body.classList.remove("sidebar-open");
  for (const menu of $$("details.menu[open], details.switcher[open]")) if (!menu.contains(target)) menu.open = false;
});

document.addEventListener("change", (event) => {
  const element = event.target.closest("[data-action][data-dispatch]");
  if (element && !element.matches("[data-type$=_input]")) press(element, valueOf(element));
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && $(".modal")) $(".modal [data-close]").click();
  const input = event.target.closest("input[data-dispatch][data-type$=_input]");
  if (input && event.key === "Enter") {
    event.preventDefault();
    press(input, input.value);
  }
});

/* ---- dialogs ---- */
document.addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.target;
  if (form.matches(".modal")) await submitModal(form);
  else if (form.matches(".composer")) await submitComposer(form);
});

async function submitModal(form) {
  const submit = $("button[type=submit]", form);
  submit.disabled = true;
  for (const note of $$(".field-error, .modal-problem", form)) note.hidden = true;
  const answer = await send("/act/submit-view", { viewId: form.dataset.view, answers: answersOf(form) });
  submit.disabled = false;
  if (answer.outcome === "failed") showNote($(".modal-problem", form), answer.problem);
  for (const [blockId, text] of Object.entries(answer.errors || {})) {
    const block = $(`[data-input-block="${CSS.escape(blockId)}"]`, form);
    if (block) showNote($(".field-error", block), text);
    else showNote($(".modal-problem", form), text);
  }
  const first = $(".field-error:not([hidden])", form);
  if (first) first.closest(".block-input").scrollIntoView({ block: "nearest" });
}

function showNote(note, text) {
  note.textContent = text;
  note.hidden = false;
}

/* ---- the composer ---- */
async function submitComposer(form) {
  const box = form.elements.text;
  const text = box.value.trim();
  if (!text) return;
  const { channel, thread } = form.dataset;
  const [command, ...rest] = text.split(/\s+/);
  const isCommand = text.startsWith("/");
  if (isCommand && thread) {
    toast(`${command} cannot be used in threads, in Slack neither.`);
    return;
  }
  if (isCommand && !$$("[data-command]", form).some((option) => option.dataset.command === command)) {
    toast(`${command} is not a command of this app.`);
    return;
  }
  box.value = "";
  grow(box);
  hideCommands(form);
  if (isCommand) await send("/act/command", { command, text: text.slice(command.length).trim(), channelId: channel });
  else await send("/act/say", { channelId: channel, text: escapeText(text), ...(thread ? { threadTs: thread } : {}) });
}

function escapeText(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function grow(box) {
  box.style.height = "auto";
  box.style.height = `${Math.min(box.scrollHeight, 200)}px`;
}

function hideCommands(form) {
  $(".command-list", form).hidden = true;
}

function showCommands(form) {
  const typed = form.elements.text.value;
  const list = $(".command-list", form);
  const options = $$("[data-command]", list);
  const isTyping = /^\/\S*$/.test(typed);
  for (const option of options) option.hidden = !option.dataset.command.startsWith(typed);
  list.hidden = !isTyping || options.every((option) => option.hidden);
  if (!list.hidden) select(list, options.find((option) => !option.hidden));
}

function select(list, option) {
  for (const other of $$("[data-command]", list)) other.setAttribute("aria-selected", String(other === option));
  option.scrollIntoView({ block: "nearest" });
}

function choose(form, option) {
  form.elements.text.value = `${option.dataset.command} `;
  hideCommands(form);
  form.elements.text.focus();
}

for (const form of $$(".composer")) {
  const box = form.elements.text;
  const list = $(".command-list", form);
  box.addEventListener("input", () => {
    grow(box);
    showCommands(form);
  });
  box.addEventListener("keydown", (event) => {
    const shown = $$("[data-command]:not([hidden])", list);
    const current = shown.findIndex((option) => option.getAttribute("aria-selected") === "true");
    if (!list.hidden && ["ArrowDown", "ArrowUp"].includes(event.key)) {
      event.preventDefault();
      select(list, shown.at((current + (event.key === "ArrowDown" ? 1 : -1)) % shown.length));
    } else if (!list.hidden && (event.key === "Tab" || (event.key === "Enter" && shown[current].dataset.command !== box.value))) {
      event.preventDefault();
      choose(form, shown[current]);
    } else if (event.key === "Escape") {
      hideCommands(form);
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  list.addEventListener("mousedown", (event) => {
    const option = event.target.closest("[data-command]");
    if (!option) return;
    event.preventDefault();
    choose(form, option);
  });
}

/* ---- on arrival ---- */
for (const list of $$("[data-list]")) list.scrollTop = list.scrollHeight;
const firstComposer = $(".thread .composer textarea") || $(".composer textarea");
if (firstComposer && matchMedia("(min-width: 800px)").matches && !$(".modal")) firstComposer.focus();
if (document.body.dataset.app === "home") send("/act/open-home", {});
