// The page of a locked session: the signs of the queue go on, and another tab may unlock it.
import { AGAIN } from "./live.js";
import { presence } from "./presence.js";
import { chime } from "./sound.js";

const place = document.querySelector("#lock");
const bare = document.title;
let calls = 0;

function put(state) {
  document.dispatchEvent(new CustomEvent("etat", { detail: state }));
  if (state.session !== "locked") return location.replace(place.dataset.back);
  if (state.calls > calls) chime();
  calls = state.calls;
  const words = calls === 1 ? "Quelqu’un attend." : calls ? `${calls} demandes attendent.` : "";
  document.querySelector("#calls").textContent = words;
  document.title = calls ? `(${calls}) ${bare}` : bare;
}

function open() {
  const source = new EventSource(place.dataset.flux);
  source.addEventListener("etat", (event) => put(JSON.parse(event.data)));
  source.addEventListener("pouls", () => document.dispatchEvent(new Event("pouls")));
  source.addEventListener("fin", () => location.replace(place.dataset.back));
  source.addEventListener("error", () => {
    if (source.readyState === EventSource.CLOSED) setTimeout(open, AGAIN);
  });
}

open();
presence(true);
