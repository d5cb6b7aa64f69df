"""What was understood, in short: a line a group, each in a few words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from actions import noted_facts
from bot.guidance import fact_extraction
from bot.guidance.salience import OCCUPATION
from bot.language.normalisation import stem_words, tokenise
from bot.notebook import obstacle_patterns
from bot.notebook.notebook_entries import Fact
from bot.notebook.wishes import AVOIDED, STUDIES, TRADE_WISHES
from bot.presentation import entry_facts
from bot.turn_context import Turn

GROUPS = ("situation", "liked", "wanted", "refused", "limits", "seen", "choice")
_MAX_PHRASES_IN_GROUP, _MAX_QUOTED = 6, 3
_MIN_WORD_CHARS = 4
# A person has one of these: the last one told.
_SINGLE_TOPICS = ("school", "age")
_SITUATION, _WANTED = ("situation", "done"), ("goal",)
# Who somebody is comes first, where they live last.
_TOPIC_ORDER = ("age", "school", "diploma", "child", "children", "licence", "place")
_LIMITS = ("constraint", "weakness")

Phrases = list[dict[str, Any]]


def list_recap_lines(turn: Turn) -> list[dict[str, Any]]:
    """The groups that hold something, in the order of the steps."""
    groups = (
        _phrases_of_kinds(turn, _SITUATION),
        [*_quote_phrases(note.words for note in turn.notebook.dreams), *_strength_phrases(turn)],
        _phrases_of_kinds(turn, _WANTED),
        _refusal_phrases(turn),
        [*_phrases_of_kinds(turn, _LIMITS), *_obstacle_phrases(turn)],
        list(_seen_titles(turn)),
        _choice_phrases(turn),
    )
    said: Phrases = []
    found = []
    for name, phrases in zip(GROUPS, groups, strict=True):
        new = [each for each in phrases if each not in said][-_MAX_PHRASES_IN_GROUP:]
        said += new
        if new:
            found.append({"say": f"utter_recap_{name}", "told": noted_facts.join_phrases(new)})
    return found


def drop_words(lines: list[dict[str, Any]], words: str) -> list[dict[str, Any]]:
    """The groups without what speaks of `words`: « sans parler de ma tante »."""
    left = _content_stems(words)
    keys = {f"utter_obstacle_name_{key}" for key in obstacle_patterns.find_named_obstacles(words)}
    found = []
    for line in lines:
        told = [each.get("one", each) for each in line["told"]]
        kept = [
            each
            for each in told
            if each["say"] not in keys and not left & _content_stems(str(each.get("words", "")))
        ]
        if kept:
            found.append({**line, "told": noted_facts.join_phrases(kept)})
    return found


def _content_stems(words: str) -> set[str]:
    """The words that carry something, not « de » or « la »."""
    return set(stem_words([each for each in tokenise(words) if len(each) >= _MIN_WORD_CHARS]))


def _phrases_of_kinds(turn: Turn, kinds: tuple[str, ...]) -> Phrases:
    return _brief_phrases(fact for fact in turn.notebook.facts if fact.kind in kinds)


def _strength_phrases(turn: Turn) -> Phrases:
    return _phrases_of_kinds(turn, ("strength",))


def _brief_phrases(noted: Iterable[Fact]) -> Phrases:
    """What is of a known kind first, of a year or an age the newest; then a few quotes."""
    told = [each for fact in noted for each in _split_facts(fact.kind, fact.words)]
    newest = {each.topics[0].key: each for each in told if noted_facts.has_own_phrase(each)}
    once = [
        each
        for each in told
        if noted_facts.has_own_phrase(each)
        and (each.topics[0].key not in _SINGLE_TOPICS or newest[each.topics[0].key] is each)
    ]
    once.sort(
        key=lambda each: (
            _TOPIC_ORDER.index(key) if (key := each.topics[0].key) in _TOPIC_ORDER else -1
        )
    )
    quoted = [each for each in told if not noted_facts.has_own_phrase(each)]
    return noted_facts.render_facts([*once, *quoted[-_MAX_QUOTED:]])


def _split_facts(kind: str, words: str) -> list[fact_extraction.ExtractedFact]:
    return fact_extraction.extract_facts(kind, words, audience="anybody")


def _quote_phrases(words: Iterable[str]) -> Phrases:
    return [noted_facts.render_quote(each) for each in words]


def _refusal_phrases(turn: Turn) -> Phrases:
    """What is refused in general, the professions, and what a wish alone has."""
    kept, base = turn.notebook, turn.library.base
    words = [each.words for each in kept.refusals if not each.occupation]
    told = [one for each in words for one in _split_facts(fact_extraction.DISLIKE, each)]
    known = {topic.key for each in told for topic in each.topics}
    known |= {topic.key for fact in kept.facts for topic in _topics_of_fact(fact)}
    wished = [
        {"say": f"utter_told_{key}", "detail": ""}
        for key, rated in kept.wishes.items()
        if rated.value <= AVOIDED and key in (*TRADE_WISHES, STUDIES) and key not in known
    ]
    titles = [_title_phrase(entry_facts.entry_title(base, each)) for each in kept.refused]
    return [*noted_facts.render_facts(told), *wished, *titles]


def _topics_of_fact(fact: Fact) -> Iterator[fact_extraction.Topic]:
    for each in _split_facts(fact.kind, fact.words):
        yield from each.topics


def _obstacle_phrases(turn: Turn) -> Phrases:
    said: Phrases = []
    for obstacle in turn.notebook.obstacles:
        told = fact_extraction.extract_facts("constraint", obstacle.words)
        told = told or _split_facts("constraint", obstacle.words)
        named = [{"say": f"utter_obstacle_name_{obstacle.key}"}] if obstacle.key else []
        said += noted_facts.render_facts(told) or named
    return said


def _seen_titles(turn: Turn) -> Iterator[dict[str, Any]]:
    """The professions kept, then those spoken about, the newest last."""
    kept, base = turn.notebook, turn.library.base
    named = [each.id for each in turn.salience.referents if each.type == OCCUPATION]
    for each in dict.fromkeys([*kept.liked, *reversed(named)]):
        if each not in kept.refused:
            yield _title_phrase(entry_facts.entry_title(base, each))


def _choice_phrases(turn: Turn) -> Phrases:
    decided = turn.notebook.decision
    if decided is None or not decided.occupation:
        return []
    return [_title_phrase(entry_facts.entry_title(turn.library.base, decided.occupation))]


def _title_phrase(title: str) -> dict[str, Any]:
    return {"say": "utter_title", "title": title}
