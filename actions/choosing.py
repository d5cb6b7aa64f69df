"""Décider: comparing professions and noting a provisional choice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from actions import choice_arguments, deciding, exploring, note_consent, prompts, sureness
from actions.action_registry import action
from bot.choice_payloads import Choose, Compare
from bot.guidance import polarity
from bot.guidance.salience import CHOICE, OCCUPATION
from bot.notebook.guidance_errors import RefusedOccupation
from bot.notebook.notebook_entries import Question
from bot.presentation import entry_facts
from bot.turn_context import Turn

# The open question whether a hedged choice counts; `values`: profession, study, words.
_KIND = "choice"


@action("action_compare")
def compare(turn: Turn) -> None:
    """Compare the named professions, argue for each, or continue the grid."""
    named = turn.values.get("occupations") or ()
    wanted = turn.chosen(Compare)
    if wanted is Compare.PAIR:
        named = [each.id for each in turn.salience.pair if each.type == OCCUPATION]
    if wanted is Compare.TIP:
        choice_arguments.say_arguments(turn, named or deciding.occupations_in_view(turn))
    elif len(named) >= 2:
        deciding.compare_side_by_side(turn, named)
    elif wanted is Compare.GRID and turn.notebook.comparison:
        deciding.continue_grid(turn)
    else:
        deciding.start_deciding(turn)


@action("action_choose", interrupts=True)
def choose(turn: Turn) -> None:
    """Note a provisional decision or that there is none yet, or recall the last one."""
    value = turn.chosen(Choose)
    if value is Choose.RECALL:
        _say_choice(turn)
        return
    if value is Choose.LATER:
        choice_arguments.say_still_possible(turn)
        return
    if value is Choose.NONE:
        turn.notebook.decide(None, turn.now)
        turn.say("utter_not_deciding")
        sureness.offer_after(turn)
        return
    if value is Choose.RELIEVED:
        compared = entry_facts.occupation_options(turn.notebook.compared, turn.library.base)
        turn.say("utter_relieved", options=compared)
        return
    found, study = turn.occupation, note_consent.words_to_keep(str(turn.values.get("study") or ""))
    if found is None and not study:
        _ask_which(turn)
        return
    chosen = study if found is None or study else found.id
    words = note_consent.words_to_keep(turn.text)
    if _is_hedged(turn):
        prompts.ask(turn, Question(_KIND, (chosen, words)))
    else:
        _note_choice(turn, chosen, words)


def _is_hedged(turn: Turn) -> bool:
    """Whether the choice is told with a reservation, there or in the sentence after it."""
    segments = [each.text for each in turn.reading.segments] if turn.text and turn.reading else []
    place = segments.index(turn.text) if turn.text in segments else len(segments)
    return any(map(polarity.is_hedged, [turn.text, *segments[place + 1 : place + 2]]))


def _ask_which(turn: Turn) -> None:
    """Ask what is chosen, among the professions that share the name that was said."""
    mentions = turn.reading.mentions if turn.reading is not None else ()
    namesakes = [each for mention in mentions for each in mention.candidates]
    if namesakes:
        exploring.ask_which_lead(turn, "choose", namesakes)
    else:
        turn.say("utter_choose_which")


def _note_choice(turn: Turn, chosen: str, words: str) -> None:
    """Note a profession of the base by its id, or what else is chosen in the person's words."""
    found = turn.library.base.occupations.get(chosen)
    try:
        if found is None:
            turn.notebook.decide(None, turn.now, words, study=chosen)
        else:
            turn.notebook.decide(chosen, turn.now, words)
    except RefusedOccupation:
        turn.say("utter_compare_refused", id=chosen, title=found.title.both if found else chosen)
        return
    if found is not None:
        turn.set(occupation=chosen)
    turn.salience = turn.salience.asked(CHOICE)  # for « ah non, l'autre »
    _say_chosen(turn, entry_facts.aim_title(turn.library.base, chosen))


def _say_chosen(turn: Turn, title: str) -> None:
    """Confirm the choice, and propose a plan unless the same message asks for more."""
    turn.say("utter_chosen_briefly" if turn.more_to_come else "utter_chosen", title=title)
    sureness.offer_after(turn)


def _say_choice(turn: Turn) -> None:
    """Say the current choice and its alternatives."""
    base, decided, reserve = turn.library.base, turn.notebook.decision, turn.notebook.plan_b
    chosen = entry_facts.aim_title(base, decided.aim) if decided else ""
    second = entry_facts.aim_title(base, reserve.aim) if reserve else ""
    others = [
        each
        for each in deciding.occupations_in_view(turn)
        if not decided or each != decided.occupation
    ]
    if not (chosen or second or others):
        turn.say("utter_recall_nothing")
        return
    turn.say(
        "utter_recall",
        chosen={"say": "utter_recall_chosen" if chosen else "utter_recall_open", "title": chosen},
        reserve=_render_alternatives(turn, second, others),
    )


def _render_alternatives(turn: Turn, reserve: str, others: Sequence[str]) -> Any:
    if reserve:
        return {"say": "utter_recall_reserve", "title": reserve}
    titles = ", ".join(entry_facts.entry_title(turn.library.base, each) for each in others)
    return {"say": "utter_recall_seen", "titles": titles} if titles else ""


def _say_question(turn: Turn, question: Question) -> None:
    chosen = question.values[0]
    turn.say("utter_choose_sure", title=entry_facts.aim_title(turn.library.base, chosen))


def _answer_yes_no(turn: Turn, question: Question, yes: bool) -> None:
    if yes:
        _note_choice(turn, *question.values)
    else:
        turn.say("utter_choose_not_yet")


def _skip_question(turn: Turn, question: Question) -> None:
    turn.say("utter_choose_not_yet")


prompts.PROMPT_HANDLERS[_KIND] = prompts.PromptHandler(
    say=_say_question,
    skip=_skip_question,
    confirm=_answer_yes_no,
    again=False,
    expires=lambda turn, question: True,
)
