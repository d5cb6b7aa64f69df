"""Classification of sentences about past activities by skill, using sample sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Optional

from knowledge import sample_classifier
from knowledge.sample_classifier import SampleClassifier, SampleGroup
from knowledge.sentence_embedding import Embedder
from knowledge.vector_cache import Progress, VectorCache

SKILLS_FILE = Path(__file__).parent / "data" / "skills.yml"
NUMBERS = range(15)

# Tuned on tests/knowledge/skills_dev.yml and by leave-one-out over the samples; evaluated on
# skills_test.yml.
MIN_SCORE = 0.125
MIN_SHARE_OF_BEST = 0.8


@dataclass(frozen=True)
class Skill(SampleGroup):
    """A skill: its label follows « tu sais ».

    `qualities`: the values of `Occupation.qualities` that correspond to it.
    """

    qualities: frozenset[str]


class SkillClassifier(SampleClassifier):
    """Classifies sentence vectors by skill.

    Leave-one-out over the samples: recall 77 %, precision 67 % (nearest neighbour: 73 % and 50 %).
    """

    def __init__(
        self,
        embedder: Embedder,
        cache: Optional[VectorCache] = None,
        file: Path = SKILLS_FILE,
        progress: Optional[Progress] = None,
    ) -> None:
        self.skills = load_skills(file)
        super().__init__(self.skills, MIN_SCORE, MIN_SHARE_OF_BEST, embedder, cache, progress)


def load_skills(file: Path = SKILLS_FILE) -> Mapping[int, Skill]:
    """Return the skills of `file` by number.

    Raises:
        KnowledgeError: a skill is missing or invalid.
    """
    return sample_classifier.load_groups(file, NUMBERS, "skill", _build_skill)


def _build_skill(raw: dict[str, Any]) -> Skill:
    qualities = frozenset(raw["qualities"])
    return Skill(int(raw["number"]), str(raw["label"]), tuple(raw["samples"]), qualities)
