"""A short recap of what was understood, one line per group, or of one matter alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from actions import notebook_lines, noted_facts
from bot.guidance import fact_extraction
from bot.guidance.salience import OCCUPATION
from bot.language.normalisation import normalise, stem_words, tokenise
from bot.notebook import obstacle_patterns
from bot.notebook.notebook_entries import Fact
from bot.notebook.wishes import AVOIDED, STUDIES, TRADE_WISHES
from bot.presentation import entry_facts
from bot.turn_context import Turn

GROUPS = ("situation", "liked", "wanted", "refused", "limits", "seen", "choice", "plan")
_PLAN_LINE = "utter_line_plan"
_MAX_PHRASES_IN_GROUP, _MAX_QUOTED = 6, 3
_MIN_WORD_CHARS = 4
# « rappelle-moi ce que j'ai dit de mon stage »
_SAID_ABOUT = re.compile(
    r"\bj\w{0,4}(?: \w+){0,3} (?:di|dit\w*|disai\w*|parl\w*|racont\w*|ecri\w*|expli\w*)"
    r"(?: \w+){0,2}? (?:sur|de|du|des|d|pour|propos|sujet|concernant) (?P<matter>\w.+)"
)
# A person has one of each of these, so the last one told counts.
_SINGLE_TOPICS = ("school", "age")
_SITUATION, _WANTED = ("situation", "done"), ("goal",)
_TOPIC_ORDER = ("age", "school", "diploma", "child", "children", "licence", "place")
_LIMITS = ("constraint", "weakness")

Phrases = list[dict[str, Any]]


def list_recap_lines(turn: Turn) -> list[dict[str, Any]]:
    """Return a line for each group that is not empty; no phrase is repeated."""
    groups = (
        _phrases_of_kinds(turn, _SITUATION),
        [*_quote_phrases(note.words for note in turn.notebook.dreams), *_strength_phrases(turn)],
        _phrases_of_kinds(turn, _WANTED),
        _refusal_phrases(turn),
        [*_phrases_of_kinds(turn, _LIMITS), *_obstacle_phrases(turn)],
        list(_seen_titles(turn)),
        _choice_phrases(turn),
        _plan_phrases(turn),
    )
    used: Phrases = []
    lines = []
    for name, phrases in zip(GROUPS, groups, strict=True):
        new = [phrase for phrase in phrases if phrase not in used][-_MAX_PHRASES_IN_GROUP:]
        used += new
        if new:
            lines.append({"say": f"utter_recap_{name}", "told": noted_facts.join_phrases(new)})
    return lines


def keep_matter(lines: list[dict[str, Any]], request: str) -> list[dict[str, Any]]:
    """Return the phrases about the matter that a request names, all where it names none of them."""
    asked = _SAID_ABOUT.search(normalise(request))
    matter = _content_stems(asked["matter"]) if asked else set()
    return _filter_phrases(lines, lambda each: bool(matter & _phrase_stems(each))) or lines


def drop_words(lines: list[dict[str, Any]], words: str) -> list[dict[str, Any]]:
    """Return the lines without the phrases about `words`: « sans parler de ma tante »."""
    stems = _content_stems(words)
    names = {f"utter_obstacle_name_{key}" for key in obstacle_patterns.find_named_obstacles(words)}
    return _filter_phrases(
        lines, lambda each: each["say"] not in names and not stems & _phrase_stems(each)
    )


def _filter_phrases(
    lines: list[dict[str, Any]], keeps: Callable[[dict[str, Any]], bool]
) -> list[dict[str, Any]]:
    """Return the lines with the phrases that are kept, without those that lose all."""
    kept_lines = []
    for line in lines:
        kept = list(filter(keeps, (each.get("one", each) for each in line["told"])))
        if kept:
            kept_lines.append({**line, "told": noted_facts.join_phrases(kept)})
    return kept_lines


def _phrase_stems(phrase: dict[str, Any]) -> set[str]:
    return _content_stems(str(phrase.get("words", "")))


def _content_stems(words: str) -> set[str]:
    """Return the stems of the longer words, without « de » or « la »."""
    return set(stem_words([each for each in tokenise(words) if len(each) >= _MIN_WORD_CHARS]))


def _phrases_of_kinds(turn: Turn, kinds: tuple[str, ...]) -> Phrases:
    return _brief_phrases(fact for fact in turn.notebook.facts if fact.kind in kinds)


def _strength_phrases(turn: Turn) -> Phrases:
    return _phrases_of_kinds(turn, ("strength",))


def _brief_phrases(noted: Iterable[Fact]) -> Phrases:
    """Render the facts with a phrase of their own in topic order, then the last few quotes."""
    facts = [each for fact in noted for each in _split_facts(fact.kind, fact.words)]
    phrased = [fact for fact in facts if noted_facts.has_own_phrase(fact)]
    newest = {_main_topic(fact): fact for fact in phrased}
    current = [
        fact
        for fact in phrased
        if _main_topic(fact) not in _SINGLE_TOPICS or newest[_main_topic(fact)] is fact
    ]
    current.sort(key=_topic_rank)
    quoted = [fact for fact in facts if not noted_facts.has_own_phrase(fact)]
    return noted_facts.render_facts([*current, *quoted[-_MAX_QUOTED:]])


def _main_topic(fact: fact_extraction.ExtractedFact) -> str:
    return fact.topics[0].key


def _topic_rank(fact: fact_extraction.ExtractedFact) -> int:
    topic = _main_topic(fact)
    return _TOPIC_ORDER.index(topic) if topic in _TOPIC_ORDER else -1


def _split_facts(kind: str, words: str) -> list[fact_extraction.ExtractedFact]:
    return fact_extraction.extract_facts(kind, words, audience="anybody")


def _quote_phrases(words: Iterable[str]) -> Phrases:
    return [noted_facts.render_quote(each) for each in words]


def _refusal_phrases(turn: Turn) -> Phrases:
    """Render general refusals, wishes to avoid that no fact tells, and refused professions."""
    notebook, base = turn.notebook, turn.library.base
    refusals = [
        fact
        for words in notebook.refused_words
        for fact in _split_facts(fact_extraction.DISLIKE, words)
    ]
    known = {topic.key for fact in refusals for topic in fact.topics}
    known |= {topic.key for fact in notebook.facts for topic in _topics_of_fact(fact)}
    avoided = [
        {"say": f"utter_told_{key}", "detail": ""}
        for key, rated in notebook.wishes.items()
        if rated.value <= AVOIDED and key in (*TRADE_WISHES, STUDIES) and key not in known
    ]
    titles = [_title_phrase(entry_facts.entry_title(base, each)) for each in notebook.refused]
    return [*noted_facts.render_facts(refusals), *avoided, *titles]


def _topics_of_fact(fact: Fact) -> Iterator[fact_extraction.Topic]:
    for each in _split_facts(fact.kind, fact.words):
        yield from each.topics


def _obstacle_phrases(turn: Turn) -> Phrases:
    phrases: Phrases = []
    for obstacle in turn.notebook.obstacles:
        facts = fact_extraction.extract_facts("constraint", obstacle.words)
        facts = facts or _split_facts("constraint", obstacle.words)
        named = [{"say": f"utter_obstacle_name_{obstacle.key}"}] if obstacle.key else []
        phrases += noted_facts.render_facts(facts) or named
    return phrases


def _seen_titles(turn: Turn) -> Iterator[dict[str, Any]]:
    """Yield the liked professions, then those spoken about, the newest last, without the choice."""
    kept, base = turn.notebook, turn.library.base
    chosen = kept.decision.aim if kept.decision else ""
    named = [each.id for each in turn.salience.referents if each.type == OCCUPATION]
    for each in dict.fromkeys([*kept.liked, *reversed(named)]):
        if each not in kept.refused and each != chosen:
            yield _title_phrase(entry_facts.entry_title(base, each))


def _choice_phrases(turn: Turn) -> Phrases:
    decided = turn.notebook.decision
    if decided is None or not decided.aim:
        return []
    return [_title_phrase(entry_facts.aim_title(turn.library.base, decided.aim))]


def _plan_phrases(turn: Turn) -> Phrases:
    """Render how long the plan is, and when it begins."""
    lines = notebook_lines.list_notebook_lines(turn)
    return [{**each, "say": "utter_recap_steps"} for each in lines if each["say"] == _PLAN_LINE]


def _title_phrase(title: str) -> dict[str, Any]:
    return {"say": "utter_title", "title": title}
