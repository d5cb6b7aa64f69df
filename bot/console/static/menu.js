// On a desk the menu stands open, also in browsers that cannot do it with style alone.
const wide = window.matchMedia("(min-width: 60rem)");

export function unfold(menu) {
  if (!menu) return;
  const follow = () => { menu.open = wide.matches; };
  follow();
  wide.addEventListener("change", follow);
}
