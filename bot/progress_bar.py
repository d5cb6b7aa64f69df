"""A bar for a long step, made when the step begins and closed when it ends."""

from __future__ import annotations

from typing import Optional

from tqdm import tqdm


class ProgressBar:
    """Called with (done, total); nothing is shown for a step with nothing to do."""

    def __init__(self, title: str) -> None:
        self._title = title
        self._bar: Optional[tqdm] = None

    def __call__(self, done: int, total: int) -> None:
        if self._bar is None:
            self._bar = tqdm(total=total, desc=self._title)
        self._bar.update(done - self._bar.n)
        if done >= total:
            self._bar.close()
            self._bar = None
