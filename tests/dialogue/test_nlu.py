"""What people mean, on sentences kept apart: both files are measured, nothing is tuned on them."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from sklearn.metrics import f1_score

from bot.settings import PROJECT_ROOT

KEPT_APART = [Path(__file__).with_name(f"nlu_{name}.yml") for name in ("test", "hurried")]
FALLBACK = "nlu_fallback"
ENOUGH = 0.85
# Told by the labels of `bot.dialogue.reading`; the classifier knows a few sentences of each alone.
BY_LABEL = {
    *("ask_aspect", "ask_difference", "ask_again", "complain", "ask_why", "small_talk", "comment"),
    *("out_of_scope", "foreign", "ask_language", "ask_visit", "note_facts"),
}
# Carried by buttons, or read by `bot.dialogue.team_question_messages`: the classifier knows none.
BY_PURPOSE = {"defer_question"}

Example = tuple[str, str]  # intent, sentence


def examples(path: Path) -> Iterator[Example]:
    for entry in yaml.safe_load(path.read_text("utf-8"))["nlu"]:
        for line in entry["examples"].splitlines():
            if line.strip():
                yield entry["intent"], line.strip().removeprefix("- ")


def trained_on() -> Iterator[Example]:
    for path in sorted((PROJECT_ROOT / "nlu_data").rglob("nlu.yml")):
        yield from examples(path)


def normal(sentence: str) -> str:
    """Without case, accents, punctuation or a second space."""
    letters = unicodedata.normalize("NFKD", sentence).casefold()
    bare = "".join(char for char in letters if not unicodedata.combining(char))
    return " ".join(re.findall(r"\w+", bare)) or sentence


@pytest.fixture(scope="module", params=KEPT_APART, ids=lambda path: path.stem)
def kept_apart(request: pytest.FixtureRequest) -> list[Example]:
    return list(examples(request.param))


@pytest.fixture(scope="module")
def parses(dialogue: Any, kept_apart: list[Example]) -> list[dict[str, Any]]:
    return [dialogue.parse(sentence) for _, sentence in kept_apart]


def top(parse: dict[str, Any]) -> str:
    """The likeliest intent, whether or not the model was sure enough of it."""
    return next(each["name"] for each in parse["intent_ranking"] if each["name"] != FALLBACK)


def macro(meant: list[str], read: list[str]) -> float:
    """Every intent weighs the same; the fallback is no intent of its own."""
    return f1_score(meant, read, labels=sorted(set(meant)), average="macro", zero_division=0)


def report(kept_apart: list[Example], read: list[str], with_fallback: float) -> str:
    """F1 by intent, the worst first, then what was taken for what; no sentence, to tune nothing."""
    meant = [intent for intent, _ in kept_apart]
    names = sorted(set(meant))
    scores = f1_score(meant, read, labels=names, average=None, zero_division=0)
    lines = [f"with the fallback counted as an error: {with_fallback:.3f}"]
    lines += [f"{score:.2f} {name}" for score, name in sorted(zip(scores, names, strict=True))]
    confused = Counter((m, r) for m, r in zip(meant, read, strict=True) if m != r)
    lines += [f"{count} × {m} read as {r}" for (m, r), count in confused.most_common()]
    return "\n".join(lines)


def test_the_model_understands_sentences_it_never_saw(
    kept_apart: list[Example], parses: list[dict[str, Any]], record_property: Any
) -> None:
    meant = [intent for intent, _ in kept_apart]
    read = [top(parse) for parse in parses]
    without = macro(meant, read)
    with_fallback = macro(meant, [parse["intent"]["name"] for parse in parses])
    record_property("macro-F1 of the top intent", round(float(without), 4))
    record_property(
        "macro-F1 with the fallback counted as an error", round(float(with_fallback), 4)
    )
    assert without >= ENOUGH, f"{without:.3f}\n{report(kept_apart, read, with_fallback)}"


def test_the_bot_asks_again_rarely(parses: list[dict[str, Any]]) -> None:
    """Doubt costs a person one more turn: it stays the exception."""
    doubted = sum(parse["intent"]["name"] == FALLBACK for parse in parses)
    assert doubted / len(parses) <= 0.15, f"{doubted} of {len(parses)}"


def test_the_kept_apart_half_is_apart(kept_apart: list[Example]) -> None:
    seen = {normal(sentence) for _, sentence in trained_on()}
    assert [sentence for _, sentence in kept_apart if normal(sentence) in seen] == []


def test_both_halves_know_every_intent(kept_apart: list[Example]) -> None:
    domain = yaml.safe_load((PROJECT_ROOT / "bot" / "domain" / "_domain.yml").read_text("utf-8"))
    intents = set(domain["intents"])
    assert {intent for intent, _ in trained_on()} == intents - BY_PURPOSE
    assert {intent for intent, _ in kept_apart} == intents - BY_LABEL - BY_PURPOSE


def test_no_sentence_is_taught_with_two_meanings() -> None:
    meanings: dict[str, set[str]] = {}
    for intent, sentence in trained_on():
        meanings.setdefault(normal(sentence), set()).add(intent)
    assert {words: found for words, found in meanings.items() if len(found) > 1} == {}
