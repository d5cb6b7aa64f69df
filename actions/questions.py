"""Questions about orientation in the Fédération Wallonie-Bruxelles, answered from the base."""

from __future__ import annotations

import re
from typing import Any, Optional, Union

from actions import answer_record, booking_practical, note_consent, place
from actions.action_registry import action
from bot.booking.local_time import local_day
from bot.choice_payloads import AskQuestion, NoteConsent
from bot.handoff import unanswered_repository
from bot.language.normalisation import normalise, to_masculine_singular, tokenise
from bot.presentation import entry_facts
from bot.storage.reply_repository import fetch_last_reply_texts
from bot.turn_context import Turn
from knowledge import answer_details, question_topics
from knowledge.entry_kinds import title_of
from knowledge.entry_schema import Question, Service
from knowledge.fact_status import is_expired
from knowledge.facts import iter_facts
from knowledge.trade_words import ORDINARY_WORDS

BaseEntry = Union[Question, Service]

_MAX_OTHERS = 2
# So few words ask for all of the rest: « c long ? ».
_MAX_FEW_WORDS = 3
_SURE_SCORE = 0.7
# A question was asked, that much is known: a weaker hit than ENOUGH is worth showing, with others.
_MIN_SCORE = 0.4


@action("action_ask_question", interrupts=True)
def ask_question(turn: Turn) -> None:
    """The entry that was chosen, or the best one for the words; else « je ne sais pas »."""
    chosen = _find_entry(turn, turn.values.get("question") or "")
    if chosen is not None:
        _say_entry(turn, chosen, _near_choices(turn))
        return
    words = turn.values.get("words") or turn.text
    if words and turn.chosen(NoteConsent):
        if not note_consent.declines_to_note(turn, "ask_question"):
            turn.notebook.add_open_question(words, turn.now)
            turn.say("utter_question_kept", words=words)
    elif turn.chosen(AskQuestion) is AskQuestion.UNKNOWN:
        _say_unknown(turn, words)
    elif turn.chosen(AskQuestion) is AskQuestion.UNKNOWN_BESIDE:
        unanswered_repository.add_unanswered_question(turn.unit, turn.conversation, words, turn.now)
        turn.say("utter_question_unknown_beside", words=words, others=_near_choices(turn))
    elif not words:
        turn.say("utter_have_question")  # the meaning itself was pressed, nothing is asked yet
    elif not answer_from_base(turn, words):
        _say_unknown(turn, words)


def _say_unknown(turn: Turn, words: str) -> None:
    """Nothing answers surely: said, kept for the team, and what comes near is offered."""
    unanswered_repository.add_unanswered_question(turn.unit, turn.conversation, words, turn.now)
    turn.say("utter_question_unknown", others=_near_choices(turn), words=words)


def _near_choices(turn: Turn) -> list[dict[str, str]]:
    """Entries that may be meant, as choices."""
    entries = (_find_entry(turn, each) for each in turn.values.get("near") or ())
    return [{"other": each.id, "label": title_of(each)} for each in entries if each is not None]


def answer_from_base(turn: Turn, words: str, least: float = _MIN_SCORE) -> bool:
    """Answer from the base; False when nothing in it reaches the score `least`."""
    hits = turn.library.search(words, ("faq", "service"), 1 + _MAX_OTHERS, turn.now.date())
    named = turn.library.asked(words)
    good = [hit for hit in hits if hit.score >= _MIN_SCORE]
    # A service is the answer to its name alone; in a question it is what the question is about.
    good.sort(key=lambda hit: hit.kind == "service" and hit.id != named)
    best = [hit for hit in good if hit.score >= least or _names_abbreviation(hit.title, words)][:1]
    for hit in best:
        entry = _current_entry(turn, hit.id)
        near = [other for other in good if other is not hit and other.id != entry.id]
        _say_entry(turn, entry, [{"other": each.id, "label": each.title} for each in near])
    return bool(best)


