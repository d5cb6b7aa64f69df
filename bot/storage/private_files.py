"""Creation of private files: readable by their owner only, complete or absent, not overwritten."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.storage.database_engine import StorageError


class TargetExistsError(StorageError):
    """The file exists already."""

    def __init__(self, path: Path, why: str = "it is not overwritten") -> None:
        super().__init__(f"{path} is there already: {why}")


@contextmanager
def create_private_file(path: Path) -> Iterator[Path]:
    """Yield an empty draft to fill; it is renamed to `path` if the block succeeds, else removed.

    Raises:
        TargetExistsError: the file or its draft exists.
        OSError: the file could not be created.
    """
    if path.exists():
        raise TargetExistsError(path)
    draft = path.with_name(f"{path.name}.draft")
    try:
        os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        raise TargetExistsError(
            draft, "another run works on it, or was cut off; then remove it"
        ) from None
    try:
        yield draft
        sync_to_disk(draft)
        _publish_draft(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def sync_to_disk(path: Path) -> None:
    """Sync a file or the entries of a folder to disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _publish_draft(draft: Path, path: Path) -> None:
    try:
        os.link(draft, path)
    except FileExistsError:
        raise TargetExistsError(path) from None
    except OSError:  # the file system has no hard links
        draft.rename(path)
    sync_to_disk(path.parent)
