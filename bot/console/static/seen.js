// New appointments that the page shows are seen once it is in view; without scripts, a button says so.
import { post } from "./posting.js";

const form = document.querySelector("#seen");

async function send() {
  if (document.hidden) return;
  document.removeEventListener("visibilitychange", send);
  const answer = await post(form.action, new FormData(form), true).catch(() => null);
  form.hidden = answer?.type === "opaqueredirect";
}

if (form) {
  document.addEventListener("visibilitychange", send);
  send();
}
