"""Explorer: suggesting leads, and keeping or refusing them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from actions import (
    deciding,
    follow_ups,
    lead_cards,
    note_consent,
    noted_facts,
    prompts,
    similar_occupations,
)
from actions.action_registry import action
from actions.prompts import PromptHandler
from bot.choice_payloads import AskLeads, LikeLead
from bot.guidance import fact_extraction, ordinal_references
from bot.guidance.fact_extraction import LIKE, ExtractedFact
from bot.guidance.salience import OCCUPATION
from bot.guidance.self_contained_clauses import names_something
from bot.matching.lead_suggestions import Lead, find_same_domain, has_enough_input, suggest_leads
from bot.matching.occupation_neighbours import build_study_ladder
from bot.matching.scores import CLEAR_THRESHOLD
from bot.matching.work_history import find_held_occupations
from bot.notebook.guidance_errors import TooEarly
from bot.notebook.notebook_entries import Question
from bot.notebook.sensitive_topics import find_sensitive_topic
from bot.notebook.study_levels import MAX_SHORT_STUDIES_LEVEL
from bot.presentation import entry_facts
from bot.storage.message_history_repository import fetch_last_typed_messages
from bot.turn_context import Turn

# A refusal of this many words that names something gives its reason: « boucher non c'est dégueu ».
_MIN_REASON_WORDS = 4
# The fewest new leads that replace a list shown before.
_MIN_OTHER_LEADS = 3
# How many earlier messages are searched for tastes when leads are asked for.
_MAX_EARLIER_MESSAGES = 8


@action("action_start_exploring")
def start_exploring(turn: Turn) -> None:
    """Introduce the step « explorer »."""
    turn.notebook.go("explorer")
    turn.say("utter_explore")


@action("action_ask_leads")
def ask_leads(turn: Turn) -> None:
    """Suggest leads; asking for others leaves out those shown in this conversation."""
    wants_all = turn.chosen(AskLeads) is AskLeads.ALL
    turn.notebook.go("explorer")
    if wants_all:
        turn.notebook.lift_studies_limit()
        turn.say("utter_limit_lifted")
    seen = (*turn.salience.seen, *turn.salience.offered) if turn.values.get("more") else ()
    if not similar_occupations.show_between_tastes(turn):
        show_leads(turn, "utter_leads", exclude=seen)


def show_leads(
    turn: Turn, response: str, exclude: Sequence[str] = (), count: int = 5, left: Sequence[str] = ()
) -> None:
    """Suggest `count` leads, each with its reasons and objections; without any, name those `left`
    on the screen, say so, or ask for what the first ones can rest on."""
    leads, early = [], False
    try:
        leads = _suggest_new_leads(turn, count, exclude)
    except TooEarly:
        if _note_earlier_tastes(turn):
            show_leads(turn, response, exclude, count, left)
            return
        early = True
    if leads:
        lead_cards.set_shown_leads(turn, [lead.occupation_id for lead in leads])
        turn.say(response, leads=[lead_cards.build_lead_card(turn, lead) for lead in leads])
    elif left:
        titles = _join_titles(turn, left)
        turn.say("utter_leads_left", titles=titles, options=_title_options(turn, left))
    elif not early and turn.notebook.limit_level is not None:
        turn.say("utter_leads_none")
    elif not early and (turn.salience.seen or turn.salience.offered):
        turn.say("utter_leads_no_more")
    elif find_held_occupations(turn.notebook):
        # Only a trade was told: ask what of it to keep.
        turn.say("utter_step_change")
    elif not similar_occupations.show_similar_to_subject(turn):
        turn.say("utter_leads_early")


def _note_earlier_tastes(turn: Turn) -> bool:
    """Note what earlier messages tell that clearly points at professions.

    A message such as « j'ai trié toute la cave de mon oncle » is not noted as a taste at first.
    Returns whether leads can be suggested now.
    """
    messages = fetch_last_typed_messages(
        turn.unit, turn.conversation, turn.seq, _MAX_EARLIER_MESSAGES
    )
    noted = {fact.words for fact in turn.notebook.facts}  # « j'ai pas de train » is a constraint
    facts = [
        fact
        for text in messages
        if "?" not in text
        for fact in fact_extraction.extract_facts(LIKE, text, turn.notebook.whom)
        if fact.words not in noted and _is_clear_taste(turn, fact)
    ]
    for fact in facts:
        noted_facts.note_fact(turn, fact)
    return bool(facts) and has_enough_input(turn.notebook, turn.catalogue)


def _is_clear_taste(turn: Turn, fact: ExtractedFact) -> bool:
    if fact.kind != LIKE or find_sensitive_topic(fact.words):
        return False
    near = turn.library.near(fact.words, told=True)
    return bool(near) and near[0][1] >= CLEAR_THRESHOLD


def _suggest_new_leads(turn: Turn, count: int, exclude: Sequence[str]) -> list[Lead]:
    """Suggest leads without the professions that the message names (« j'ai été vendeuse »).

    When most were seen before, suggest others if there are enough, or any instead of a list that
    is on the screen.
    """
    named = turn.reading.professions if turn.reading is not None else ()
    turn.salience = turn.salience.with_seen(named)
    leads = suggest_leads(turn.notebook, turn.catalogue, count, (*exclude, *named))
    found, seen = {each.occupation_id for each in leads}, turn.salience.seen
    if 2 * len(found.intersection(seen)) < len(leads):
        return leads
    others = suggest_leads(turn.notebook, turn.catalogue, count, seen)
    on_screen = found.issubset({*seen}.intersection(turn.notebook.shown))
    return others if len(others) >= (1 if on_screen else _MIN_OTHER_LEADS) else leads


@action("action_like_lead")
def like_lead(turn: Turn) -> None:
    """Keep the leads that are meant."""
    entry = turn.occupation
    if entry is None:
        ask_which_lead(turn, "like_lead")
        return
    meant = _pointed_leads(turn) or [entry.id]
    for each in meant:
        turn.notebook.like(each, turn.now)
    turn.set(occupation=meant[-1])
    if len(meant) > 1:
        turn.say("utter_liked_several", titles=_join_titles(turn, meant))
    else:
        turn.say("utter_liked", id=entry.id, title=entry.title.both)


def _pointed_leads(turn: Turn) -> list[str]:
    """Return the leads that were pointed at by their positions.

    Professions that are merely named together are left out: « boulanger, pas boucher ».
    """
    if turn.chosen(LikeLead) is not LikeLead.POINTED:
        return []
    return list(turn.values.get("occupations") or ())


@action("action_refuse_lead")
def refuse_lead(turn: Turn) -> None:
    """Refuse the leads that are meant, then ask why unless the message says it."""
    entry = turn.occupation
    if entry is None:
        ask_which_lead(turn, "refuse_lead")
        return
    meant = _pointed_leads(turn) or [entry.id]
    for each in meant:
        turn.notebook.refuse("", turn.now, each)
    turn.set(occupation=None)
    why = Question("why", tuple(meant))
    if len(meant) > 1 and set(meant) != set(turn.notebook.shown):
        turn.say("utter_refused_several", titles=_join_titles(turn, meant))
        _show_replacement(turn, why)
        return
    if turn.more_to_come:  # For « militaire non, autre chose ? » the question follows.
        turn.say("utter_refused_several", titles=_join_titles(turn, meant))
    elif len(turn.text.split()) >= _MIN_REASON_WORDS and names_something(turn.text):
        _note_why(turn, why)
    else:
        prompts.ask(turn, why)


@action("action_ask_more_like_this", interrupts=True)
def ask_more_like_this(turn: Turn) -> None:
    """Show professions similar to the one that is meant."""
    entry = turn.occupation
    if entry is None:
        ask_which_lead(turn, "ask_more_like_this")
        return
    similar_occupations.show_similar(turn, entry)


@action("action_ask_shorter_studies", interrupts=True)
def ask_shorter_studies(turn: Turn) -> None:
    """Show professions near this one with shorter studies; without one, limit the leads."""
    entry = turn.occupation
    if entry is not None and similar_occupations.has_extra_wish(turn, allow_shorter_studies=False):
        # « la version avec moins de maths »
        similar_occupations.show_similar(turn, entry)
        return
    if entry is None:
        turn.notebook.limit(MAX_SHORT_STUDIES_LEVEL, turn.now)
        turn.say("utter_noted_limit")
        show_leads(turn, "utter_leads")
        return
    shorter = build_study_ladder(entry, turn.catalogue).shorter
    near = [each for each in shorter if each not in turn.notebook.refused][:5]
    if near:
        lead_cards.say_near_leads(turn, "utter_leads_shorter", entry, near)
    else:
        turn.say("utter_no_shorter", title=entry.title.both, id=entry.id)


def compare_named(turn: Turn) -> bool:
    """Compare the professions named in the text; False when there are fewer than two."""
    named = turn.values.get("occupations") or ()
    if len(named) < 2:
        return False
    deciding.compare_side_by_side(turn, named)
    return True


def ask_which_lead(turn: Turn, intent: str, namesakes: Iterable[str] = ()) -> None:
    """Ask which is meant, of the candidates for a name or of the leads shown and not refused."""
    shown = [each for each in turn.notebook.shown if each not in turn.notebook.refused]
    candidates = namesakes or turn.values.get("candidates") or shown
    found = entry_facts.occupation_options(candidates, turn.library.base)
    options = [{**option, "intent": intent} for option in found]
    turn.say("utter_which_lead" if options else "utter_name_occupation", options=options)


def _title_options(turn: Turn, occupations: Iterable[str]) -> list[dict[str, str]]:
    base = turn.library.base
    return [{"id": each, "title": entry_facts.entry_title(base, each)} for each in occupations]


def _join_titles(turn: Turn, occupations: Iterable[str]) -> str:
    return ", ".join(each["title"] for each in _title_options(turn, occupations))


def _ask_why(turn: Turn, question: Question) -> None:
    turn.say("utter_refused_why", title=_join_titles(turn, question.values))


def _note_why(turn: Turn, question: Question) -> None:
    """Note the reason that was typed or pressed, then show another lead."""
    occupation = question.values[0]  # the others of a list are refused already
    if turn.values.get("reason") == "studies":
        turn.notebook.limit(MAX_SHORT_STUDIES_LEVEL, turn.now)
        turn.say("utter_noted_limit")
    if note_consent.declines_to_note(turn, "tell_refusal"):
        turn.notebook.refuse("", turn.now, occupation)
    else:
        turn.notebook.refuse(turn.said, turn.now, occupation)
        turn.say("utter_reason_noted", words=turn.said)
    _show_replacement(turn, question)


def _show_replacement(turn: Turn, question: Question) -> None:
    """Show a lead in place of each refused one, or name the other one of a compared pair; where
    none were shown, go on with the profession spoken about."""
    if _say_remaining_of_pair(turn, question.values):
        return
    if not turn.notebook.shown and follow_ups.continue_with_subject(turn):
        return
    seen = list(turn.notebook.shown)
    twins = find_same_domain(question.values, turn.catalogue)
    exclude = (*seen, *turn.salience.seen, *twins)
    left = [each for each in seen if each not in turn.notebook.refused]
    show_leads(turn, "utter_leads_again", exclude, len(question.values), left)
    found = [each for each in turn.notebook.shown if each not in seen]
    turn.notebook.show(ordinal_references.merge_keeping_positions(seen, question.values, found))


def _say_remaining_of_pair(turn: Turn, refused: Sequence[str]) -> bool:
    """Name the other one of a compared pair; False unless exactly one of a pair was refused."""
    pair = [each.id for each in turn.salience.pair if each.type == OCCUPATION]
    left = [each for each in pair if each not in turn.notebook.refused]
    if len(refused) != 1 or refused[0] not in pair or len(left) != 1:
        return False
    turn.talk_about(OCCUPATION, left[0])
    turn.say(
        "utter_left_of_pair",
        refused=entry_facts.entry_title(turn.library.base, refused[0]),
        title=entry_facts.entry_title(turn.library.base, left[0]),
        id=left[0],
    )
    return True


prompts.PROMPT_HANDLERS["why"] = PromptHandler(
    say=_ask_why, skip=_show_replacement, words=_note_why, again=False, greedy=True
)
