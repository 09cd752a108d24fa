// Owns the show-password button: it appears only where this module runs.

for (const button of document.querySelectorAll("[data-shows]")) {
  const field = document.getElementById(button.getAttribute("data-shows") ?? "");
  if (button instanceof HTMLButtonElement && field instanceof HTMLInputElement) {
    connect(button, field);
  }
}

/**
 * @param {HTMLButtonElement} button
 * @param {HTMLInputElement} field
 */
function connect(button, field) {
  /** @param {boolean} shown */
  const show = (shown) => {
    field.type = shown ? "text" : "password";
    button.textContent = (shown ? button.dataset["hideLabel"] : button.dataset["showLabel"]) ?? "";
  };
  button.addEventListener("click", () => show(field.type === "password"));
  // Sent as a password field, so that no browser keeps it as an ordinary typed text.
  field.form?.addEventListener("submit", () => show(false));
  button.hidden = false;
}
