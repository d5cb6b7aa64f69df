// Tells the server that a page is open, and whether somebody uses it; warns before the screen is
// hidden. The server decides and several tabs agree: the stream says when (live_stream.py).
const BEAT = 45000, LEAST = 20000; // milliseconds
const INPUTS = ["keydown", "pointerdown", "wheel", "touchstart"];
const root = new URL("..", import.meta.url).pathname.replace(/\/$/, "");
let told = 0, used = false, warning = null;

export function presence(watched) {
  const token = document.querySelector("input[name=jeton]")?.value;
  if (!watched || !token) return;
  const beat = () => send(token);
  for (const name of INPUTS) addEventListener(name, () => input(beat), { passive: true, capture: true });
  document.addEventListener("visibilitychange", () => document.hidden || input(beat));
  document.addEventListener("pouls", beat);
  document.addEventListener("etat", ({ detail }) => follow(detail.session));
  setInterval(beat, BEAT);
  beat();
}

function input(beat) {
  used = true;
  if (warning || Date.now() - told >= LEAST) beat();
}

// What is sent by itself has a header, so that it is not taken for a use.
function send(token) {
  if (!used && Date.now() - told < LEAST) return;
  const headers = used ? {} : { "boussole-news": "1" };
  told = Date.now();
  const body = new URLSearchParams({ jeton: token });
  const sent = fetch(`${root}/presence`, { method: "POST", headers, body, redirect: "manual", keepalive: true });
  if (used) warn(false);
  used = false;
  sent.catch(() => { told = 0; });
}

function follow(session) {
  warn(session === "warned");
  if (session !== "locked" || document.querySelector("#lock")) return;
  const here = location.pathname.slice(root.length) + location.search;
  location.replace(`${root}/verrou?vers=${encodeURIComponent(here)}`);
}

function warn(on) {
  if (!on) {
    warning?.remove();
    warning = null;
  } else if (!warning) {
    warning = document.createElement("p");
    warning.className = "idle-warning";
    warning.setAttribute("role", "alert");
    warning.textContent = "Toujours là ? L’écran sera masqué dans trois minutes. N’importe quelle touche le garde ouvert.";
    document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href: `${root}/static/presence.css` }));
    document.body.append(warning);
  }
}
