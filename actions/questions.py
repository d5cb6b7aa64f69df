"""Answers to orientation questions from the knowledge base."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import Any, Optional, Union

from actions import answer_record, booking_practical, deadlines, note_consent, place
from actions.action_registry import action
from bot.booking.local_time import local_day
from bot.choice_payloads import AskQuestion, NoteConsent
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
# A follow-up of at most this many words asks for the whole entry: « c long ? ».
_MAX_FEW_WORDS = 3
_SURE_SCORE = 0.7
# The score at which an entry answers a message that is known to be a question.
_MIN_SCORE = 0.4


@action("action_ask_question", interrupts=True)
def ask_question(turn: Turn) -> None:
    """Answer with the chosen entry or the best one for the words, else say that it is unknown."""
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
        turn.say("utter_question_unknown_beside", words=words, others=_near_choices(turn))
    elif not words:
        turn.say("utter_have_question")  # The button of the intent was pressed.
    elif not answer_from_base(turn, words):
        _say_unknown(turn, words)


def _say_unknown(turn: Turn, words: str) -> None:
    """Say that the answer is unknown and offer near entries."""
    turn.say("utter_question_unknown", others=_near_choices(turn), words=words)


def _near_choices(turn: Turn) -> list[dict[str, str]]:
    """Return buttons for the entries that may be meant."""
    ids = dict.fromkeys((*turn.offered, *(turn.values.get("near") or ())))
    return _list_choices(turn, [each for each in ids if each != turn.values.get("question")])


def _list_choices(turn: Turn, ids: Iterable[str]) -> list[dict[str, str]]:
    entries = (_find_entry(turn, each) for each in ids)
    return [{"other": each.id, "label": title_of(each)} for each in entries if each is not None]


def answer_from_base(turn: Turn, words: str, least: float = _MIN_SCORE) -> bool:
    """Answer from the base; False when no entry reaches the score `least`."""
    hits = turn.library.search(words, ("faq", "service"), 1 + _MAX_OTHERS, turn.now.date())
    named = turn.library.asked(words)
    good = [hit for hit in hits if hit.score >= _MIN_SCORE]
    # A service answers its own name; in a longer question it is only the subject.
    good.sort(key=lambda hit: hit.kind == "service" and hit.id != named)
    sure = (hit for hit in good if hit.score >= least or _names_abbreviation(hit.title, words))
    best = next(sure, None)
    if best is None:
        return False
    entry = _current_entry(turn, best.id)
    titles = {hit.id: hit.title for hit in good if hit is not best and hit.id != entry.id}
    near = [each for each in _near_choices(turn) if each["other"] not in {entry.id, *titles}]
    near += [{"other": each, "label": title} for each, title in titles.items()]
    _say_entry(turn, entry, near)
    return True


def answer_if_sure(turn: Turn, words: str) -> bool:
    """Answer from the base with a high threshold, for words that may not be a question."""
    return answer_from_base(turn, words, _SURE_SCORE)


def say_entry(turn: Turn, entry_id: str, others: Iterable[str] = ()) -> None:
    """Say an entry as part of a longer answer, if the base has it, with buttons for `others`."""
    entry = _find_entry(turn, entry_id)
    if entry is not None:
        _say_entry(turn, entry, _list_choices(turn, others))


def _names_abbreviation(title: str, words: str) -> bool:
    """Whether the words hold an abbreviation of the title (AOB, CEFA)."""
    abbreviations = {part.lower() for part in re.findall(r"\b[A-Z][A-Z0-9]{2,}\b", title)}
    return bool(abbreviations & set(re.findall(r"\w+", words.lower())))


def _find_entry(turn: Turn, entry_id: str) -> Optional[BaseEntry]:
    """Return the entry of this id as it is today, if the base has it."""
    base = turn.library.base
    known = entry_id in base.questions or entry_id in base.services
    return _current_entry(turn, entry_id) if known else None


def _current_entry(turn: Turn, entry_id: str) -> BaseEntry:
    base = turn.library.base
    question = base.questions.get(entry_id)
    return _follow_successors(turn, question) if question else base.services[entry_id]


def _follow_successors(turn: Turn, entry: Question) -> Question:
    """Return the first successor of an expired question that still holds; stops at a cycle."""
    questions, today, seen = turn.library.base.questions, local_day(turn.now), {entry.id}
    while (after := entry.followed_by) and after in questions and is_expired(entry, today):
        entry = questions[after]
        if entry.id in seen:
            break
        seen.add(entry.id)
    return entry


def _say_entry(turn: Turn, entry: BaseEntry, near: list[dict[str, str]]) -> None:
    # Whether the person asks again right after the answer.
    before = fetch_last_reply_texts(turn.unit, turn.conversation) if turn.text else []
    just_told = isinstance(entry, Question) and any(entry.short in said for said in before)
    answer_record.record_answer(turn, entry)
    if place.asks_where_it_is(turn, entry.id):
        place.say_place(turn)
        return
    if isinstance(entry, Service):
        _say_service(turn, entry, near)
        return
    today = local_day(turn.now)
    if is_expired(entry, today):
        whom = entry_facts.render_owner(entry.owner) or {"say": "utter_question_over_anybody"}
        turn.say("utter_question_over", others=near, question=entry.question, whom=whom)
        return
    if turn.values.get("value") == AskQuestion.NO_FIGURE:
        turn.say("utter_question_no_detail", id=entry.id, words=turn.text)
    elif figure := turn.values.get("figure"):
        turn.say("utter_question_detail", detail=figure, id=entry.id)
    elif just_told and _say_further_detail(turn, entry, before):
        pass
    elif turn.values.get("more") or (just_told and len(tokenise(turn.text)) <= _MAX_FEW_WORDS):
        behind = _render_provenance(turn, entry, entry.regime, every=True)
        more = "\n".join(entry.more or (entry.short,))
        turn.say("utter_question_more", more=more, behind=behind)
    else:
        answer = _render_answer(turn, entry, bool(near), today)
        behind = _render_provenance(turn, entry, entry.regime)
        turn.say("utter_question", id=entry.id, answer=answer, behind=behind, others=near)
    booking_practical.say_practical_details(turn, entry.id)


def _say_service(turn: Turn, entry: Service, near: list[dict[str, str]]) -> None:
    """Say what a service is; for a former service, what replaced it."""
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
    """Say the sentence of the entry that answers a follow-up, or that the base has none.

    Returns False when the whole entry is asked for or its subject is named again.
    """
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
    turn.say("utter_question_no_detail", id=entry.id, words=turn.text)
    return True


_EVERYBODY, _TO_CHECK = "Toute personne", re.compile(r"confirmer|vérifier")
_OPENINGS = ("C'est ", "Ce sont ")
_AGE = re.compile(r"\b([1-6]\d) ?ans\b", re.IGNORECASE)
# Answers that only mean something beside their question: « En principe non », « Parfois ».
_VERDICT = re.compile(
    r"(?:(?:en principe|en général|souvent|parfois|presque)\b,? ?)?(?:oui|non)\b"
    r"|(?:pas|parfois|souvent|toujours|rarement|presque|aucune?|personne)\b",
    re.IGNORECASE,
)
# Words of a question about somebody's own situation: « j'ai raté », « mon enfant ».
_PERSONAL_PATTERN = re.compile(r"\b(?:je|j|mon|ma|mes|notre|nos)\b")


def _render_answer(turn: Turn, entry: Question, is_unsure: bool, today: dt.date) -> list[Any]:
    """Render the answer, with its question unless it stands alone, and a hint to a counsellor.

    `is_unsure`: other entries are offered, so that the person must see which one is answered.
    """
    is_personal = bool(_PERSONAL_PATTERN.search(normalise(entry.question)))
    further = _find_detail_sentences(turn, entry)
    short = f"{entry.short} {further}".strip()
    parts: list[Any] = [short]
    if turn.text and (is_unsure or not _stands_alone(entry, turn.text)):
        kind = "quoted" if is_personal else "before"
        parts = [{"say": f"utter_question_{kind}", "question": entry.question, "short": short}]
    if close := deadlines.render_close_deadline(turn, entry.id, today):
        parts.append(close)
    if entry.see_human and is_personal:
        parts.append({"say": "utter_question_human"})
    return parts


def _find_detail_sentences(turn: Turn, entry: Question) -> str:
    """Join the further sentences of the entry that likely answer the message or its second
    question."""
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
    """Whether an answer is understood without the question of its entry.

    « Non » never is, nor what is said of an age that was not typed. A verdict (« Oui »,
    « Parfois ») is when at least half of the words of the question were typed, and « C'est » when
    any was. Other answers have to share a word with the message or the question.
    """
    if entry.short.startswith("Non"):
        return False
    if not set(_AGE.findall(entry.question)) <= set(_AGE.findall(typed)):
        return False
    words, asked = _content_words(typed), _content_words(entry.question)
    if _VERDICT.match(entry.short):
        return 2 * len(words & asked) >= len(asked)
    if entry.short.startswith(_OPENINGS):
        return not words.isdisjoint(asked)
    return not _content_words(entry.short).isdisjoint(words | asked)


def _content_words(text: str) -> set[str]:
    """Return the words of a text that carry its subject."""
    return {to_masculine_singular(word) for word in tokenise(text) if word not in ORDINARY_WORDS}


def _render_provenance(turn: Turn, entry: BaseEntry, whom: str, every: bool = False) -> Any:
    """Render for whom an answer holds, how certain it is and its source.

    Returns "" for an answer without a source that holds for everybody (« c'est gratuit »).
    """
    source = entry_facts.render_source(entry, turn.library.base, every)
    if not source and whom.startswith(_EVERYBODY) and not _TO_CHECK.search(whom):
        return ""
    facts = iter_facts(entry, turn.library.base)
    parts = [whom, answer_record.render_lowest_certainty(turn, facts, whom), source]
    return {"say": "utter_question_behind", "parts": parts}
