"""What a person can do, read in what they say they did, by nearness to sample sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Optional

from knowledge import samples
from knowledge.embedding import Embedder
from knowledge.samples import Group, SampleReader
from knowledge.vectors import Progress, VectorCache

FILE = Path(__file__).parent / "data" / "skills.yml"
NUMBERS = range(15)

# Chosen on tests/knowledge/skills_dev.yml and on each sample read by all others; measured on
# skills_test.yml.
THRESHOLD = 0.12
NEAR_BEST = 0.8


@dataclass(frozen=True)
class Skill(Group):
    """A skill: its label follows « tu sais ».

    `qualities`: the words of the field `qualities` of occupations that speak of it.
    """

    qualities: frozenset[str]


class SkillReader(SampleReader):
    """Reads skills in sentence vectors.

    It reads 77 of 100 samples by all others, 67 % of what it reads being right; the nearest samples
    73, and 50 %.
    """

    def __init__(
        self,
        embedder: Embedder,
        cache: Optional[VectorCache] = None,
        file: Path = FILE,
        progress: Optional[Progress] = None,
    ) -> None:
        self.skills = load_skills(file)
        super().__init__(self.skills, THRESHOLD, NEAR_BEST, embedder, cache, progress)


def load_skills(file: Path = FILE) -> Mapping[int, Skill]:
    """The skills of `file` by number. Raises KnowledgeError when one is missing or wrong."""
    return samples.load(file, NUMBERS, "skill", _skill)


def _skill(raw: dict[str, Any]) -> Skill:
    qualities = frozenset(raw["qualities"])
    return Skill(int(raw["number"]), str(raw["label"]), tuple(raw["samples"]), qualities)
