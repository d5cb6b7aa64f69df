"""Which entry of the base a message asks for as a whole, whatever its pieces say by themselves.

« je suis au CEFA, mon patron me crie dessus, je fais quoi » is cut in three, and none of them asks
what all of it does. Two logistic regressions, `1 / (1 + exp(-z))` with z a weighted sum, tell

- whether anything of the base is asked for (`_OF_ASKING`), and
- whether the likeliest entry is the one (`_OF_BEING_RIGHT`);

the hypothesis has their product. They were fitted on 3,000 wordings of `nlu_data/entries` that were
held out of the classifier of entries, and on 5,000 labelled messages that ask for no entry (the
decision 31): from half on, 93 % of the wordings are taken for questions to the base and 7 % of the
others, most of which have an entry after all.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Optional

from bot.dialogue.interpretation import answers
from bot.dialogue.interpretation.brevity import MAX_SHORT, count_words
from bot.dialogue.interpretation.hypotheses import Hypothesis
from bot.dialogue.interpretation.questions import entry
from bot.dialogue.interpretation.state import InformationState
from bot.dialogue.interpretation.subjects import own_names
from bot.dialogue.reading import forms
from bot.dialogue.reading.labels import FRENCH
from bot.dialogue.reading.reader import Reading

# An entry is told from here on, in French and in another language. It has to be SURE under an open
# question, which the same words may answer, and where no piece asks (MIN_ASKED); less sure than
# that, the next ones are offered beside.
LEAST, LEAST_ABROAD, SURE = 0.3, 0.4, 0.5
MIN_ASKED = 0.3
NEAR = 2
_OF_ASKING = {
    **{"constant": 3.06, "margin": 0.94, "none": -8.04, "request": -4.52, "taste": -1.56},
    **{"told": -1.4, "social": -3.66, "off": -3.99, "named": -1.49, "agree": 0.54},
}
_OF_BEING_RIGHT = {"constant": -0.66, "margin": 1.79, "ratio": 0.52, "none": -1.35, "agree": 1.02}
_TASTES = ("tell.like", "tell.dislike", "tell.goal", "tell.strength", "tell.weakness")
_SOCIAL = ("social", "abuse", "meta")


@dataclass(frozen=True)
class Whole:
    """The entry that all of a message asks for. `shares`: of each entry, what it counts beside the
    likeliest, from 0 to 1."""

    hypothesis: Hypothesis
    shares: Mapping[str, float]


def asked(state: InformationState, reading: Reading) -> Optional[Whole]:
    """None where a message is long, asks for nothing, or says too little by itself while something
    is spoken about."""
    whole = reading.whole
    if whole is None or _goes_on(state, reading):
        return None
    compared = answers.compared(whole, state)
    if len(compared) < 2:
        return None
    features = _features(compared, whole.none, reading)
    probability = _probability(_OF_ASKING, features)
    probability *= _probability(_OF_BEING_RIGHT, features)
    if probability < _least(state, reading):
        return None
    act = entry(compared[0].id, reading.text)
    if probability < SURE:
        act.values["near"] = [each.id for each in compared[1 : 1 + NEAR]]
    said = Hypothesis(act, round(probability, 4), f"all of it asks for {compared[0].id}")
    return Whole(said, {each.id: each.together / compared[0].together for each in compared})


def _least(state: InformationState, reading: Reading) -> float:
    if state.question is not None or not _asks(reading):
        return SURE
    return LEAST if reading.language == FRENCH else LEAST_ABROAD


def _asks(reading: Reading) -> bool:
    """Whether a piece at least asks for something, by what it does or by its form."""
    return any(
        forms.is_question(segment.text) or segment.of_act("ask") >= MIN_ASKED
        for segment in reading.segments
    )


def _goes_on(state: InformationState, reading: Reading) -> bool:
    """« et c'est payé ? »: a few words about what is spoken about."""
    about = state.salience.subject or state.salience.lasting
    few = count_words(reading.text) <= MAX_SHORT
    return about is not None and few and not any(map(own_names, reading.segments))


def _features(
    compared: list[answers.Compared], none: float, reading: Reading
) -> Mapping[str, float]:
    first, second = compared[:2]
    found = max(compared, key=lambda each: each.searched)
    learnt = max(compared, key=lambda each: each.learnt)
    length = sum(len(each.text) for each in reading.segments)

    def share(*starts: str) -> float:
        """How much of the message does one of these, by letters."""
        return sum(
            len(segment.text) / length * p
            for segment in reading.segments
            for label, p in segment.ranked
            if label.startswith(starts)
        )

    taste = share(*_TASTES)
    return {
        "constant": 1.0,
        "margin": first.together - second.together,
        "ratio": math.log((first.learnt + 0.01) / (second.learnt + 0.01)),
        "none": none,
        "request": share("request."),
        "taste": taste,
        "told": share("tell.") - taste,
        "social": share(*(f"{act}." for act in _SOCIAL)),
        "off": share("off."),
        "named": float(bool(reading.professions)),
        "agree": float(found.id == learnt.id),
    }


def _probability(weights: Mapping[str, float], features: Mapping[str, float]) -> float:
    return 1.0 / (1.0 + math.exp(-sum(w * features[name] for name, w in weights.items())))
