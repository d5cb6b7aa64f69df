"""Questions about orientation in the Fédération Wallonie-Bruxelles, answered from the base."""

from __future__ import annotations

import re
from typing import Any, Optional, Union

from actions import answering, booking_practical, facts, noting, place
from actions.registering import action
from actions.turn import Turn
from bot.booking.local_time import local_day
from bot.handoff import unanswered
from bot.storage.last_said import last_texts
from knowledge import details, topics
from knowledge.base import title_of
from knowledge.fact import facts_of, is_over
from knowledge.schema import Question, Service
from knowledge.text import fold, normalise, tokens
from knowledge.words import ORDINARY

Answer = Union[Question, Service]

_OTHERS = 2
# So few words ask for all of the rest: « c long ? ».
_FEW = 3
_SURE = 0.7
# A question was asked, that much is known: a weaker hit than ENOUGH is worth showing, with others.
_LEAST = 0.4


@action("action_ask_question", interrupts=True)
def ask_question(turn: Turn) -> None:
    """The entry that was chosen, or the best one for the words; else « je ne sais pas »."""
    chosen = _chosen(turn, turn.values.get("question") or "")
    if chosen is not None:
        _tell(turn, chosen, _near(turn))
        return
    words = turn.values.get("words") or turn.text
    if words and turn.values.get("value") == noting.KEEP:
        if not noting.left_out(turn, "ask_question"):
            turn.notebook.wonder(words, turn.now)
            turn.say("utter_question_kept", words=words)
    elif turn.values.get("value") == "unknown":
        _unknown(turn, words)
    elif turn.values.get("value") == "unknown_beside":
        unanswered.keep(turn.unit, turn.conversation, words, turn.now)
        turn.say("utter_question_unknown_beside", words=words, others=_near(turn))
    elif not words:
        turn.say("utter_have_question")  # the meaning itself was pressed, nothing is asked yet
    elif not answer(turn, words):
        _unknown(turn, words)


def _unknown(turn: Turn, words: str) -> None:
    """Nothing answers surely: said, kept for the team, and what comes near is offered."""
    unanswered.keep(turn.unit, turn.conversation, words, turn.now)
    turn.say("utter_question_unknown", others=_near(turn), words=words)


def _near(turn: Turn) -> list[dict[str, str]]:
    """Entries that may be meant, as choices."""
    entries = (_chosen(turn, each) for each in turn.values.get("near") or ())
    return [{"other": each.id, "label": title_of(each)} for each in entries if each is not None]


def answer(turn: Turn, words: str, least: float = _LEAST) -> bool:
    """Answer from the base; False when nothing in it reaches the score `least`."""
    hits = turn.library.search(words, ("faq", "service"), 1 + _OTHERS, turn.now.date())
    named = turn.library.asked(words)
    good = [hit for hit in hits if hit.score >= _LEAST]
    # A service is the answer to its name alone; in a question it is what the question is about.
    good.sort(key=lambda hit: hit.kind == "service" and hit.id != named)
    best = [hit for hit in good if hit.score >= least or _named(hit.title, words)][:1]
    for hit in best:
        entry = _entry(turn, hit.id)
        near = [other for other in good if other is not hit and other.id != entry.id]
        _tell(turn, entry, [{"other": each.id, "label": each.title} for each in near])
    return bool(best)


def sure(turn: Turn, words: str) -> bool:
    """Answer only what is surely meant, where the words may have been no question at all."""
    return answer(turn, words, _SURE)


def tell(turn: Turn, entry_id: str) -> None:
    """An entry, word for word, as part of a longer answer; nothing where the base lacks it."""
    entry = _chosen(turn, entry_id)
    if entry is not None:
        _tell(turn, entry, [])


def _named(title: str, words: str) -> bool:
    """Whether an abbreviation of the question (AOB, CEFA) is in these words."""
    short = {part.lower() for part in re.findall(r"\b[A-Z][A-Z0-9]{2,}\b", title)}
    return bool(short & set(re.findall(r"\w+", words.lower())))


def _chosen(turn: Turn, entry_id: str) -> Optional[Answer]:
    """What a button or a reading names, where the base has it."""
    base = turn.library.base
    return (
        _entry(turn, entry_id) if entry_id in base.questions or entry_id in base.services else None
    )


def _entry(turn: Turn, entry_id: str) -> Answer:
    base = turn.library.base
    question = base.questions.get(entry_id)
    return _lasting(turn, question) if question else base.services[entry_id]


def _lasting(turn: Turn, entry: Question) -> Question:
    """A question, or the one whose answer holds once its own is over; itself where the base has no
    such one, or where they follow each other round."""
    questions, today, passed = turn.library.base.questions, local_day(turn.now), {entry.id}
    while (after := entry.followed_by) and after in questions and is_over(entry, today):
        entry = questions[after]
        if entry.id in passed:
            break
        passed.add(entry.id)
    return entry


