// Basic accessibility of the page as it stands; returns what is wrong, one line each.
() => {
  const wrong = [];
  const all = (selector) => [...document.querySelectorAll(selector)];
  const shown = (one) => one.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  const brief = (one) => one.outerHTML.slice(0, 90).replace(/\s+/g, " ");
  const say = (rule, one) => wrong.push(`${rule}: ${brief(one)}`);

  const named = (one) =>
    one.ariaLabel ||
    (one.getAttribute("aria-labelledby") ?? "")
      .split(" ")
      .some((id) => document.getElementById(id)?.textContent.trim()) ||
    [...(one.labels ?? [])].some((label) => label.textContent.trim()) ||
    (!one.matches("input, textarea, select") && one.textContent.trim());

  for (const one of all("button, a[href], summary, dialog[open], [role=toolbar], [role=region]")) {
    if (shown(one) && !named(one)) say("no name", one);
  }
  for (const one of all("input, textarea, select")) if (shown(one) && !named(one)) say("no label", one);
  for (const one of all("img")) if (!one.hasAttribute("alt")) say("no alt", one);
  for (const one of all("[tabindex]")) if (one.tabIndex > 0) say("tabindex", one);
  if (all("h1").filter(shown).length !== 1) say("not one h1", document.body);
  if (all("main").length !== 1) say("not one main", document.body);
  if (!document.title.trim()) say("no title", document.head);

  const ids = all("[id]").map((one) => one.id);
  for (const id of new Set(ids)) {
    if (ids.filter((other) => other === id).length > 1) say("id not unique", document.getElementById(id));
  }

  // Headings go down one level at a time.
  let level = 0;
  for (const one of all("h1, h2, h3, h4, h5, h6").filter(shown)) {
    const own = Number(one.tagName[1]);
    if (level && own > level + 1) say("heading skips a level", one);
    level = own;
  }

  // WCAG 2.2, 2.5.8: 24 by 24 pixels; links inside a sentence are exempt.
  for (const one of all("button, a[href], summary, textarea")) {
    if (!shown(one) || one.matches(".skip")) continue;
    const { width, height } = one.getBoundingClientRect();
    if (width < 24 || height < 24) say("small target", one);
  }

  // WCAG 1.4.3: 4.5 to 1, or 3 to 1 for large text. Disabled controls are exempt.
  const parse = (color) => (color.match(/[\d.]+/g) ?? []).map(Number);
  const light = ([r, g, b]) => {
    const part = (v) => ((v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
  };
  const behind = (one) => {
    for (let box = one; box; box = box.parentElement) {
      const color = parse(getComputedStyle(box).backgroundColor);
      if (color.length === 3 || color[3] === 1) return color;
    }
    return [255, 255, 255];
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const seen = new Set();
  while (texts.nextNode()) {
    const one = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || seen.has(one) || !shown(one)) continue;
    seen.add(one);
    if (one.closest(".sr, .skip, :disabled, noscript, script")) continue;
    const style = getComputedStyle(one);
    const [a, b] = [light(parse(style.color)), light(behind(one))].sort((x, y) => y - x);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < (large ? 3 : 4.5)) say(`contrast ${ratio.toFixed(2)}`, one);
  }
  return wrong;
}
