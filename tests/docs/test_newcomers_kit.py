"""Licence, changelog, checks before a commit and type markers: what a newcomer looks for first."""

from __future__ import annotations

import re
from typing import Any

import pytest
import tomli
import yaml

from bot.settings import PROJECT_ROOT

PROJECT: dict[str, Any] = tomli.loads((PROJECT_ROOT / "pyproject.toml").read_text("utf-8"))


def hooks() -> list[dict[str, Any]]:
    """Every hook that runs before a commit."""
    config = yaml.safe_load((PROJECT_ROOT / ".pre-commit-config.yaml").read_text("utf-8"))
    return [hook for repository in config["repos"] for hook in repository["hooks"]]


def test_every_hook_is_a_check_of_bin_lint() -> None:
    lint = (PROJECT_ROOT / "bin" / "lint").read_text("utf-8")
    checks = dict(re.findall(r'^check "([^"]+)" (.+)$', lint, re.MULTILINE))
    called = {hook["name"]: hook["entry"] for hook in hooks()}
    assert called == {name: checks.get(name) for name in called}


def test_hooks_fetch_nothing_and_check_the_whole_tree() -> None:
    """A check of single files would find other faults than `make lint`."""
    config = yaml.safe_load((PROJECT_ROOT / ".pre-commit-config.yaml").read_text("utf-8"))
    assert {repository["repo"] for repository in config["repos"]} == {"local"}
    for hook in hooks():
        assert hook["language"] == "system", hook["id"]
        assert hook["pass_filenames"] is False, hook["id"]


def test_the_licence_is_the_one_that_the_package_declares() -> None:
    text = (PROJECT_ROOT / "LICENSE").read_text("utf-8")
    assert text.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2\n")
    assert PROJECT["project"]["license"] == {"text": "EUPL-1.2"}
    assert "EUPL-1.2" in (PROJECT_ROOT / "README.md").read_text("utf-8")


def test_the_licence_is_whole() -> None:
    """Fifteen articles and the appendix, to its last sentence."""
    text = (PROJECT_ROOT / "LICENSE").read_text("utf-8")
    assert re.findall(r"^(\d+)\. ", text, re.MULTILINE) == [str(n) for n in range(1, 16)]
    assert "\nAppendix\n" in text
    words = text.split()
    assert " ".join(words).endswith("require the production of a new EUPL version.")
    assert len(words) == 2237


@pytest.mark.parametrize("package", ["bot", "actions", "knowledge", "evaluation"])
def test_packages_ship_their_types(package: str) -> None:
    assert (PROJECT_ROOT / package / "py.typed").exists()
    assert "py.typed" in PROJECT["tool"]["setuptools"]["package-data"]["*"]


def test_the_changelog_has_the_version_of_the_package() -> None:
    text = (PROJECT_ROOT / "CHANGELOG.md").read_text("utf-8")
    versions = re.findall(r"^## \[(.+?)\]", text, re.MULTILINE)
    assert versions[0] in ("Unreleased", PROJECT["project"]["version"])
    assert PROJECT["project"]["version"] in versions


def test_the_changelog_uses_the_usual_groups() -> None:
    text = (PROJECT_ROOT / "CHANGELOG.md").read_text("utf-8")
    groups = set(re.findall(r"^### (.+)$", text, re.MULTILINE))
    assert groups <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
