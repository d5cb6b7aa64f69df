"""Reading what was typed without holding up the event loop: a text of 8,000 characters may take a
quarter of a second, in which nobody else would be answered."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")
# Read at once: below ten milliseconds whatever it holds, half of one as people write.
MAX_INLINE_CHARS = 300


class TextScanner:
    """Long texts are read one at a time, in a thread of their own."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="hearing")

    async def read(self, text: str, work: Callable[[], T]) -> T:
        """The result of `work`, which reads `text`."""
        if len(text) <= MAX_INLINE_CHARS:
            return work()
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)
