/** Gives the chat page, its files and the talk so far when there is no network. Nothing else passes here. */

// Filled in when this file is served: any change of the page changes them, and so this file.
const SHELL = SHELL_NAME;
const FILES = SHELL_FILES;

const TALK = "boussole-talk"; // written by `page.js`
const PATIENCE = 4000; // milliseconds until the kept page is shown instead
const STREAM = "/api/events?after=0.0";
const KEPT_FOR = KEPT_DAYS * 24 * 3600 * 1000; // milliseconds since the last entry of the talk

// Pages that came from here, by client id. Only their first stream does: a stream that is open would keep this worker
// busy, and so an update from taking over.
const offline = new Set();

addEventListener("install", (event) => {
  skipWaiting();
  event.waitUntil(caches.open(SHELL).then((cache) => cache.addAll(FILES.map((file) => new Request(file, { cache: "no-cache" })))));
});

addEventListener("activate", (event) => event.waitUntil(takeOver()));

addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname, search } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate") {
    if (pathname === "/") event.respondWith(page(event));
  } else if (pathname + search === STREAM) {
    if (offline.delete(event.clientId)) event.respondWith(talk(request));
  } else if (FILES.includes(pathname)) event.respondWith(kept(pathname, () => fetch(request)));
});

/** Remove the files of other versions, and serve the pages that are open. */
async function takeOver() {
  const old = (await caches.keys()).filter((name) => name.startsWith("boussole-shell-") && name !== SHELL);
  await Promise.all(old.map((name) => caches.delete(name)));
  await clients.claim();
}

/** The page from the network; the kept one if there is none, or not in time. */
async function page(event) {
  const fresh = fetch(event.request);
  event.waitUntil(fresh.catch(() => {})); // also when the kept page is faster
  const late = new Promise((_, reject) => setTimeout(reject, PATIENCE));
  try {
    const response = await Promise.race([fresh, late]);
    if (response.status >= 500) throw response;
    await caches.delete(TALK); // `page.js` writes what it gets: all may have been erased elsewhere
    return response;
  } catch {
    await expire();
    offline.add(event.resultingClientId);
    return kept("/", () => fresh);
  }
}

/** What is kept of the stream, for whoever has its token. */
async function talk(request) {
  const found = await caches.match(STREAM, { cacheName: TALK });
  const token = request.headers.get("authorization")?.replace(/^Bearer /, "") ?? "";
  return found?.headers.get("x-talk") === (await digest(token)) ? found : fetch(request);
}

/** Remove a talk that is too old to be shown. */
async function expire() {
  const found = await caches.match(STREAM, { cacheName: TALK });
  if (found && Date.now() - Number(found.headers.get("x-last-entry")) > KEPT_FOR) await caches.delete(TALK);
}

async function kept(pathname, otherwise) {
  return (await caches.match(pathname, { cacheName: SHELL })) ?? otherwise();
}

async function digest(token) {
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(token));
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
