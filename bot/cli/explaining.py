"""`boussole nlu --explain`: what a line may mean, with its reasons, and what is done.

The tool with which a misunderstanding is mended: it shows which stage lost the message.
"""

from __future__ import annotations

import datetime as dt
import json
from functools import partial
from typing import Any

from bot.dialogue.interpretation.decision import Decision, decide
from bot.dialogue.interpretation.hypotheses import Act
from bot.dialogue.interpretation.state import InformationState
from bot.dialogue.interpretation.weighing import threshold
from bot.dialogue.reading.reader import Reading
from bot.dialogue.reading.weights import load_reader
from bot.guidance.entries import Question
from bot.guidance.salience import Referent, Salience
from knowledge.library import Library

_SHOWN = 5


class BadState(ValueError):
    """The given state is not JSON of the shape that `state_from` reads."""


def state_from(text: str, library: Library, today: dt.date) -> InformationState:
    """A state from JSON: `{"subjects": [["occupation", "infirmier"]], "listed": [...], "question":
    "dream", "whom": "child", "decided": "infirmier", "reserve": "boulanger", "kept": [...]}`, each
    key optional; subjects newest first. Raises BadState."""
    try:
        given: dict[str, Any] = json.loads(text or "{}")
        referents = tuple(Referent(*pair) for pair in given.get("subjects", ()))
        listed = tuple(Referent(*pair) for pair in given.get("listed", ()))
    except (TypeError, ValueError, AttributeError) as error:
        raise BadState(f"--state: {error}") from error
    kind = given.get("question")
    return InformationState(
        salience=Salience(referents=referents, listed=listed),
        library=library,
        today=today,
        question=Question(kind) if kind else None,
        takes_words=bool(kind),
        whom=given.get("whom"),
        decided=str(given.get("decided") or ""),
        reserve=str(given.get("reserve") or ""),
        kept=tuple(given.get("kept", ())),
        asked=partial(load_reader().asked, library=library),
    )


def explain(reading: Reading, state: InformationState) -> dict[str, Any]:
    """All of it as plain data."""
    decision = decide(state, reading)
    return {
        "text": reading.text,
        "language": reading.language,
        "segments": [_segment(decision, place) for place in range(len(decision.weighed))],
        "facts": [_act(act) for act in decision.facts],
        "acts": [_act(act) for act in decision.acts],
        "alternatives": [_act(act) for act in decision.alternatives],
    }


def lines(explained: dict[str, Any]) -> str:
    """For people: a line a segment, a mention, a hypothesis; then what is done."""
    shown = [f"« {explained['text']} » ({explained['language']})"]
    for segment in explained["segments"]:
        shown.append(f"  {segment['text']}")
        shown.append("    reading: " + ", ".join(f"{n} {p:.2f}" for n, p in segment["labels"]))
        shown += [f"    mention: {m}" for m in segment["mentions"]]
        shown += [
            f"    {'→' if h['chosen'] else ' '} {h['act']} {h['probability']:.2f}"
            f" (from {h['threshold']:.2f}) because {h['reason']}"
            for h in segment["hypotheses"]
        ]
    for name in ("facts", "acts", "alternatives"):
        shown += [f"  {name}: {act}" for act in explained[name]]
    return "\n".join(shown)


def _segment(decision: Decision, place: int) -> dict[str, Any]:
    weighed = decision.weighed[place]
    segment = weighed.segment
    return {
        "text": segment.text,
        "about_other": segment.about_other,
        "labels": [list(pair) for pair in segment.ranked[:_SHOWN]],
        "mentions": [
            f"{m.text} ({m.type}) = {m.target.id if m.target else '?'} [{m.quality}]"
            for m in segment.mentions
        ],
        "hypotheses": [
            {
                "act": _act(h.act),
                "probability": round(h.probability, 3),
                "threshold": round(threshold(h.act), 3),
                "reason": h.reason,
                "chosen": h is weighed.chosen,
            }
            for h in weighed.hypotheses[:_SHOWN]
        ],
    }


def _act(act: Act) -> str:
    name = "(the context decides)" if act.deferred else act.intent
    values = ", ".join(f"{key}={value}" for key, value in act.values.items())
    return f"{name} {values}".strip()
