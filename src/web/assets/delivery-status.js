// Owns what changes on the code page while it is open: what became of the text, how long the code
// works, when to ask again. All words are already in the page; nothing is worded here.

import { lifeStep, phraseFor, waitStep } from "./time-steps.js";

const POLL_EVERY = 2_000;
const TIMES_EVERY = 1_000;

const delivery = document.querySelector("[data-delivery-now]");
const life = document.querySelector("[data-code-life]");
const wait = document.querySelector("[data-resend-wait]");
const offers = document.querySelector("[data-offer]");

const openedAt = performance.now();
let endsAt = openedAt + numberIn(life, "data-code-life");
const askAgainAt = openedAt + numberIn(wait, "data-resend-wait");

const times = setInterval(sayTimes, TIMES_EVERY);
if (isPending()) setTimeout(poll, POLL_EVERY);

async function poll() {
  if (document.visibilityState === "hidden") {
    document.addEventListener("visibilitychange", poll, { once: true });
    return;
  }
  const status = await fetchStatus();
  if (status === undefined || isOver()) return;
  endsAt = performance.now() + status.expiresInMs;
  showDelivery(status.delivery);
  sayTimes();
  if (isPending()) setTimeout(poll, POLL_EVERY);
}

/** @returns {Promise<{ delivery: string, expiresInMs: number } | undefined>} */
async function fetchStatus() {
  try {
    const answer = await fetch("/verify/status", {
      headers: { accept: "application/json" },
      cache: "no-store",
      redirect: "error",
    });
    return answer.ok ? await answer.json() : undefined;
  } catch {
    // No network, or signed in elsewhere: the page stays as it is and works by its forms.
    return undefined;
  }
}

/** @param {string} state One of the states lying ready in the page; any other changes nothing. */
function showDelivery(state) {
  if (state === delivery?.getAttribute("data-delivery-now")) return;
  const ready = document.querySelector(`[data-delivery="${CSS.escape(state)}"]`);
  if (delivery === null || ready === null) return;
  delivery.replaceChildren(...ready.cloneNode(true).childNodes);
  delivery.setAttribute("data-delivery-now", state);
  for (const name of ["data-tone", "data-pending"]) copy(name, ready, delivery);
  offers?.setAttribute("data-offer", ready.getAttribute("data-offers") ?? "");
}

function sayTimes() {
  const left = endsAt - performance.now();
  say(life, phraseFor(lifeStep(left), phrasesOf(life)));
  say(wait, phraseFor(waitStep(askAgainAt - performance.now()), phrasesOf(wait)));
  if (left > 0) return;
  clearInterval(times);
  showDelivery("expired");
}

function isPending() {
  return delivery?.hasAttribute("data-pending") === true;
}

function isOver() {
  return performance.now() >= endsAt;
}

/**
 * @param {string} name
 * @param {Element} from
 * @param {Element} to
 */
function copy(name, from, to) {
  const value = from.getAttribute(name);
  if (value === null) to.removeAttribute(name);
  else to.setAttribute(name, value);
}

/**
 * @param {Element | null} element
 * @param {string} sentence
 */
function say(element, sentence) {
  if (element !== null && element.textContent !== sentence) element.textContent = sentence;
}

/**
 * @param {Element | null} element
 * @returns {import("./time-steps.js").TimePhrases}
 */
function phrasesOf(element) {
  return JSON.parse(
    element?.getAttribute("data-phrases") ?? '{"none":"","minute":"","minutes":""}',
  );
}

/**
 * @param {Element | null} element
 * @param {string} attribute
 */
function numberIn(element, attribute) {
  return Number(element?.getAttribute(attribute) ?? 0);
}
