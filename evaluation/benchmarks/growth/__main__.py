"""`python -m evaluation.benchmarks.growth`: how the service grows, one series or all."""

from __future__ import annotations

from bot.dialogue import import_stubs

import_stubs.install_stubs()

from evaluation.benchmarks.growth.growth_command import main  # noqa: E402  # behind the stubs

if __name__ == "__main__":
    raise SystemExit(main())
