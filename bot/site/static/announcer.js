/** New words of the bot, for those who listen (one live region) or look at another tab (title). */

import { byId, element } from "./dom.js";

const title = document.title;
let unseenCount = 0;

/** Read aloud, in order, without cutting what is being read. */
export function announce(lines) {
  byId("announcer").append(...lines.map((words) => element("p", {}, words)));
  if (document.hidden) document.title = `(${++unseenCount}) ${title}`;
}

/** The person spoke: what was read before would only be found twice. */
export function hush() {
  byId("announcer").replaceChildren();
}

document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  unseenCount = 0;
  document.title = title;
});
