"""`boussole nlu --explain`: hypotheses for a line, with reasons, and the decision.

Shows at which stage a message is misunderstood.
"""

from __future__ import annotations

import datetime as dt
import json
from functools import partial
from typing import Any

from bot.dialogue.interpretation.decision_rules import Decision, decide
from bot.dialogue.interpretation.hypotheses import Act
from bot.dialogue.interpretation.hypothesis_ranking import act_threshold
from bot.dialogue.interpretation.information_state import InformationState
from bot.dialogue.reading.reader import Reading
from bot.dialogue.reading.reading_weights import load_reader
from bot.guidance.salience import Referent, Salience
from bot.notebook.notebook_entries import Question
from knowledge.library import Library

_MAX_SHOWN = 5


class InvalidState(ValueError):
    """The state is not JSON of the shape that `parse_state` reads."""


def parse_state(text: str, library: Library, today: dt.date) -> InformationState:
    """Parse a state from JSON; each key is optional, subjects are newest first.

    `{"subjects": [["occupation", "infirmier"]], "listed": [...], "question": "dream", "whom":
    "child", "decided": "infirmier", "reserve": "boulanger", "kept": [...]}`

    Raises:
        InvalidState.
    """
    try:
        given: dict[str, Any] = json.loads(text or "{}")
        referents = tuple(Referent(*pair) for pair in given.get("subjects", ()))
        listed = tuple(Referent(*pair) for pair in given.get("listed", ()))
    except (TypeError, ValueError, AttributeError) as error:
        raise InvalidState(f"--state: {error}") from error
    kind = given.get("question")
    return InformationState(
        salience=Salience(referents=referents, listed=listed),
        library=library,
        today=today,
        question=Question(kind) if kind else None,
        accepts_free_words=bool(kind),
        whom=given.get("whom"),
        decided=str(given.get("decided") or ""),
        reserve=str(given.get("reserve") or ""),
        kept=tuple(given.get("kept", ())),
        asked=partial(load_reader().asked, library=library),
    )


def explain(reading: Reading, state: InformationState) -> dict[str, Any]:
    """Return the explanation as plain data."""
    decision = decide(state, reading)
    return {
        "text": reading.text,
        "language": reading.language,
        "segments": [_describe_segment(decision, place) for place in range(len(decision.weighed))],
        "facts": [_describe_act(act) for act in decision.facts],
        "acts": [_describe_act(act) for act in decision.acts],
        "alternatives": [_describe_act(act) for act in decision.alternatives],
    }


def format_explanation(explained: dict[str, Any]) -> str:
    """Format an explanation as text: segments, mentions, hypotheses, then the decision."""
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


def _describe_segment(decision: Decision, place: int) -> dict[str, Any]:
    weighed = decision.weighed[place]
    segment = weighed.segment
    return {
        "text": segment.text,
        "about_other": segment.about_other,
        "labels": [list(pair) for pair in segment.ranked[:_MAX_SHOWN]],
        "mentions": [
            f"{m.text} ({m.type}) = {m.target.id if m.target else '?'} [{m.quality}]"
            for m in segment.mentions
        ],
        "hypotheses": [
            {
                "act": _describe_act(h.act),
                "probability": round(h.probability, 3),
                "threshold": round(act_threshold(h.act), 3),
                "reason": h.reason,
                "chosen": h is weighed.chosen,
            }
            for h in weighed.hypotheses[:_MAX_SHOWN]
        ],
    }


def _describe_act(act: Act) -> str:
    name = "(the context decides)" if act.deferred else act.intent
    values = ", ".join(f"{key}={value}" for key, value in act.values.items())
    return f"{name} {values}".strip()
