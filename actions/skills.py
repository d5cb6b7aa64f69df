"""Rêver: skills read from the experiences that the person tells."""

from __future__ import annotations

from collections.abc import Iterable

from actions import note_consent, prompts
from actions.action_registry import action
from actions.prompts import PromptHandler
from bot.choice_payloads import NoteConsent, StartSkills
from bot.matching import skill_questions
from bot.notebook.notebook_entries import Question
from bot.turn_context import Turn

_QUESTION_KINDS = (skill_questions.QUESTION_KIND, skill_questions.CONFIRMATION_KIND)
# More skills read in one sentence would be guesses.
_MAX_SKILLS_READ = 2


@action("action_start_skills")
def start_skills(turn: Turn) -> None:
    """Start, or handle a pressed context, situation or confirmation."""
    turn.notebook.go("rever")
    value, item = turn.chosen(StartSkills), turn.values.get("item")
    if value in (StartSkills.RIGHT, StartSkills.WRONG):
        _judge_skills(turn, turn.values.get("words") or "", value is StartSkills.RIGHT)
    elif value is not None:
        prompts.ask(
            turn, skill_questions.build_context_question(_current_question(turn), value, turn.said)
        )
    elif item:
        _note_experience(turn, _current_question(turn), turn.said, [int(item)])
    elif turn.chosen(NoteConsent) or (turn.text and _read_skills(turn)):
        # « j'ai fait du baby-sitting, ça sert ? »
        _answer_words(turn, _current_question(turn))
    else:
        prompts.ask(turn, _current_question(turn))


def join_skill_labels(turn: Turn, numbers: Iterable[int]) -> str:
    """Join the labels of skills, as the continuation of « tu sais »."""
    return ", ".join(turn.library.skills.skills[number].label for number in numbers)


def _current_question(turn: Turn) -> Question:
    """Return the open question about skills, else the first one."""
    question = turn.notebook.question
    if question is not None and question.kind in _QUESTION_KINDS:
        return question
    return skill_questions.build_first_question()


def _read_skills(turn: Turn) -> list[int]:
    return [number for number, _ in turn.library.skills.read(turn.vector, _MAX_SKILLS_READ)]


def _answer_words(turn: Turn, question: Question) -> None:
    """Read skills in free words; words that may not be noted give way to the chosen context."""
    words = turn.words
    if note_consent.declines_to_note(turn, "start_skills"):
        words = skill_questions.get_chosen_words(question)
    if words:
        _note_experience(turn, question, words, _read_skills(turn))
    else:
        prompts.ask(turn, skill_questions.build_repeated_question(question))


def _note_experience(turn: Turn, question: Question, words: str, numbers: list[int]) -> None:
    """Note an experience with its skills and ask to confirm the new ones."""
    turn.notebook.add_experience(words, numbers, turn.now)
    fresh = [
        n
        for n in skill_questions.find_unconfirmed_skills(turn.notebook, words.strip())
        if n in numbers
    ]
    if fresh:
        prompts.ask(turn, skill_questions.build_confirmation_question(question, fresh))
    elif numbers:
        turn.say("utter_skills_known", labels=join_skill_labels(turn, numbers))
        _ask_next(turn, question)
    else:
        turn.say("utter_skills_not_read")
        _ask_easier_or_end(turn, question)


def _ask_next(turn: Turn, question: Question) -> None:
    following = skill_questions.build_next_question(question)
    if following is not None:
        prompts.ask(turn, following)
    else:
        _say_result(turn)


def _ask_easier_or_end(turn: Turn, question: Question) -> None:
    """Ask an easier question, else say the result."""
    easier = skill_questions.build_easier_question(question)
    if easier is not None:
        prompts.ask(turn, easier)
    else:
        _say_result(turn)


def _say_result(turn: Turn) -> None:
    """Say the skills that are noted and what to do with them."""
    prompts.close_question(turn, *_QUESTION_KINDS)
    known = [skill.number for skill in turn.notebook.skills]
    if known:
        turn.say("utter_skills_done", labels=join_skill_labels(turn, known))
    else:
        turn.say("utter_skills_none")


def _judge_skills(turn: Turn, words: str, right: bool) -> None:
    """Confirm or drop the skills read in `words`, then continue."""
    read = [skill.number for skill in turn.notebook.skills if skill.words == words.strip()]
    _confirm_or_drop_skills(
        turn,
        skill_questions.find_unconfirmed_skills(turn.notebook, words) if right else read,
        right,
    )
    question = turn.notebook.question
    answered = question is not None and question.kind == skill_questions.CONFIRMATION_KIND
    if question and answered and not skill_questions.find_waiting_skills(turn.notebook, question):
        _ask_next(turn, question)
    elif not prompts.repeat_question(turn):
        _say_result(turn)


def _confirm_or_drop_skills(turn: Turn, numbers: list[int], right: bool) -> None:
    for number in numbers:
        if right:
            turn.notebook.confirm_skill(number)
        else:
            turn.notebook.drop_skill(number)
    turn.say("utter_skills_right" if right else "utter_skills_wrong")


def _say_prompt(turn: Turn, question: Question) -> None:
    turn.say(f"utter_experience_{question.about or skill_questions.WHERE}")


def _answer_prompt_yes_no(turn: Turn, question: Question, yes: bool) -> None:
    """Ask again after a bare yes; ask something easier after a bare no."""
    if yes:
        prompts.ask(turn, question)
    else:
        _ask_easier_or_end(turn, question)


def _say_skills_read(turn: Turn, question: Question) -> None:
    """Ask to confirm skills, quoting their words; skills removed meanwhile are left out."""
    numbers = skill_questions.find_waiting_skills(turn.notebook, question)
    if numbers:
        words = next(s.words for s in turn.notebook.skills if s.number == numbers[0])
        turn.say("utter_skills_read", words=words, labels=join_skill_labels(turn, numbers))
    else:
        _ask_next(turn, question)


def _answer_yes_no(turn: Turn, question: Question, yes: bool) -> None:
    _confirm_or_drop_skills(turn, skill_questions.find_waiting_skills(turn.notebook, question), yes)
    _ask_next(turn, question)


def _holds_skill(turn: Turn) -> bool:
    """Whether skills can be read in the text: « j'aide ma sœur à faire ses devoirs »."""
    return bool(_read_skills(turn))


prompts.PROMPT_HANDLERS[skill_questions.QUESTION_KIND] = PromptHandler(
    say=_say_prompt,
    skip=_ask_easier_or_end,
    words=_answer_words,
    confirm=_answer_prompt_yes_no,
    reads=_holds_skill,
)
prompts.PROMPT_HANDLERS[skill_questions.CONFIRMATION_KIND] = PromptHandler(
    say=_say_skills_read,
    skip=_ask_next,
    words=_answer_words,
    confirm=_answer_yes_no,
    reads=_holds_skill,
)
