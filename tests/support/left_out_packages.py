"""Makes this process one of a serving installation: nothing finds what `requirements-serve.txt`
leaves out.

`python -m tests.support.left_out_packages MODULE ARGUMENT…` runs what `python -m MODULE …` does.
"""

from __future__ import annotations

import re
import runpy
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec, PathFinder
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import ClassVar, Optional

ROOT = Path(__file__).resolve().parents[2]


def list_left_out_packages() -> set[str]:
    """The names of the packages of the whole lock that the serving lock lacks."""
    return _read_names("requirements.txt") - _read_names("requirements-serve.txt")


def list_left_out_modules() -> set[str]:
    """The top modules that only those packages bring, as far as they are installed here."""
    left_out = list_left_out_packages()
    hidden: set[str] = set()
    kept: set[str] = set()
    for package in distributions():
        name = re.sub(r"[-_.]+", "-", package.metadata["Name"]).lower()
        (hidden if name in left_out else kept).update(_list_top_modules(package))
    return hidden - kept


def hide() -> None:
    """Let nothing find them from now on."""
    _Hiding.hidden = list_left_out_modules()
    sys.meta_path[sys.meta_path.index(PathFinder)] = _Hiding


class _Hiding(PathFinder):
    hidden: ClassVar[set[str]] = set()

    @classmethod
    def find_spec(
        cls, fullname: str, path: Optional[Sequence[str]] = None, target: object = None
    ) -> Optional[ModuleSpec]:
        if fullname.partition(".")[0] in cls.hidden:
            return None
        return PathFinder.find_spec(fullname, path)


def _read_names(lock: str) -> set[str]:
    return set(re.findall(r"^([a-z0-9._-]+)==", (ROOT / lock).read_text("utf-8"), re.MULTILINE))


def _list_top_modules(package: Distribution) -> set[str]:
    tops = {
        file.parts[0].partition(".")[0]
        for file in package.files or ()
        if len(file.parts) > 1 or file.suffix in (".py", ".so")
    }
    return {top for top in tops if top.isidentifier()}


if __name__ == "__main__":
    hide()
    sys.argv = sys.argv[1:]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
