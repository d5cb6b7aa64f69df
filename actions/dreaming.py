"""Rêver: open prompts, what is liked, what is refused."""

from __future__ import annotations

from actions import first_leads, follow_ups, note_consent, noted_facts, prompts
from actions.action_registry import action
from actions.prompts import PromptHandler
from bot.choice_payloads import NoteConsent
from bot.guidance import clause_extraction, dream_prompts, fact_extraction
from bot.guidance.fact_extraction import ANYBODY_AUDIENCE, DISLIKE, LIKE, ExtractedFact
from bot.notebook.notebook_entries import Question
from bot.notebook.study_levels import MAX_SHORT_STUDIES_LEVEL
from bot.turn_context import Turn


@action("action_start_dreaming")
def start_dreaming(turn: Turn) -> None:
    turn.notebook.go("rever")
    question = turn.notebook.question
    standing = question is not None and question.kind == dream_prompts.QUESTION_KIND
    prompts.ask(
        turn, question if standing and question else dream_prompts.build_first_prompt(turn.notebook)
    )


@action("action_tell_interest")
def tell_interest(turn: Turn) -> None:
    """A chosen interest, or free words read into interests; an open prompt goes on."""
    chosen, question = turn.values.get("interest"), turn.notebook.question
    if chosen:
        _note_chosen_interest(turn, int(chosen))
        if question is not None and question.kind == dream_prompts.QUESTION_KIND:
            turn.notebook.close_question()
        if question is not None and dream_prompts.is_easier_prompt(question):
            _ask_next(turn, question)
        else:
            _invite_more(turn)
    elif not turn.words:
        start_dreaming(turn)  # the meaning itself was pressed (« Dire ce que j'aime »)
    elif not (turn.is_answer and prompts.answer_words(turn)):
        _note_free_words(turn)


@action("action_tell_refusal")
def tell_refusal(turn: Turn) -> None:
    """Why a lead was refused, or what is refused in general."""
    question = turn.notebook.question
    prompt = question if dream_prompts.takes_refusals(question, turn.words) else None
    if turn.is_answer and prompt is None and prompts.answer_words(turn):
        return
    if question is not None and question.kind == "why" and turn.values.get("reason"):
        prompts.answer_words(turn)
        return
    if not turn.text and not turn.values:
        prompts.ask(turn, Question(dream_prompts.QUESTION_KIND, about=dream_prompts.REFUSAL_PROMPT))
        return
    told = note_refusal(turn)
    if prompt is not None:
        turn.notebook.close_question()
        turn.notebook.go("rever")
        _ask_next(turn, prompt)
    else:
        follow_ups.propose_next_step(turn, told)


def note_refusal(turn: Turn) -> list[ExtractedFact]:
    """Note what is refused; « long studies » limits the leads until taken back."""
    if turn.values.get("reason") == "studies":
        turn.notebook.limit(MAX_SHORT_STUDIES_LEVEL, turn.now)
        turn.say("utter_noted_limit")
        return []
    if note_consent.declines_to_note(turn, "tell_refusal"):
        return []
    words = turn.words or turn.said
    told = fact_extraction.extract_facts(DISLIKE, words, audience=ANYBODY_AUDIENCE) or [
        ExtractedFact(DISLIKE, words)
    ]
    for each in told:
        noted_facts.note_fact(turn, each)
    if len(told) == 1 and not told[0].topics:
        turn.say("utter_noted_refusal", words=told[0].words)
    else:
        noted_facts.say_back(turn, told)
    return told


def _note_chosen_interest(turn: Turn, number: int) -> None:
    label = turn.library.interests.interests[number].label
    near = turn.library.near(f"{turn.said}, {label}", told=True)
    turn.notebook.add_dream(turn.said, [number], turn.now, near)
    turn.notebook.confirm_interest(number)
    turn.say("utter_noted_choice", labels=label)


def _note_free_words(turn: Turn) -> None:
    """Free words without a prompt: noted, and the professions that they point at, unless something
    else is being asked."""
    if note_consent.declines_to_note(turn, "tell_interest"):
        return
    of = ANYBODY_AUDIENCE if turn.chosen(NoteConsent) else turn.notebook.whom
    told = fact_extraction.extract_facts(LIKE, turn.words, of)
    _note_facts(turn, told)
    if turn.notebook.question is not None:
        prompts.remind_of_question(turn)
    elif not told:
        follow_ups.acknowledge_statement(turn)
    elif all(each.kind != LIKE for each in told):
        follow_ups.propose_next_step(turn, told)
    elif not first_leads.offer_first_leads(turn):
        _invite_more(turn)


def _note_facts(turn: Turn, told: list[ExtractedFact]) -> None:
    """Keep what was told, with the interests and the professions that it comes near to."""
    for each in told:
        noted_facts.note_fact(turn, each)
    if len(told) == 1 and told[0].kind == LIKE:
        turn.say("utter_noted_words", words=told[0].words)
    else:
        noted_facts.say_back(turn, told)


def _invite_more(turn: Turn) -> None:
    """More of the same, not in the same words twice."""
    ways = ("utter_interest_next", "utter_interest_more", "utter_step_leads")
    any(follow_ups.say_once(turn, each) for each in ways)


def _say_prompt(turn: Turn, question: Question) -> None:
    turn.say(f"utter_dream_{question.about}")


def _answer_words(turn: Turn, question: Question) -> None:
    if question.about == dream_prompts.REFUSAL_PROMPT:
        if not clause_extraction.is_empty_talk(turn.words):
            note_refusal(turn)
        turn.notebook.go("rever")
    elif not note_consent.declines_to_note(turn, "tell_interest"):
        told = fact_extraction.extract_facts(LIKE, turn.words, audience=ANYBODY_AUDIENCE)
        if not told and not dream_prompts.is_easier_prompt(question):
            _ask_easier(turn, question)
            return
        _note_facts(turn, told)
    _ask_next(turn, question)


def _ask_easier(turn: Turn, question: Question) -> None:
    """« bof » answers nothing: two small situations instead."""
    simpler = dream_prompts.build_easier_prompt(question)
    if simpler is not None:
        prompts.ask(turn, simpler)
    else:
        _ask_next(turn, question)


def _ask_next(turn: Turn, question: Question) -> None:
    following = dream_prompts.build_next_prompt(question)
    if following is not None:
        prompts.ask(turn, following)
    else:
        turn.say("utter_dream_done")


def _answer_yes_no(turn: Turn, question: Question, yes: bool) -> None:
    """A bare yes tells nothing yet; a bare no is nothing to tell."""
    if yes:
        prompts.ask(turn, question)
    else:
        _ask_next(turn, question)


prompts.PROMPT_HANDLERS[dream_prompts.QUESTION_KIND] = PromptHandler(
    say=_say_prompt,
    skip=_ask_next,
    words=_answer_words,
    confirm=_answer_yes_no,
    easier=dream_prompts.build_easier_prompt,
)
