"""`python -m evaluation.house`: print figures, compare them, check them against limits."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Optional

from evaluation.house import report
from evaluation.house.figures import measure
from evaluation.house.layout import Layout

ROOT = Path(__file__).parents[2]


def main(arguments: Optional[Sequence[str]] = None) -> int:
    """Print figures of the code, by static analysis; exit with 1 if one is above its limit."""
    options = _parse(arguments)
    layout = Layout(notebook=options.notebook, route=tuple(options.route))
    figures = measure(options.root, layout)
    before = _before(options.baseline)
    print(report.as_json(figures) if options.json else report.as_text(figures, before))
    if options.baseline and before is None:
        options.baseline.write_text(report.as_json(figures), "utf-8")
    over = report.over_limits(figures, report.read_limits(options.hold)) if options.hold else []
    for line in over:
        print(line, file=sys.stderr)
    return 1 if over else 0


def _before(baseline: Optional[Path]) -> Optional[dict[str, Optional[float]]]:
    return report.read_values(baseline) if baseline and baseline.exists() else None


def _parse(arguments: Optional[Sequence[str]]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="evaluation.house", description=main.__doc__)
    parser.add_argument("root", nargs="?", type=Path, default=ROOT, metavar="ROOT")
    parser.add_argument("--json", action="store_true", help="all that each figure counts")
    parser.add_argument(
        "--baseline", type=Path, help="compare with this file; write it where it is not there"
    )
    parser.add_argument("--hold", type=Path, metavar="LIMITS.yml", help="the highest values")
    parser.add_argument("--notebook", default=Layout.notebook, help="module:Class")
    parser.add_argument(
        "--route", nargs="+", default=Layout.route, help="module:function, in a message's order"
    )
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
