// Owns what the handset page does by itself: new texts arrive, and a code can be copied.
// Without this file the page shows the same after a reload.

const connection = /** @type {HTMLElement} */ (document.getElementById("connection"));
const announcement = /** @type {HTMLElement} */ (document.getElementById("announcement"));
const handsets = /** @type {HTMLElement} */ (document.querySelector(".handsets"));
const onlyNumber = document.body.dataset.number;

document.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest(".copy") : null;
  if (button instanceof HTMLButtonElement) void copyCode(button);
});

listen();

function listen() {
  const after = encodeURIComponent(document.body.dataset.position ?? "");
  const events = new EventSource(`/events?after=${after}`);
  connection.textContent = "Connecting…";
  events.addEventListener("open", () => {
    connection.textContent = "Live: new texts arrive by themselves.";
  });
  events.addEventListener("error", () => {
    connection.textContent = "The phone does not answer. Trying again…";
  });
  events.addEventListener("text", (event) => receive(JSON.parse(event.data)));
  events.addEventListener("withdrawn", (event) => withdraw(JSON.parse(event.data).sid));
  events.addEventListener("restarted", () => location.reload());
  // A page kept for the back button would hold its connection, and miss what comes meanwhile.
  addEventListener("pagehide", () => events.close());
  addEventListener("pageshow", (event) => event.persisted && location.reload());
}

/**
 * Puts a text on its handset, and that handset first.
 *
 * @param {{ number: string, sid: string, announcement: string, handset: string }} received
 *   `handset` is HTML rendered and escaped by the server
 */
function receive({ number, sid, announcement: sentence, handset }) {
  if (onlyNumber !== undefined && onlyNumber !== number) return;
  if (find("li[data-sid]", "sid", sid)) return;
  const template = document.createElement("template");
  template.innerHTML = handset;
  const known = find(".handset", "number", number);
  if (known) {
    for (const text of template.content.querySelectorAll("li")) {
      if (!find("li[data-sid]", "sid", text.dataset.sid)) known.querySelector("ol")?.append(text);
    }
    // Moving the handset somebody is in would take the focus away.
    if (!known.contains(document.activeElement)) handsets.prepend(known);
  } else {
    handsets.prepend(template.content);
  }
  announcement.textContent = sentence;
}

/** @param {string} sid */
function withdraw(sid) {
  const text = find("li[data-sid]", "sid", sid);
  const handset = text?.closest(".handset");
  text?.remove();
  if (onlyNumber === undefined && handset && !handset.querySelector("li")) handset.remove();
}

/** @param {HTMLButtonElement} button */
async function copyCode(button) {
  const code = button.dataset.code ?? "";
  try {
    await navigator.clipboard.writeText(code);
    button.textContent = "Copied";
    announcement.textContent = `Code ${code} copied.`;
  } catch (error) {
    button.textContent = "Copying is not allowed here";
    console.warn(error);
  }
  setTimeout(() => (button.textContent = "Copy code"), 2000);
}

/**
 * @param {string} selector
 * @param {string} name
 * @param {string | undefined} value
 * @returns {HTMLElement | undefined}
 */
function find(selector, name, value) {
  const elements = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(selector));
  return [...elements].find((element) => element.dataset[name] === value);
}
