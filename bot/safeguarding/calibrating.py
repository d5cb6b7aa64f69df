"""Makes the weights of the arbiter, plain numbers, from sentences that taught the classifier
nothing: `calibration/`, written for it, and `sentences/held_out.yml`."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from bot.safeguarding.arbiter import FILE
from bot.safeguarding.training import FOLDER as SENTENCES
from bot.safeguarding.training import HELD_OUT, NONE, Sentence, read

FOLDER = Path(__file__).with_name("calibration")
# What people say in earnest weighs more than what was made to be hard to tell apart, and the
# voices of `calibration/` more than the held-out ones, for those chose the classifier's scores.
EVERYDAY, VOICES = 2.0, 2.0
_C = 0.1


def sentences() -> list[Sentence]:
    """All that is weighed, each with its weight."""
    own = [one for path in sorted(FOLDER.glob("*.yml")) for one in read(path)]
    held = read(SENTENCES / HELD_OUT)
    voices = [_weighing(one, VOICES) for one in own]
    return [*voices, *together(voices), *(_weighing(one, 1.0) for one in held)]


def together(voices: Sequence[Sentence]) -> list[Sentence]:
    """Longer messages, so that length adds nothing: everyday sentences in threes, and some of
    distress between two of them."""
    everyday = [one for one in voices if one.kind == NONE]
    told = [one for one in voices if one.kind != NONE][::3]
    threes = zip(everyday[::3], everyday[1::3], everyday[2::3], strict=False)
    plain = [_joined(three, three[0]) for three in threes]
    between = zip(everyday, told, reversed(everyday), strict=False)
    return plain + [_joined(three, three[1]) for three in between]


def fit(found: Sequence[Mapping[str, float]], told: Sequence[Sentence]) -> dict[str, Any]:
    """Write the weights of a logistic model over what was found of each sentence."""
    names = list(found[0])
    rows = np.array([[each[name] for name in names] for each in found])
    mean, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-6
    model = LogisticRegression(C=_C, max_iter=5000)
    distress = [one.kind != NONE for one in told]
    model.fit((rows - mean) / spread, distress, sample_weight=[one.weight for one in told])
    weights = model.coef_[0] / spread
    bias = float(model.intercept_[0] - weights @ mean)
    made = {"bias": bias, **dict(zip(names, map(float, weights), strict=True))}
    facts = {
        "sentences": len(told),
        "weights": {name: round(weight, 4) for name, weight in made.items()},
    }
    FILE.write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")
    return facts


def _joined(several: Sequence[Sentence], of: Sentence) -> Sentence:
    text = " ".join(f"{one.text.rstrip('. ')}." for one in several)
    return Sentence(of.kind, of.topic, text, of.weight)


def _weighing(one: Sentence, voices: float) -> Sentence:
    # `training.read` marks what is said in earnest by its weight.
    everyday = EVERYDAY if one.weight > 1 else 1.0
    return Sentence(one.kind, one.topic, one.text, everyday * voices)
