/** Choices as a toolbar: one tab stop, arrow keys inside; it stays visible after a choice. */

import { button, element } from "./dom.js";

const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

/** Create the toolbar; `pressed(choice, event)` is called when a button is used. */
export function toolbar(choices, label, pressed) {
  const buttons = choices.map((choice) => {
    const told = (event) => pressed(choice, event);
    return button({ class: "choice", "data-token": choice.token }, choice.label, told);
  });
  return roving({ class: "choices", "aria-label": label }, buttons);
}

/** Create buttons with a roving tab stop. */
export function roving(attributes, buttons) {
  const bar = element("div", { role: "toolbar", ...attributes }, ...buttons);
  if (buttons.length) makeStop(bar, buttons[0]);
  bar.addEventListener("keydown", (event) => move(bar, event));
  bar.addEventListener("focusin", (event) => makeStop(bar, event.target));
  return bar;
}

/** Disable the buttons and mark the chosen one, if known. */
export function spend(bar, token) {
  for (const button of bar.children) {
    button.disabled = true;
    if (button.dataset.token === token) button.setAttribute("aria-pressed", "true");
    else button.removeAttribute("aria-pressed");
  }
}

/** Enable the buttons again after a choice that was not sent. */
export function restore(bar) {
  for (const button of bar.children) {
    button.disabled = false;
    button.removeAttribute("aria-pressed");
  }
}

function move(bar, event) {
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  const buttons = [...bar.children];
  const here = buttons.indexOf(event.target);
  let next;
  if (event.key in STEPS) next = (here + STEPS[event.key] + buttons.length) % buttons.length;
  else if (event.key === "Home") next = 0;
  else if (event.key === "End") next = buttons.length - 1;
  else return;
  event.preventDefault();
  buttons[next].focus();
}

function makeStop(bar, button) {
  for (const other of bar.children) other.tabIndex = other === button ? 0 : -1;
}
