/** « Aide » and « Menu »: close on Escape, on use of an item and on loss of focus. */

/** Add this behaviour to a `<details>`; return a function that removes its listeners. */
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
  // Before the item acts, as a dialog restores the focus to where it was.
  details.addEventListener("click", ({ target }) => target.closest("a, [data-shuts]") && shut(details), true);
  details.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !details.contains(event.relatedTarget)) details.open = false;
  });
  document.addEventListener("click", outside);
  return () => document.removeEventListener("click", outside);
}

/** Close a menu and restore the focus. */
function shut(details) {
  if (details.open) details.querySelector("summary").focus();
  details.open = false;
}
