/** The elements around the chat on its own page. */

import { token } from "./store.js";

const chat = document.querySelector("boussole-chat");
const [welcome, mine, problem] = ["welcome", "mine", "start-problem"].map((id) => document.getElementById(id));

// The token of a class link is only in the address.
const [, link] = /^\/classe\/([\w-]+)$/.exec(location.pathname) ?? [];
if (link) chat.setAttribute("class-link", link);

/** Whether to ignore a stored conversation: class devices are shared, unless this is a reload. */
function foundInClass() {
  const [arrival] = performance.getEntriesByType("navigation");
  return link && arrival?.type === "navigate";
}

async function open(event, fresh) {
  problem.textContent = "";
  problem.textContent = await chat.open({ byKeyboard: event.detail === 0, fresh });
  scrollTo(0, 0);
}

chat.addEventListener("boussole-state", ({ detail: state }) => {
  document.body.dataset.state = state;
  welcome.hidden = state !== "start";
});

const kept = token();
const strange = kept !== null && foundInClass();
// Only end the conversation found on arrival, not one that another tab started since.
document.getElementById("start").addEventListener("click", (event) => open(event, strange && token() === kept));
mine?.addEventListener("click", (event) => open(event, false));
if (strange) {
  mine.hidden = false;
  addEventListener("pageshow", (event) => event.persisted && token() !== kept && location.reload());
} else problem.textContent = await chat.resume();
const late = document.getElementById("late"); // absent after « Quitter vite »
if (late) {
  late.remove();
  document.getElementById("start-zone").hidden = false;
}
