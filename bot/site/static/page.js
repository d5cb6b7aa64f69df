/** The chat on its own page: what stands around it, before it begins. */

import { token } from "./store.js";

const chat = document.querySelector("boussole-chat");
const [welcome, mine, problem] = ["welcome", "mine", "start-problem"].map((id) => document.getElementById(id));

// A class that opened the page with its link has it in the address alone.
const [, link] = /^\/classe\/([\w-]+)$/.exec(location.pathname) ?? [];
if (link) chat.setAttribute("class-link", link);

/** In class a device passes on: what is kept may be somebody else's, unless this page was reloaded. */
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
// Only what was found on arrival is left; what another tab opened since is this person's.
document.getElementById("start").addEventListener("click", (event) => open(event, strange && token() === kept));
mine?.addEventListener("click", (event) => open(event, false));
if (strange) {
  mine.hidden = false;
  addEventListener("pageshow", (event) => event.persisted && token() !== kept && location.reload());
} else problem.textContent = await chat.resume();
const late = document.getElementById("late"); // none where somebody left fast meanwhile
if (late) {
  late.remove();
  document.getElementById("start-zone").hidden = false;
}
