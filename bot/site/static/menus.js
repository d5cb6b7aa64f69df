/** « Aide » and « Menu »: they close with Escape, when something in them is used, and when left. */

/** Give a `<details>` of the chat this behaviour; the way to stop listening to the page is given. */
export function menu(details) {
  const outside = (event) => {
    if (!event.composedPath().includes(details)) details.open = false;
  };
  details.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !details.open) return;
    event.stopPropagation();
    event.preventDefault();
    shut(details);
  });
  // Before what is used acts: a dialog that it opens gives the focus back to where it was.
  details.addEventListener("click", ({ target }) => target.closest("a, [data-shuts]") && shut(details), true);
  details.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !details.contains(event.relatedTarget)) details.open = false;
  });
  document.addEventListener("click", outside);
  return () => document.removeEventListener("click", outside);
}

/** Close it; the focus goes back to what opened it. */
function shut(details) {
  if (details.open) details.querySelector("summary").focus();
  details.open = false;
}