def _tell(turn: Turn, entry: Answer, near: list[dict[str, str]]) -> None:
    # Typed about once more, right after it was told.
    before = last_texts(turn.unit, turn.conversation) if turn.text else []
    just_told = isinstance(entry, Question) and any(entry.short in said for said in before)
    answering.told(turn, entry)
    if place.is_where(turn, entry.id):
        place.tell(turn)
        return
    if isinstance(entry, Service):
        _tell_service(turn, entry, near)
        return
    if is_over(entry, local_day(turn.now)):
        whom = facts.beside(entry.owner) or {"say": "utter_question_over_anybody"}
        turn.say("utter_question_over", others=near, question=entry.question, whom=whom)
        return
    if just_told and _tell_further(turn, entry, before):
        pass
    elif turn.values.get("more") or (just_told and len(tokens(turn.text)) <= _FEW):
        behind = _behind(turn, entry, entry.regime, every=True)
        more = "\n".join(entry.more or (entry.short,))
        turn.say("utter_question_more", more=more, behind=behind)
    else:
        answer = _answer(turn, entry)
        behind = _behind(turn, entry, entry.regime)
        turn.say("utter_question", id=entry.id, answer=answer, behind=behind, others=near)
    booking_practical.tell(turn, entry.id)


def _tell_service(turn: Turn, entry: Service, near: list[dict[str, str]]) -> None:
    """What a service is; of one of the past, what it was, and what stands in its place."""
    base = turn.library.base
    if not entry.past:
        behind = _behind(turn, entry, entry.audience)
        turn.say("utter_service", others=near, behind=behind, **facts.service(entry, base))
        return
    after = _chosen(turn, entry.followed_by) if entry.followed_by else None
    others = [{"other": after.id, "label": title_of(after)}] if after else []
    behind = {"say": "utter_question_behind", "parts": [facts.source(entry, base)]}
    turn.say("utter_service", others=others, behind=behind, **facts.service(entry, base))


def _tell_further(turn: Turn, entry: Question, before: list[str]) -> bool:
    """Something else is asked of what was just answered: the sentence that says it, or that there
    is none in the base. False where all of it is asked for, or where it is named again."""
    more = turn.values.get("more") or len(tokens(turn.text)) <= _FEW
    new = [
        each.sentence
        for each in turn.library.details(turn.text, entry)
        if each.probability >= (details.LIKELY if more else details.AGAIN)
        and not any(each.sentence in said for said in before)
    ]
    if new:
        turn.say("utter_question_detail", detail=new[0], id=entry.id)
        return True
    named = topics.words(turn.text)
    again = named & turn.library.topics[entry.id] or (named and named <= topics.names(entry))
    if more or again:
        return False
    unanswered.keep(turn.unit, turn.conversation, turn.text, turn.now)
    turn.say("utter_question_no_detail", id=entry.id)
    return True


_EVERYBODY, _TO_CHECK = "Toute personne", re.compile(r"confirmer|vérifier")
_OPENINGS = ("C'est ", "Ce sont ")
# Whose question it is: « j'ai raté », « mon enfant ».
_OF_SOMEBODY = re.compile(r"\b(?:je|j|mon|ma|mes|notre|nos)\b")


def _answer(turn: Turn, entry: Question) -> list[Any]:
    """The answer, and whether a situation decides."""
    of_somebody = bool(_OF_SOMEBODY.search(normalise(entry.question)))
    further = _beside(turn, entry)
    short = f"{entry.short} {further}".strip()
    said: list[Any] = [short]
    if turn.text and not _stands_alone(entry, turn.text):
        kind = "quoted" if of_somebody else "before"
        said = [{"say": f"utter_question_{kind}", "question": entry.question, "short": short}]
    if entry.see_human and of_somebody:
        said.append({"say": "utter_question_human"})
    return said


def _beside(turn: Turn, entry: Question) -> str:
    """The further sentences that say what was asked too: where one likely does, and for a second
    question that the same answer has to serve."""
    asked = [(turn.text, details.LIKELY), (str(turn.values.get("also") or ""), details.AGAIN)]
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
    words, asked = _told(typed), _told(entry.question)
    if entry.short.startswith("Oui"):
        return 2 * len(words & asked) >= len(asked)
    if entry.short.startswith(_OPENINGS):
        return not words.isdisjoint(asked)
    return not _told(entry.short).isdisjoint(words | asked)


def _told(text: str) -> set[str]:
    """The words of a text that say what it is about."""
    return {fold(word) for word in tokens(text) if word not in ORDINARY}


def _behind(turn: Turn, entry: Answer, whom: str, every: bool = False) -> Any:
    """For whom an answer holds, how sure it is and where it comes from, in one breath; nothing
    where it holds for everybody by itself (« c'est gratuit »)."""
    source = facts.source(entry, turn.library.base, every)
    if not source and whom.startswith(_EVERYBODY) and not _TO_CHECK.search(whom):
        return ""
    told = facts_of(entry, turn.library.base)
    parts = [whom, answering.status(turn, told, whom), source]
    return {"say": "utter_question_behind", "parts": parts}