def answer_if_sure(turn: Turn, words: str) -> bool:
    """Answer only what is surely meant, where the words may have been no question at all."""
    return answer_from_base(turn, words, _SURE_SCORE)


def say_entry(turn: Turn, entry_id: str) -> None:
    """An entry, word for word, as part of a longer answer; nothing where the base lacks it."""
    entry = _find_entry(turn, entry_id)
    if entry is not None:
        _say_entry(turn, entry, [])


def _names_abbreviation(title: str, words: str) -> bool:
    """Whether an abbreviation of the question (AOB, CEFA) is in these words."""
    short = {part.lower() for part in re.findall(r"\b[A-Z][A-Z0-9]{2,}\b", title)}
    return bool(short & set(re.findall(r"\w+", words.lower())))


def _find_entry(turn: Turn, entry_id: str) -> Optional[BaseEntry]:
    """What a button or a reading names, where the base has it."""
    base = turn.library.base
    return (
        _current_entry(turn, entry_id)
        if entry_id in base.questions or entry_id in base.services
        else None
    )


def _current_entry(turn: Turn, entry_id: str) -> BaseEntry:
    base = turn.library.base
    question = base.questions.get(entry_id)
    return _follow_successors(turn, question) if question else base.services[entry_id]


def _follow_successors(turn: Turn, entry: Question) -> Question:
    """A question, or the one whose answer holds once its own is over; itself where the base has no
    such one, or where they follow each other round."""
    questions, today, passed = turn.library.base.questions, local_day(turn.now), {entry.id}
    while (after := entry.followed_by) and after in questions and is_expired(entry, today):
        entry = questions[after]
        if entry.id in passed:
            break
        passed.add(entry.id)
    return entry


def _say_entry(turn: Turn, entry: BaseEntry, near: list[dict[str, str]]) -> None:
    # Typed about once more, right after it was told.
    before = fetch_last_reply_texts(turn.unit, turn.conversation) if turn.text else []
    just_told = isinstance(entry, Question) and any(entry.short in said for said in before)
    answer_record.record_answer(turn, entry)
    if place.asks_where_it_is(turn, entry.id):
        place.say_place(turn)
        return
    if isinstance(entry, Service):
        _say_service(turn, entry, near)
        return
    if is_expired(entry, local_day(turn.now)):
        whom = entry_facts.render_owner(entry.owner) or {"say": "utter_question_over_anybody"}
        turn.say("utter_question_over", others=near, question=entry.question, whom=whom)
        return
    if just_told and _say_further_detail(turn, entry, before):
        pass
    elif turn.values.get("more") or (just_told and len(tokenise(turn.text)) <= _MAX_FEW_WORDS):
        behind = _render_provenance(turn, entry, entry.regime, every=True)
        more = "\n".join(entry.more or (entry.short,))
        turn.say("utter_question_more", more=more, behind=behind)
    else:
        answer = _render_answer(turn, entry)
        behind = _render_provenance(turn, entry, entry.regime)
        turn.say("utter_question", id=entry.id, answer=answer, behind=behind, others=near)
    booking_practical.say_practical_details(turn, entry.id)


def _say_service(turn: Turn, entry: Service, near: list[dict[str, str]]) -> None:
    """What a service is; of one of the past, what it was, and what stands in its place."""
    base = turn.library.base
    if not entry.past:
        behind = _render_provenance(turn, entry, entry.audience)
        turn.say(
            "utter_service", others=near, behind=behind, **entry_facts.service_facts(entry, base)
        )
        return
    after = _find_entry(turn, entry.followed_by) if entry.followed_by else None
    others = [{"other": after.id, "label": title_of(after)}] if after else []
    behind = {"say": "utter_question_behind", "parts": [entry_facts.render_source(entry, base)]}
    turn.say(
        "utter_service", others=others, behind=behind, **entry_facts.service_facts(entry, base)
    )


