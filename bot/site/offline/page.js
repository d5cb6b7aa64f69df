/** Makes the chat page work offline: registers the service worker, and keeps the talk for it. */

const TALK = "boussole-talk"; // the cache of `service_worker.js`
const TOKEN = "boussole.token"; // the key of `store.js`
const QUIET = 300; // milliseconds after the last entry until the talk is written
const MOST_ENTRIES = 200;
const TAKEN_BACK = "[message effacé]"; // as returned by the service

const { prefix } = document.querySelector("script[data-prefix]").dataset;
let kept = []; // `{id, data}` of the stream, data parsed
let timer = null;

const key = () => localStorage.getItem(TOKEN);

async function digest(token) {
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(token));
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Remove what is kept of the talk; `drop` of `store.js` leads here. */
function forget() {
  clearTimeout(timer);
  kept = [];
  caches.delete(TALK);
}

/** Store the talk as the stream that the service worker gives when there is no network. */
async function write() {
  const token = key();
  if (token === null) return;
  const lines = kept.map(({ id, data }) => `id: ${id}\ndata: ${JSON.stringify(data)}\n\n`);
  const last = Math.max(0, ...kept.map(({ data }) => Date.parse(data.at) || 0));
  const headers = { "content-type": "text/event-stream", "x-talk": await digest(token), "x-last-entry": String(last) };
  const cache = await caches.open(TALK);
  if (key() !== token) return forget(); // left meanwhile
  await cache.put("/api/events?after=0.0", new Response(lines.join(""), { headers }));
  if (key() !== token) forget();
}

/** Apply a message that the person took back. */
function takeBack({ message, replies }) {
  kept = kept.filter(({ data }) => !(data.from === "bot" && replies.includes(data.seq)));
  for (const { data } of kept) if (data.from === "person" && data.seq === message) data.text = TAKEN_BACK;
}

function entered({ detail: { id, data } }) {
  const entry = JSON.parse(data);
  if (entry.erased) return forget();
  if (entry.taken_back) takeBack(entry.taken_back);
  const again = kept.findIndex((one) => one.id === id);
  if (again >= 0) kept.splice(again, 1); // a stream that began anew
  kept = [...kept, { id, data: entry }].slice(-MOST_ENTRIES);
  clearTimeout(timer);
  timer = setTimeout(write, QUIET);
  return undefined;
}

/** Register once there is a conversation: nothing is kept before it begins. */
function begun({ detail: state }) {
  if (state === "chat") navigator.serviceWorker.register("/service-worker.js", { updateViaCache: "none" }).catch(() => {});
}

if ("serviceWorker" in navigator && isSecureContext) {
  addEventListener("boussole-event", entered);
  document.querySelector("boussole-chat")?.addEventListener("boussole-state", begun);
  const { watch } = await import(`${prefix}/store.js`);
  watch((token) => (token === null ? forget() : (kept = [])));
}
