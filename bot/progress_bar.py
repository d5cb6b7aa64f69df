"""A progress bar for long steps."""

from __future__ import annotations

from typing import Optional

from tqdm import tqdm


class ProgressBar:
    """A callback with (done, total) that shows a bar from its first call until `done >= total`."""

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
