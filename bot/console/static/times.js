// Shows the hours of another day, kind or counsellor as soon as it is chosen. Without scripts, a button does.
import { tell } from "./live.js";
import { post } from "./posting.js";

const button = document.querySelector("[name=voir]");
let latest = 0;

async function show(chosen) {
  const number = ++latest;
  const fields = new URLSearchParams(new FormData(button.form));
  fields.set("voir", "oui");
  const answer = await post(button.form.action, fields).catch(() => null);
  if (number !== latest) return;
  if (!answer?.ok) return button.form.requestSubmit(button);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (chosen.name !== "jour") replace(page, "days");
  replace(page, "f-start");
  const other = document.getElementById("other-time");
  if (other) other.open = page.getElementById("other-time").open;
  tell(document.querySelector("#f-start legend").textContent);
}

function replace(page, id) {
  const fresh = page.getElementById(id);
  if (fresh) document.getElementById(id).replaceWith(fresh);
}

if (button) {
  button.parentElement.hidden = true;
  button.form.addEventListener("change", ({ target }) => { if (target.matches("select")) show(target); });
}
