"""Explorer, in real life: how to try a profession out, and what trying it changed."""

from __future__ import annotations

from typing import Optional

from actions import asking, exploring, facts, noting
from actions.asking import Kind
from actions.registering import action
from actions.turn import Turn
from bot.guidance.entries import CHANGES, Question
from bot.guidance.matching import knows_enough


@action("action_ask_try", interrupts=True)
def ask_try(turn: Turn) -> None:
    """Visits, internships, open days, talks with people in the trade; and the events to come."""
    base, found = turn.library.base, turn.occupation
    coming = sorted((e for e in base.events.values() if e.end >= turn.now), key=lambda e: e.start)
    turn.say(
        "utter_try",
        about=facts.about(found),
        events=[facts.event(event, base) for event in coming[:2]],
    )


@action("action_tell_trial", interrupts=True)
def tell_trial(turn: Turn) -> None:
    """« j'ai testé »: which profession, then what it changed, by three answers; the words stay."""
    found, change, told = turn.occupation, turn.values.get("value"), _told(turn)
    if found is None:
        _ask_which(turn, told)
        return
    turn.set(occupation=found.id)
    if change not in CHANGES:
        asking.ask(turn, Question(_KIND, (told,), found.id))
        return
    turn.notebook.try_out(found.id, change, turn.now, told)
    if _asked(turn):
        turn.notebook.close_question()
    turn.say(f"utter_tried_{change}", title=found.title.both, id=found.id)
    if change == "less" and knows_enough(turn.notebook, turn.catalogue):
        exploring.show_leads(turn, "utter_leads_again", exclude=(found.id,), count=1)


def _ask_which(turn: Turn, told: str) -> None:
    question = Question(_KIND, (told,))
    if turn.values.get("candidates"):
        turn.notebook.open(question)
        exploring.ask_which(turn, "tell_trial")
    else:
        asking.ask(turn, question)


def _told(turn: Turn) -> str:
    """What was said of the trial: now, or before its profession and its change were asked."""
    asked, found = _asked(turn), turn.occupation
    if asked and (not asked.about or found is None or asked.about == found.id):
        return asked.values[0]
    return noting.quotable(turn.text)


def _asked(turn: Turn) -> Optional[Question]:
    question = turn.notebook.question
    return question if question is not None and question.kind == _KIND else None


def _say(turn: Turn, question: Question) -> None:
    if not question.about:
        turn.say("utter_trial_which")
        return
    options = [{"value": one, "label": {"say": f"utter_change_{one}"}} for one in CHANGES]
    title = facts.title(turn.library.base, question.about)
    turn.say("utter_trial", title=title, id=question.about, options=options)


def _leave(turn: Turn, question: Question) -> None:
    turn.say("utter_trial_left")


_KIND = "trial"  # values: the words that told it; about: the profession, once it is known
asking.KINDS[_KIND] = Kind(say=_say, skip=_leave, names="tell_trial")
