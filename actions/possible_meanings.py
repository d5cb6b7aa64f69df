"""Possible meanings of a message that was not understood."""

from __future__ import annotations

from typing import Any

from bot.language.normalisation import stem_words, tokenise
from bot.presentation import entry_facts
from bot.turn_context import Turn

MIN_MEANINGS, MAX_MEANINGS = 2, 3
# The score of a near entry that may be meant.
_MIN_ENTRY_SCORE = 0.45
_MIN_STEM_CHARS = 4
# A message that tells and asks nothing reaches these probabilities.
_MIN_TELLING, _MAX_ASKING = 0.5, 0.3
_CARRIED_VALUES = ("occupation", "question", "study", "aspect", "value", "words")
# Intents that make no sense as a button.
_INTENTS_NOT_OFFERED = frozenset(
    {
        *("nlu_fallback", "greet", "goodbye", "thanks", "apologize"),
        *("affirm", "deny", "insult", "rate", "skip", "out_of_scope", "have_question"),
    }
)


def list_meaning_buttons(turn: Turn) -> list[dict[str, Any]]:
    """Return buttons for the likely meanings, completed by near entries of the base."""
    learned = [{"intent": "ask_question", "question": each} for each in turn.offered]
    others = (each for each in turn.alternatives if each["intent"] not in _INTENTS_NOT_OFFERED)
    meant = [*learned, *(each for each in others if each.get("question") not in turn.offered)]
    if len(meant) < MIN_MEANINGS:
        known = {each.get("question") for each in meant}
        hits = turn.library.search(turn.text, ("faq",), MAX_MEANINGS, turn.now.date())
        meant += [
            {"intent": "ask_question", "question": hit.id}
            for hit in hits
            if hit.score >= _MIN_ENTRY_SCORE
            and hit.id not in known
            and _shares_a_word(turn, hit.id)
        ]
    return [meaning_button(turn, each) for each in meant]


def _shares_a_word(turn: Turn, entry_id: str) -> bool:
    """Whether the title of an entry has a word of the message: an unrelated button misleads."""
    typed = {stem for stem in stem_words(tokenise(turn.text)) if len(stem) >= _MIN_STEM_CHARS}
    title = entry_facts.entry_title(turn.library.base, entry_id)
    return bool(typed & set(stem_words(tokenise(title))))


def only_tells(turn: Turn) -> bool:
    """Whether the message tells and asks nothing: « c'est lui qui a commencé, je te jure »."""
    if turn.reading is None or any(not each.get("question") for each in turn.alternatives):
        return False
    tells = max(segment.acts["tell"] for segment in turn.reading.segments)
    asks = max(s.acts["ask"] + s.acts["request"] for s in turn.reading.segments)
    return bool(tells >= _MIN_TELLING and asks < _MAX_ASKING)


def meaning_button(turn: Turn, act: dict[str, Any]) -> dict[str, Any]:
    """Return a button that performs a possible meaning of the message."""
    base = turn.library.base
    name = f"aspect_{act['aspect']}" if act.get("aspect") else act["intent"]
    study = str(act.get("study") or "")
    entry = act.get("question") or act.get("occupation") or study
    about = entry_facts.entry_title(base, entry) or study
    label: Any = about if act.get("question") else {"say": f"utter_meaning_{name}"}
    if act.get("occupation") or study:
        label = {"say": "utter_meaning_of", "meaning": label, "title": about}
    carried = {each: act.get(each) or "" for each in _CARRIED_VALUES}
    return {"intent": act["intent"], "label": label, **carried}