def _say_further_detail(turn: Turn, entry: Question, before: list[str]) -> bool:
    """Something else is asked of what was just answered: the sentence that says it, or that there
    is none in the base. False where all of it is asked for, or where it is named again."""
    more = turn.values.get("more") or len(tokenise(turn.text)) <= _MAX_FEW_WORDS
    new = [
        each.sentence
        for each in turn.library.details(turn.text, entry)
        if each.probability
        >= (answer_details.MIN_PROBABILITY if more else answer_details.MIN_PROBABILITY_REPEATED)
        and not any(each.sentence in said for said in before)
    ]
    if new:
        turn.say("utter_question_detail", detail=new[0], id=entry.id)
        return True
    named = question_topics.list_content_stems(turn.text)
    again = named & turn.library.topics[entry.id] or (
        named and named <= question_topics.list_name_stems(entry)
    )
    if more or again:
        return False
    unanswered_repository.add_unanswered_question(turn.unit, turn.conversation, turn.text, turn.now)
    turn.say("utter_question_no_detail", id=entry.id)
    return True


_EVERYBODY, _TO_CHECK = "Toute personne", re.compile(r"confirmer|vérifier")
_OPENINGS = ("C'est ", "Ce sont ")
# Whose question it is: « j'ai raté », « mon enfant ».
_OF_SOMEBODY = re.compile(r"\b(?:je|j|mon|ma|mes|notre|nos)\b")


def _render_answer(turn: Turn, entry: Question) -> list[Any]:
    """The answer, and whether a situation decides."""
    of_somebody = bool(_OF_SOMEBODY.search(normalise(entry.question)))
    further = _find_detail_sentences(turn, entry)
    short = f"{entry.short} {further}".strip()
    said: list[Any] = [short]
    if turn.text and not _stands_alone(entry, turn.text):
        kind = "quoted" if of_somebody else "before"
        said = [{"say": f"utter_question_{kind}", "question": entry.question, "short": short}]
    if entry.see_human and of_somebody:
        said.append({"say": "utter_question_human"})
    return said


def _find_detail_sentences(turn: Turn, entry: Question) -> str:
    """The further sentences that say what was asked too: where one likely does, and for a second
    question that the same answer has to serve."""
    asked = [
        (turn.text, answer_details.MIN_PROBABILITY),
        (str(turn.values.get("also") or ""), answer_details.MIN_PROBABILITY_REPEATED),
    ]
    found = [
        each.sentence
        for text, least in asked
        for each in (turn.library.details(text, entry)[:1] if text else ())
        if each.probability >= least
    ]
    return " ".join(dict.fromkeys(found))


def _stands_alone(entry: Question, typed: str) -> bool:
    """Whether an answer is understood without the question of its entry: it has a word of what is
    asked, or opens with « C'est » while what it is about was typed. « Oui » answers that question,
    so half of its words at least were typed; « Non » answers it alone."""
    if entry.short.startswith("Non"):
        return False
    words, asked = _content_words(typed), _content_words(entry.question)
    if entry.short.startswith("Oui"):
        return 2 * len(words & asked) >= len(asked)
    if entry.short.startswith(_OPENINGS):
        return not words.isdisjoint(asked)
    return not _content_words(entry.short).isdisjoint(words | asked)


def _content_words(text: str) -> set[str]:
    """The words of a text that say what it is about."""
    return {to_masculine_singular(word) for word in tokenise(text) if word not in ORDINARY_WORDS}


def _render_provenance(turn: Turn, entry: BaseEntry, whom: str, every: bool = False) -> Any:
    """For whom an answer holds, how sure it is and where it comes from, in one breath; nothing
    where it holds for everybody by itself (« c'est gratuit »)."""
    source = entry_facts.render_source(entry, turn.library.base, every)
    if not source and whom.startswith(_EVERYBODY) and not _TO_CHECK.search(whom):
        return ""
    told = iter_facts(entry, turn.library.base)
    parts = [whom, answer_record.render_lowest_certainty(turn, told, whom), source]
    return {"say": "utter_question_behind", "parts": parts}
