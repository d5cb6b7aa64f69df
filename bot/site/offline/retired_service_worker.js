/** Takes the place of the service worker where the offline page is turned off: removes all of it. */

addEventListener("install", () => skipWaiting());

addEventListener("activate", (event) => event.waitUntil(retire()));

async function retire() {
  const ours = (await caches.keys()).filter((name) => name.startsWith("boussole-"));
  await Promise.all(ours.map((name) => caches.delete(name)));
  await registration.unregister();
}
