"""The notebook: shown, corrected, and the code that designates it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Optional

from actions import facts
from actions.registering import action
from actions.turn import Turn
from bot.guidance import questionnaire, removal
from bot.guidance.errors import NothingFound
from bot.privacy.codes import code_for

_MOST_LINES = 8


@action("action_show_notebook", interrupts=True)
def show_notebook(turn: Turn) -> None:
    lines = list(_lines(turn))
    if lines:
        turn.say("utter_notebook", lines=lines)
    else:
        turn.say("utter_notebook_empty")


@action("action_correct_notebook", interrupts=True)
def correct_notebook(turn: Turn) -> None:
    """Take out what the person names: a profession, or words of a note."""
    what = turn.values.get("words") or removal.asked(turn.text) or turn.text
    if not what:
        ask_what(turn)
        return
    named = turn.values.get("occupation")
    gone = [*_take_out(turn, named), *_take_out(turn, what), *_take_interest(turn, what)]
    if gone:
        turn.say("utter_removed", what=", ".join(dict.fromkeys(gone)))
    else:
        turn.say("utter_removed_nothing")
        ask_what(turn)


def _take_out(turn: Turn, what: Optional[str]) -> list[str]:
    """A profession by its id, or notes by their words; the names of what is gone."""
    if not what:
        return []
    try:
        removed = turn.notebook.remove(what)
    except NothingFound:
        return []
    base = turn.library.base
    return [*(facts.title(base, one) for one in removed.occupations), *removed.words]


def _take_interest(turn: Turn, what: str) -> list[str]:
    """An interest by the label that the notebook shows."""
    known = {n: each.label for n, each in turn.library.interests.interests.items()}
    number = removal.labelled(turn.notebook, known, what)
    if number is None:
        return []
    turn.notebook.drop_interest(number)
    return [known[number]]


@action("action_ask_code", interrupts=True)
def ask_code(turn: Turn) -> None:
    """The words that designate this notebook, the same at each asking."""
    if list(_lines(turn)):
        turn.say("utter_code", code=code_for(turn.person, turn.key))
    else:
        turn.say("utter_code_early")


def ask_what(turn: Turn) -> None:
    """What to take out: the latest notes and interests, each a press away."""
    kept, known = turn.notebook, turn.library.interests.interests
    lines = [
        *(note.words for note in kept.dreams),
        *(refusal.words for refusal in kept.refusals if not refusal.occupation),
        *(known[interest.number].label for interest in kept.interests),
    ]
    shown = list(dict.fromkeys(lines))[-_MOST_LINES:]
    if shown:
        turn.say("utter_remove_what", options=[{"label": w, "words": w} for w in shown])
    else:
        show_notebook(turn)


def _lines(turn: Turn) -> Iterator[dict[str, Any]]:
    """The notebook as sentences, in the order of the steps."""
    kept, base = turn.notebook, turn.library.base
    for note in kept.dreams:
        yield {"say": "utter_line_dream", "words": note.words, "when": facts.day(note.when)}
    for interest in kept.interests:
        label = turn.library.interests.interests[interest.number].label
        yield {"say": "utter_line_interest", "label": label}
    for refusal in kept.refusals:
        if refusal.occupation:
            title = facts.title(base, refusal.occupation)
            yield {"say": "utter_line_refused", "title": title, "words": refusal.words or "…"}
        else:
            when = facts.day(refusal.when)
            yield {"say": "utter_line_refusal", "words": refusal.words, "when": when}
    if kept.limit_level is not None:
        yield {"say": "utter_line_limit"}
    done, total = questionnaire.progress(kept)
    if done:
        yield {"say": "utter_line_answers", "done": done, "total": total}
    for like in kept.likes:
        title = facts.title(base, like.occupation)
        yield {"say": "utter_line_like", "title": title, "when": facts.day(like.when)}
    if kept.comparison:
        titles = ", ".join(facts.title(base, one) for one in kept.comparison)
        yield {"say": "utter_line_compare", "titles": titles}
    if kept.decision and kept.decision.occupation:
        title = facts.title(base, kept.decision.occupation)
        yield {"say": "utter_line_decision", "title": title, "when": facts.day(kept.decision.when)}
    if kept.plan:
        first = facts.day(kept.plan[0].due)
        yield {"say": "utter_line_plan", "steps": len(kept.plan), "when": first}
