// Forms that are sent without leaving the page.

// `quiet`: the page does this by itself, so it does not keep the session open.
export function post(address, fields, quiet = false) {
  const headers = quiet ? { "boussole-news": "1" } : {};
  const body = new URLSearchParams(fields);
  return fetch(address, { method: "POST", body, headers, redirect: "manual" });
}

// Returns "" if the form was accepted, else why it was not.
export async function outcome(sending) {
  const answer = await sending.catch(() => null);
  if (answer?.type === "opaqueredirect") return "";
  const page = answer && new DOMParser().parseFromString(await answer.text(), "text/html");
  return reason(page) || "Le serveur ne répond pas : rien n’est parti. Réessayez.";
}

// The title comes first on every page, so it is used only as a last resort.
function reason(page) {
  const found = ["#wrong li", "main .lead", "main h1"].map((place) => page?.querySelector(place));
  return found.find(Boolean)?.textContent.trim();
}
