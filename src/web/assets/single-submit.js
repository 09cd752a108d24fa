// Owns the guard against sending a form twice by a double click or a second Enter.

// A request ends within ten seconds, as an answer or a refusal; after that, another try is fair.
const REOPEN_AFTER = 10_000;

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement)) return;
  if (form.dataset["sent"] !== undefined) {
    event.preventDefault();
    return;
  }
  close(form);
  setTimeout(() => open(form), REOPEN_AFTER);
});

// Coming back with the browser's back button shows the page as it was left: open it again.
window.addEventListener("pageshow", () => {
  for (const form of document.forms) open(form);
});

/** @param {HTMLFormElement} form */
function close(form) {
  form.dataset["sent"] = "";
  // Not `disabled`: that would take the focus away.
  form.querySelector("[type=submit]")?.setAttribute("aria-disabled", "true");
}

/** @param {HTMLFormElement} form */
function open(form) {
  delete form.dataset["sent"];
  form.querySelector("[type=submit]")?.removeAttribute("aria-disabled");
}
