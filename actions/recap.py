"""What was understood, in short: a line a group, each in a few words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from actions import facts, telling
from actions.turn import Turn
from bot.guidance import facts_told, obstacles
from bot.guidance.entries import Fact
from bot.guidance.salience import OCCUPATION
from bot.guidance.wishes import AVOIDED, OF_TRADES, STUDIES
from knowledge.text import stems, tokens

GROUPS = ("situation", "liked", "wanted", "refused", "limits", "seen", "choice")
_MAX_IN_GROUP, _MAX_QUOTED = 6, 3
_MIN_LETTERS = 4
# A person has one of these: the last one told.
_ONE = ("school", "age")
_SITUATION, _WANTED = ("situation", "done"), ("goal",)
# Who somebody is comes first, where they live last.
_ORDER = ("age", "school", "diploma", "child", "children", "licence", "place")
_LIMITS = ("constraint", "weakness")

Phrases = list[dict[str, Any]]


def lines(turn: Turn) -> list[dict[str, Any]]:
    """The groups that hold something, in the order of the steps."""
    groups = (
        _of_kinds(turn, _SITUATION),
        [*_quotes(note.words for note in turn.notebook.dreams), *_strengths(turn)],
        _of_kinds(turn, _WANTED),
        _refused(turn),
        [*_of_kinds(turn, _LIMITS), *_obstacles(turn)],
        list(_seen(turn)),
        _choice(turn),
    )
    said: Phrases = []
    found = []
    for name, phrases in zip(GROUPS, groups, strict=True):
        new = [each for each in phrases if each not in said][-_MAX_IN_GROUP:]
        said += new
        if new:
            found.append({"say": f"utter_recap_{name}", "told": telling.listed(new)})
    return found


def leaving_out(lines: list[dict[str, Any]], words: str) -> list[dict[str, Any]]:
    """The groups without what speaks of `words`: « sans parler de ma tante »."""
    left = _heavy(words)
    keys = {f"utter_obstacle_name_{key}" for key in obstacles.named(words)}
    found = []
    for line in lines:
        told = [each.get("one", each) for each in line["told"]]
        kept = [
            each
            for each in told
            if each["say"] not in keys and not left & _heavy(str(each.get("words", "")))
        ]
        if kept:
            found.append({**line, "told": telling.listed(kept)})
    return found


def _heavy(words: str) -> set[str]:
    """The words that carry something, not « de » or « la »."""
    return set(stems([each for each in tokens(words) if len(each) >= _MIN_LETTERS]))


def _of_kinds(turn: Turn, kinds: tuple[str, ...]) -> Phrases:
    return _in_short(fact for fact in turn.notebook.facts if fact.kind in kinds)


def _strengths(turn: Turn) -> Phrases:
    return _of_kinds(turn, ("strength",))


def _in_short(noted: Iterable[Fact]) -> Phrases:
    """What is of a known kind first, of a year or an age the newest; then a few quotes."""
    told = [each for fact in noted for each in _apart(fact.kind, fact.words)]
    newest = {each.topics[0].key: each for each in told if telling.is_brief(each)}
    once = [
        each
        for each in told
        if telling.is_brief(each)
        and (each.topics[0].key not in _ONE or newest[each.topics[0].key] is each)
    ]
    once.sort(key=lambda each: _ORDER.index(key) if (key := each.topics[0].key) in _ORDER else -1)
    quoted = [each for each in told if not telling.is_brief(each)]
    return telling.phrases([*once, *quoted[-_MAX_QUOTED:]])


def _apart(kind: str, words: str) -> list[facts_told.Told]:
    return facts_told.apart(kind, words, of="anybody")


def _quotes(words: Iterable[str]) -> Phrases:
    return [telling.quote(each) for each in words]


def _refused(turn: Turn) -> Phrases:
    """What is refused in general, the professions, and what a wish alone has."""
    kept, base = turn.notebook, turn.library.base
    words = [each.words for each in kept.refusals if not each.occupation]
    told = [one for each in words for one in _apart(facts_told.DISLIKE, each)]
    known = {topic.key for each in told for topic in each.topics}
    known |= {topic.key for fact in kept.facts for topic in _topics(fact)}
    wished = [
        {"say": f"utter_told_{key}", "detail": ""}
        for key, rated in kept.wishes.items()
        if rated.value <= AVOIDED and key in (*OF_TRADES, STUDIES) and key not in known
    ]
    titles = [_title(facts.title(base, each)) for each in kept.refused]
    return [*telling.phrases(told), *wished, *titles]


def _topics(fact: Fact) -> Iterator[facts_told.Topic]:
    for each in _apart(fact.kind, fact.words):
        yield from each.topics


def _obstacles(turn: Turn) -> Phrases:
    said: Phrases = []
    for obstacle in turn.notebook.obstacles:
        told = facts_told.apart("constraint", obstacle.words)
        told = told or _apart("constraint", obstacle.words)
        named = [{"say": f"utter_obstacle_name_{obstacle.key}"}] if obstacle.key else []
        said += telling.phrases(told) or named
    return said


def _seen(turn: Turn) -> Iterator[dict[str, Any]]:
    """The professions kept, then those spoken about, the newest last."""
    kept, base = turn.notebook, turn.library.base
    named = [each.id for each in turn.salience.referents if each.type == OCCUPATION]
    for each in dict.fromkeys([*kept.liked, *reversed(named)]):
        if each not in kept.refused:
            yield _title(facts.title(base, each))


def _choice(turn: Turn) -> Phrases:
    decided = turn.notebook.decision
    if decided is None or not decided.occupation:
        return []
    return [_title(facts.title(turn.library.base, decided.occupation))]


def _title(title: str) -> dict[str, Any]:
    return {"say": "utter_title", "title": title}
