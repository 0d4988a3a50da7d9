// Everything works without this file. It names the reader's time zone when signing in, and renews the live part of a page.
const zone = document.querySelector("input[name=timezone][data-own]");
if (zone !== null) zone.value = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";

const live = document.querySelector("[data-live]");
if (live !== null) {
  const source = new EventSource(live.dataset.live);
  source.addEventListener("part", (event) => {
    // Whoever is about to press something there is not disturbed.
    if (live.contains(document.activeElement)) return;
    const page = new DOMParser().parseFromString(JSON.parse(event.data), "text/html");
    live.replaceChildren(...page.body.childNodes);
  });
  source.addEventListener("over", () => source.close());
  addEventListener("pagehide", () => source.close());
}
