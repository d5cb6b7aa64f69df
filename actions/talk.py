"""Talk about the talk: again, shorter, in other words, why this, « ce n'est pas ma question »."""

from __future__ import annotations

import re
from typing import Optional

from actions import alike, facts, lead_cards
from actions.registering import action
from actions.turn import Turn
from bot.booking.local_time import local_day
from bot.guidance.figures import figures
from bot.guidance.folding import fold
from bot.guidance.matching import explain_one
from bot.guidance.reading import read_position
from bot.guidance.salience import QUESTION
from bot.handoff import unanswered
from bot.storage.last_said import last_message, last_texts
from knowledge.base import title_of
from knowledge.cited import Cited
from knowledge.fact import facts_of
from knowledge.schema import Question
from knowledge.text import stems, tokens

_SENTENCE = re.compile(r"(?<=[.!?…])\s+")
_MAX_SHORT, _MAX_WHOLE, _MAX_SPOKEN, _MIN_STEM = 140, 220, 3, 3


@action("action_ask_again", interrupts=True)
def ask_again(turn: Turn) -> None:
    """What was said last: the same, shorter, or explained."""
    how, said = turn.values.get("value"), last_texts(turn.unit, turn.conversation)
    entry = _last_entry(turn)
    if how == "source":
        _tell_source(turn)
    elif how == "check":
        _check(turn)
    elif how == "no_list":
        _nothing_listed(turn)
    elif how == "explain" and entry is not None:
        turn.say("utter_said_otherwise", said=" ".join((entry.more or (entry.short,))[:1]))
    elif how == "shorten" and (entry is not None or said):
        turn.say("utter_said_shorter", said=shortened(entry.short if entry else said[0]))
    elif how == "repeat" and said:
        turn.say("utter_said_again", said="\n".join(said))
    elif said:
        turn.say("utter_explain_what", said=shortened(said[0]))
    else:
        turn.say("utter_nothing_said")


def _tell_source(turn: Turn) -> None:
    """Where the last answer comes from, how recent that is, and how sure."""
    base = turn.library.base
    entry = base.get(turn.salience.told)
    if not isinstance(entry, Cited):
        turn.say("utter_nothing_said")
        return
    response = "utter_source" if entry.sources else "utter_source_none"
    told = list(facts_of(entry, base))[:1]
    today = local_day(turn.now)
    status = [facts.standing(each.standing(today), each.rests_on.owner) for each in told]
    sources = facts.sources_of(entry, base)
    turn.say(response, title=title_of(entry), status=status, **facts.cited(sources))


def _check(turn: Turn) -> None:
    """The sentence of the last answer that speaks of what is checked, word for word: whether it
    agrees is never guessed."""
    entry = turn.library.base.questions.get(turn.salience.told)
    if entry is None:
        turn.say("utter_nothing_said")
        return
    sentences = [one for text in (entry.short, *entry.more) for one in _SENTENCE.split(text)]
    asked = figures(fold(turn.text))
    same = [one for one in sentences if asked & figures(fold(one))]
    units = {unit for unit, _ in asked}
    other = [one for one in sentences if units & {unit for unit, _ in figures(fold(one))}]
    name = "utter_check" if same or not asked else "utter_check_unknown"
    if other and not same:
        name = "utter_check_elsewise"
    words = {each for each in stems(tokens(turn.text)) if len(each) >= _MIN_STEM}
    near = max(same or other or sentences, key=lambda one: len(words & set(stems(tokens(one)))))
    if name == "utter_check_unknown" and "month" in units:
        turn.say("utter_check_no_date")
        return
    found = same or other or (words & set(stems(tokens(near))) and not asked)
    short = entry.short if len(entry.short) <= _MAX_WHOLE else shortened(entry.short)
    turn.say(name, said=near if found else short, id=entry.id)


def _nothing_listed(turn: Turn) -> None:
    """What was spoken about stands in the place of a list."""
    base = turn.library.base
    spoken = [r.id for r in turn.salience.referents if r.id in base.occupations][:_MAX_SPOKEN]
    options = [{"id": each, "title": base.occupations[each].title.both} for each in spoken]
    turn.say("utter_no_list", options=options)


def _last_entry(turn: Turn) -> Optional[Question]:
    current = turn.salience.subject
    if current is None or current.type != QUESTION:
        return None
    return turn.library.base.questions.get(current.id)


def shortened(text: str) -> str:
    """The first sentence, or as many whole ones as fit into MAX_SHORT characters."""
    kept = ""
    for sentence in _SENTENCE.split(text.strip()):
        if kept and len(kept) + len(sentence) > _MAX_SHORT:
            break
        kept = f"{kept} {sentence}".strip()
    return kept


@action("action_complain", interrupts=True)
def complain(turn: Turn) -> None:
    """« c'est pas ma question »: own it, pass the question on, ask for it in other words. What is
    said of the bot's questions ends them; of its answers, it is asked what was missing."""
    what = turn.values.get("value")
    if what == "questions":
        if turn.notebook.question is not None:
            turn.notebook.close_question()
        turn.say_anew("utter_complained_questions")
        return
    if what == "answers":
        turn.say_anew("utter_complained_answers")
        return
    before = last_message(turn.unit, turn.conversation, turn.seq)
    if before is not None:
        unanswered.keep(turn.unit, turn.conversation, before, turn.now)
    if not turn.more_to_come:
        turn.say("utter_complained")


@action("action_ask_why", interrupts=True)
def ask_why(turn: Turn) -> None:
    """Why a lead was shown, in the person's own words."""
    shown = turn.notebook.shown
    at = read_position(turn.text, len(shown)) or 0
    meant = turn.values.get("occupation") or (shown[at] if shown else None)
    if meant is None or meant not in turn.catalogue:
        turn.say("utter_why_nothing")
        return
    reasons = explain_one(meant, turn.notebook, turn.catalogue)
    found = turn.library.base.occupations[meant]
    pair = alike.pair_around(turn, meant) if not reasons else ()
    if pair:
        titles = {"first": pair[0].title.both, "second": pair[1].title.both}
        turn.say("utter_why_between", id=meant, title=found.title.both, **titles)
        return
    if not reasons:
        turn.say("utter_why_unsaid", id=meant, title=found.title.both)
        return
    why = [lead_cards.because(turn, found, reasons), found.summary[0]]
    turn.say("utter_why_lead", id=meant, title=found.title.both, why=why)
