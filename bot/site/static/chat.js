/** The chat on the page: opened on request, resumed after a reload, ended in three ways. */

import { Refused, openSession } from "./api.js";
import { network } from "./banner.js";
import { Composer } from "./composer.js";
import { Conversation } from "./conversation.js";
import { byId } from "./dom.js";
import { erasure, menu } from "./erase.js";
import * as store from "./store.js";
import { WORDS } from "./words.js";

const conversation = new Conversation({ gone: () => end(WORDS.gone), rest });
const composer = new Composer((text) => conversation.say(text));
let current = null; // the token of the conversation on the screen
let opening = false;

/** Where one goes on: the field, or, with a finger, the messages (no keyboard pops up). */
function rest(byKeyboard) {
  const finger = !byKeyboard && matchMedia("(pointer: coarse)").matches;
  if (finger) byId("transcript").focus({ preventScroll: true });
  else composer.focus();
}

function show(state) {
  document.body.dataset.state = state;
  for (const id of ["welcome", "ended", "chat"]) byId(id).hidden = id !== state;
}

function enter(token, past) {
  current = token;
  show("chat");
  conversation.start(token, past);
}

/** In class a device passes on: what is kept may be somebody else's, unless this page was reloaded. */
function foundInClass() {
  const [arrival] = performance.getEntriesByType("navigation");
  return location.pathname.startsWith("/classe/") && arrival?.type === "navigate";
}

/** Open a new conversation, or go on with `found`, which another tab may have opened meanwhile. */
async function open(event, problem, found = store.token()) {
  if (opening) return;
  opening = true;
  problem.textContent = "";
  try {
    const token = found ?? (await openSession());
    store.keep(token);
    enter(token, found !== null);
    window.scrollTo(0, 0);
    rest(event.detail === 0);
  } catch (error) {
    problem.textContent = error instanceof Refused ? error.message : WORDS.unreachable;
  } finally {
    opening = false;
  }
}

function end({ title, text }) {
  conversation.stop();
  composer.clear();
  // Another tab may have begun a new conversation already: that one stays.
  if (store.token() === current) store.drop();
  current = null;
  if (byId("confirm").open) byId("confirm").close();
  byId("ended-title").textContent = title;
  byId("ended-words").textContent = text;
  show("ended");
  byId("ended-title").focus();
}

const kept = store.token();
const strange = kept !== null && foundInClass();

byId("start").addEventListener("click", (event) => {
  // Only what was found on arrival is left; what another tab opened since is this person's.
  const now = store.token();
  open(event, byId("start-problem"), strange && now === kept ? null : now);
});
byId("mine")?.addEventListener("click", (event) => open(event, byId("start-problem")));
byId("again").addEventListener("click", (event) => open(event, byId("again-problem")));
document.addEventListener("boussole:quit", () => conversation.stop());
network(
  () => conversation.wake(),
  () => conversation.cut(),
);
erasure(store.token, () => end(WORDS.erased));
menu();
store.watch((token) => {
  if (token !== null) enter(token, true);
  else if (current !== null) end(WORDS.closed);
});
// The back button may bring this page back as it was, after the conversation was left elsewhere.
window.addEventListener("pageshow", (event) => {
  const shown = current ?? (strange ? kept : null);
  if (event.persisted && store.token() !== shown) location.reload();
});

if (kept === null || strange) show("welcome");
else enter(kept, true);
if (strange) byId("mine").hidden = false;
byId("late").remove();
byId("start-zone").hidden = false;
