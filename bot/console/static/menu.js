// Opens a menu on wide screens, for browsers that cannot do so with CSS alone.
export function unfold(menu, from = "(min-width: 60rem)") {
  if (!menu) return;
  const wide = window.matchMedia(from);
  const follow = () => { menu.open = wide.matches; };
  follow();
  wide.addEventListener("change", follow);
}
