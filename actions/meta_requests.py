"""Requests about the conversation itself: repeat, shorten, explain, cite, complain."""

from __future__ import annotations

import re
from typing import Optional

from actions import lead_cards, similar_occupations
from actions.action_registry import action
from bot.booking.local_time import local_day
from bot.choice_payloads import AskAgain, Complain
from bot.guidance.quantities import parse_quantities
from bot.guidance.salience import QUESTION
from bot.guidance.short_answer_parser import parse_position
from bot.language.folding import fold_text
from bot.language.normalisation import stem_words, tokenise
from bot.matching.lead_suggestions import explain_occupation
from bot.presentation import entry_facts
from bot.storage.reply_repository import fetch_last_reply_texts
from bot.turn_context import Turn
from knowledge.entry_kinds import title_of
from knowledge.entry_schema import Question
from knowledge.facts import iter_facts
from knowledge.provenance import EntryModel

_SENTENCE = re.compile(r"(?<=[.!?…])\s+")
_MAX_SHORT_CHARS, _MAX_ANSWER_CHARS, _MAX_SUBJECTS, _MIN_STEM_CHARS = 140, 220, 3, 3


@action("action_ask_again", interrupts=True)
def ask_again(turn: Turn) -> None:
    """Repeat, shorten, explain or source the last answer."""
    how, replies = turn.chosen(AskAgain), fetch_last_reply_texts(turn.unit, turn.conversation)
    entry = _last_entry(turn)
    if how is AskAgain.SOURCE:
        _say_source(turn)
    elif how is AskAgain.CHECK:
        _say_check(turn)
    elif how is AskAgain.NO_LIST:
        _say_no_list(turn)
    elif how is AskAgain.EXPLAIN and entry is not None:
        turn.say("utter_said_otherwise", said=" ".join((entry.more or (entry.short,))[:1]))
    elif how is AskAgain.SHORTEN and (entry is not None or replies):
        turn.say("utter_said_shorter", said=shorten_text(entry.short if entry else replies[0]))
    elif how is AskAgain.REPEAT and replies:
        turn.say("utter_said_again", said="\n".join(replies))
    elif replies:
        turn.say("utter_explain_what", said=shorten_text(replies[0]))
    else:
        turn.say("utter_nothing_said")


def _say_source(turn: Turn) -> None:
    """Say the source of the last answer, its date and its certainty."""
    base = turn.library.base
    entry = base.get(turn.salience.told)
    if not isinstance(entry, EntryModel):
        turn.say("utter_nothing_said")
        return
    response = "utter_source" if entry.sources else "utter_source_none"
    facts = list(iter_facts(entry, base))[:1]
    today = local_day(turn.now)
    status = [
        entry_facts.render_certainty(fact.standing(today), fact.rests_on.owner) for fact in facts
    ]
    sources = entry_facts.sources_of_entry(entry, base)
    turn.say(response, title=title_of(entry), status=status, **entry_facts.source_facts(sources))


def _say_check(turn: Turn) -> None:
    """Quote the sentence of the last answer about what the person wants to check.

    Whether the person is right is never stated: sentences with the same quantity come first, then
    those with another quantity of the same unit, then the one that shares most words.
    """
    entry = turn.library.base.questions.get(turn.salience.told)
    if entry is None:
        turn.say("utter_nothing_said")
        return
    sentences = [part for text in (entry.short, *entry.more) for part in _SENTENCE.split(text)]
    asked = parse_quantities(fold_text(turn.text))
    units = {unit for unit, _ in asked}
    quantities = {sentence: parse_quantities(fold_text(sentence)) for sentence in sentences}
    same = [sentence for sentence in sentences if asked & quantities[sentence]]
    other = [each for each in sentences if units & {unit for unit, _ in quantities[each]}]
    if "month" in units and not (same or other):
        turn.say("utter_check_no_date")
        return
    stems = {stem for stem in stem_words(tokenise(turn.text)) if len(stem) >= _MIN_STEM_CHARS}
    shared = {each: len(stems & set(stem_words(tokenise(each)))) for each in sentences}
    nearest = max(same or other or sentences, key=lambda sentence: shared[sentence])
    if same or other or (shared[nearest] and not asked):
        quote = nearest
    else:
        quote = entry.short
        if len(quote) > _MAX_ANSWER_CHARS:
            quote = shorten_text(quote)
    response = "utter_check_elsewise" if other else "utter_check_unknown"
    if same or not asked:
        response = "utter_check"
    turn.say(response, said=quote, id=entry.id)


def _say_no_list(turn: Turn) -> None:
    """Offer the professions spoken about, where the person refers to a list that was not shown."""
    base = turn.library.base
    spoken = [r.id for r in turn.salience.referents if r.id in base.occupations][:_MAX_SUBJECTS]
    options = [{"id": each, "title": base.occupations[each].title.both} for each in spoken]
    turn.say("utter_no_list", options=options)


def _last_entry(turn: Turn) -> Optional[Question]:
    current = turn.salience.subject
    if current is None or current.type != QUESTION:
        return None
    return turn.library.base.questions.get(current.id)


def shorten_text(text: str) -> str:
    """Return the first sentence, with as many more as fit into `_MAX_SHORT_CHARS` characters."""
    kept = ""
    for sentence in _SENTENCE.split(text.strip()):
        if kept and len(kept) + len(sentence) > _MAX_SHORT_CHARS:
            break
        kept = f"{kept} {sentence}".strip()
    return kept


@action("action_complain", interrupts=True)
def complain(turn: Turn) -> None:
    """Reply to a complaint.

    About the bot's questions, close the open one; about its answers, ask what was missing; else
    say that the team will see the question (« c'est pas ma question »).
    """
    what = turn.chosen(Complain)
    if what is Complain.QUESTIONS:
        if turn.notebook.question is not None:
            turn.notebook.close_question()
        turn.say_next_variant("utter_complained_questions")
        return
    if what is Complain.ANSWERS:
        turn.say_next_variant("utter_complained_answers")
        return
    if not turn.more_to_come:
        turn.say("utter_complained")


@action("action_ask_why", interrupts=True)
def ask_why(turn: Turn) -> None:
    """Say why a lead was shown, in the person's own words."""
    shown = turn.notebook.shown
    position = parse_position(turn.text, len(shown)) or 0
    meant = turn.values.get("occupation") or (shown[position] if shown else None)
    if meant is None or meant not in turn.catalogue:
        turn.say("utter_why_nothing")
        return
    found = turn.library.base.occupations[meant]
    refused = turn.notebook.find_refusal_reason(meant)
    if refused:
        turn.say("utter_why_refused", title=found.title.both, words=refused)
        return
    reasons = explain_occupation(meant, turn.notebook, turn.catalogue)
    pair = similar_occupations.find_surrounding_pair(turn, meant) if not reasons else ()
    if pair:
        titles = {"first": pair[0].title.both, "second": pair[1].title.both}
        turn.say("utter_why_between", id=meant, title=found.title.both, **titles)
        return
    if not reasons:
        turn.say("utter_why_unsaid", id=meant, title=found.title.both)
        return
    why = [lead_cards.render_reason(turn, found, reasons), found.summary[0]]
    turn.say("utter_why_lead", id=meant, title=found.title.both, why=why)
