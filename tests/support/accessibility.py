"""What axe-core finds on a page, with what it does not look for: width, and small targets."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

# Violations alone are gathered: the rest, every element that is right, takes most of the time.
RUN = """async (rules) => {
  const options = {runOnly: {type: "tag", values: rules}, resultTypes: ["violations"]};
  const {violations} = await axe.run(document, options);
  return violations.flatMap(
    ({id, nodes}) => nodes.map((node) => `${id}: ${node.html.slice(0, 120)}`));
}"""
TOO_WIDE = """() => document.documentElement.scrollWidth > innerWidth
  ? [`wider than the window: ${document.documentElement.scrollWidth}`] : []"""
# WCAG 2.2, 2.5.8: 24 by 24 pixels; links inside a sentence are exempt. Shadows are looked into.
SMALL = """() => [document, ...[...document.querySelectorAll("*")].map((one) => one.shadowRoot)]
  .filter(Boolean)
  .flatMap((root) => [...root.querySelectorAll(
    "button, summary, input:not([type=hidden]), select, textarea, nav a, .button")])
  .filter((one) => one.checkVisibility({visibilityProperty: true}))
  .filter((one) => {
    const {width, height} = one.getBoundingClientRect();
    return width < 24 || height < 24;
  })
  .map((one) => `small: ${one.outerHTML.slice(0, 80)}`)"""


def find_violations(page: Any) -> list[str]:
    """What axe finds, one line each; a page that scrolls sideways, a target that is too small."""
    # A heading can be read before its style sheet has come: unstyled targets are too small.
    page.wait_for_load_state()
    page.evaluate((files("axe_playwright_python") / "axe.min.js").read_text())
    lines = page.evaluate(RUN, RULES)
    return [*lines, *page.evaluate(TOO_WIDE), *page.evaluate(SMALL)]
