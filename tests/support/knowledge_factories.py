"""Entries, a small base and a stand-in for the model, made for the tests of `knowledge`."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from bot.language.normalisation import stem_words, tokenise
from knowledge.entry_schema import Occupation, Question, Service, Training
from knowledge.knowledge_base import KnowledgeBase
from knowledge.provenance import Source
from knowledge.sentence_embedding import DIMENSIONS

DATA = Path(__file__).parents[2] / "knowledge" / "data"


class WordEmbedder:
    """A stand-in for the model: texts that share word stems are near. Counts what it embeds."""

    name = "words"

    def __init__(self) -> None:
        self.embedded: list[str] = []

    def query(self, text: str) -> np.ndarray:
        vector = np.full(DIMENSIONS, 1e-3, dtype=np.float32)
        for stem in stem_words(tokenise(text)):
            vector[int(hashlib.md5(stem.encode()).hexdigest(), 16) % DIMENSIONS] += 1.0
        return vector / np.float32(np.linalg.norm(vector))

    def passages(self, texts: Sequence[str]) -> np.ndarray:
        self.embedded.extend(texts)
        return np.stack([self.query(text) for text in texts])


def raw_occupation(entry_id: str, f: str, m: str, **changes: Any) -> dict[str, Any]:
    """What is written in a file for a profession, with plain values for what a test leaves out."""
    raw = {
        "id": entry_id,
        "sources": ["rome"],
        "title": {"f": f, "m": m},
        "rome": "J1506",
        "isco": "2221",
        "riasec": "S",
        "interests": [22],
        "summary": ["Un.", "Deux.", "Trois."],
        "tasks": ["a", "b", "c", "d"],
        "day": "Une journée.",
        "pleasant": ["aider"],
        "hard": ["la nuit"],
        "conditions": dict.fromkeys(
            ("hours", "outdoors", "physical", "people", "travel"), "Ça va."
        ),
        "qualities": ["patience", "calme"],
        "ways_in": [{"title": "Bachelier", "level": 6, "length": "3 ans", "where": "Liège"}],
        "regulation": {"regulated": None, "owner": "le SPF Économie"},
        "pay": "Les barèmes.",
        "prospects": "Des hôpitaux engagent.",
    }
    return {**raw, **changes}


def occupation(entry_id: str, f: str, m: str, **changes: Any) -> Occupation:
    return Occupation(**raw_occupation(entry_id, f, m, **changes))


def training(entry_id: str, title: str, **changes: Any) -> Training:
    plain = dict.fromkeys(
        ("kind", "length", "schedule", "conditions", "school", "place", "summary"), "À voir."
    )
    fixed = {"id": entry_id, "title": title, "level": 6}
    return Training(**{**plain, **fixed, **changes})


def question(entry_id: str, text: str, **changes: Any) -> Question:
    fixed = {
        "id": entry_id,
        "question": text,
        "short": "Ça dépend.",
        "regime": "2025-2026",
        "topic": "école",
        "owner": "l'école",
    }
    return Question(**{**fixed, **changes})


SOURCE = Source(id="rome", title="ROME", publisher="France Travail", date="2025-09-18")


def small_base() -> KnowledgeBase:
    """Six professions whose names are easily mistaken, a training, a question, a service."""
    return KnowledgeBase(
        sources=[SOURCE],
        entries=[
            occupation("infirmier", "infirmière", "infirmier", aliases=["infi"]),
            occupation("aide-soignant", "aide-soignante", "aide-soignant", aliases=["soignant"]),
            occupation(
                "kinesitherapeute", "kinésithérapeute", "kinésithérapeute", aliases=["kiné"]
            ),
            occupation(
                "mecanicien-auto",
                "mécanicienne automobile",
                "mécanicien automobile",
                aliases=["garagiste", "mécano", "réparer des voitures"],
                branches=["mécanique"],
            ),
            occupation(
                "mecanicien-moto",
                "mécanicienne moto",
                "mécanicien moto",
                aliases=["mécano moto", "réparer des motos"],
                summary=["Elle répare des motos.", "Elle cherche la panne.", "Elle essaie."],
            ),
            occupation("photographe", "photographe", "photographe", aliases=["photo", "paparazzi"]),
            training("bachelier-infirmier", "Bachelier infirmier", occupations=["infirmier"]),
            question(
                "aob", "C'est quoi une AOB ?", variants=["attestation B"], valid_until="2026-06-30"
            ),
            Service(
                id="cdm",
                owner="une personne de la Cité",
                title="Cité des Métiers",
                audience="Toute personne.",
                summary="Un lieu pour s'orienter.",
            ),
        ],
    )


def read_queries(name: str) -> list[tuple[str, set[str]]]:
    """What people type, and the ids of what answers it."""
    rows = yaml.safe_load((Path(__file__).parents[1] / "knowledge" / name).read_text("utf-8"))
    return [(row["query"], {row["id"], *row.get("also", ())}) for row in rows]


def read_examples(name: str) -> list[tuple[str, Any]]:
    """The pairs (text, expected) of a YAML list; YAML splits a text at its commas."""
    rows = yaml.safe_load((Path(__file__).parents[1] / "knowledge" / name).read_text("utf-8"))
    return [(", ".join(str(part) for part in row[:-1]), row[-1]) for row in rows]
