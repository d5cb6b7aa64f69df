// Opens the menu on wide screens, for browsers that cannot do so with CSS alone.
const wide = window.matchMedia("(min-width: 60rem)");

export function unfold(menu) {
  if (!menu) return;
  const follow = () => { menu.open = wide.matches; };
  follow();
  wide.addEventListener("change", follow);
}
