"""Taking something out of a notebook, with every trace of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Optional, Union

from bot.language.folding import fold_text
from bot.language.normalisation import normalise, stem_words
from bot.notebook import fact_topics, obstacle_patterns, wishes
from bot.notebook.guidance_errors import NothingFound
from bot.notebook.notebook_entries import Grid, Interest, Question, RemovalResult, Skill
from bot.notebook.questionnaire_items import ITEM_BY_ID

if TYPE_CHECKING:
    from bot.notebook.model import Notebook

_REMOVAL_REQUEST = re.compile(
    r"(?:non[ ,]+)?(?:(?:je veux|jveux|tu peux|on peut|peux tu) )?"
    r"(?:enl[eè]v|retir)(?:e|er|ez)(?:[ -]moi)?[ -]"
    r"(?:(?:le|la|les|du|de la|des) |l['’ ])?(?P<what>.+?)[ .!]*",
    re.IGNORECASE,
)
# These verbs take out a note only where it is named as one: « efface ce que j'ai dit du froid ».
_NOTE_REMOVAL_REQUEST = re.compile(
    r"(?:non )?(?:(?:je veu|jveu|tu peu|on peut|peu tu) )?"
    r"(?:efac|suprim|oubli|vir)(?:e|er|ez) (?P<what>.+)"
)
# « ce que mon père a dit », « l'histoire du vertige », « ce que j'ai dit sur les maths ».
_SAID_BY = re.compile(
    r"(?:tout )?(?:ce que?|c que|ske|la phrase de|les mots de) (?P<who>(?:mon|ma|mes) \w+)"
    r"(?: (?:il|ele|ils))?(?: .*)?"
)
_SAID_ABOUT = re.compile(
    r"(?:tout )?(?:ce que?|ce qui|ske|c que|(?:l )?histoire|phrase|ligne|truc|info|partie|note)"
    r"(?: (?:est|on|j|je|tu|vous|ai|as|avez|jai|tai|jtai|t|a|dit|parle|note|ecrit|garde|retenu"
    r"|concerne))*"
    r"(?: (?:sur|de|du|des|d|a propos de|concernant|avec))?(?: (?:le|la|l|les|mes|mon|ma))?"
    r" (?P<what>\w.+)"
)
_NEVER_SAID = re.compile(r"\b(?:jamais|pas) dit (?:ca|sa|cela)\b|pas ce que j ai dit")
_NOTEBOOK = re.compile(r"\bcarnets?\b")
_STEP = re.compile(r"(?:etape|point|numero|n°) ?(?:numero )?([1-7])")
# As `fold` writes « ma grille » and « mes comparaisons ».
_GRID = re.compile(r"(?:(?:la|ma) )?grile")
_COMPARISON = re.compile(r"(?:(?:la|ma|les|mes) )?comparaisons?")
_ALL_OF_IT = re.compile(r"^tout\b|\b(?:moi|nous)\b")
_SAYING = frozenset({"dit", "note", "ecrit", "garde", "retenu", "parle"})
_EVERYTHING = frozenset({"tout", "tout ca", "moi", "ca", "le", "la", "les", "l", "celui la"})


def remove_entry(notebook: Notebook, what: str) -> RemovalResult:
    """An occupation's id first, then an item's id, a step of the plan, the grid or the comparison,
    a wish, value or obstacle named, then words.

    NothingFound if none matches.
    """
    what = _resolve_target(what)
    if what in _find_occupations(notebook):
        return _remove_occupation(notebook, what)
    if what in ITEM_BY_ID and (what in notebook.answers or what in notebook.skipped):
        return _remove_item(notebook, what)
    step = _remove_step(notebook, what)
    if step is not None:
        return step
    named = _remove_grid_or_comparison(notebook, what) or _remove_named(notebook, what)
    try:
        return _remove_words(notebook, what)
    except NothingFound:
        if named is None:
            raise
        return named


def withdraw_refusals(notebook: Notebook, what: str) -> tuple[str, ...]:
    """Take out the refusals and limits that `what` names (« les gosses », of « pas les gosses »),
    with their wishes; their words. What names only part of them leaves them."""
    wanted, keys = set(stem_words(normalise(what).split())), fact_topics.find_named_topics(what)
    refused = [each.words for each in notebook.refusals if not each.occupation]
    limits = [fact.words for fact in notebook.facts if fact.kind in ("constraint", "weakness")]
    gone = tuple(
        words
        for words in dict.fromkeys((*refused, *limits))
        if _is_about(words, wanted)
        or keys & {t.key for t in fact_topics.parse_topics(words) if t.against}
    )
    _drop_words(notebook, set(gone))
    _drop_wishes(notebook, gone)
    return gone


def _is_about(words: str, wanted: set[str]) -> bool:
    named = set(stem_words(normalise(words).split()))
    return bool(wanted & named) and 2 * len(wanted & named) >= len(named)


def parse_removal_request(text: str) -> Optional[str]:
    """What « enlève … » asks to take out, None when the text does not begin so."""
    noted = _NOTE_REMOVAL_REQUEST.fullmatch(fold_text(text))
    if noted and _names_a_note(noted["what"]):
        return noted["what"]
    found = _REMOVAL_REQUEST.fullmatch(text.strip()) or _REMOVAL_REQUEST.fullmatch(fold_text(text))
    return found["what"] if found and fold_text(found["what"]) not in _EVERYTHING else None


def _names_a_note(what: str) -> bool:
    """Whether something said is named by what it was about, or by whom; « tout ce que tu sais de
    moi » is all of it."""
    if _ALL_OF_IT.search(what):
        return False
    about = _SAID_ABOUT.fullmatch(what)
    return bool(_SAID_BY.fullmatch(what) or (about and about["what"] not in _SAYING))


def names_notebook(text: str) -> bool:
    """Whether a text names the notebook itself."""
    return bool(_NOTEBOOK.search(fold_text(text)))


def denies_statement(text: str) -> bool:
    """Whether the text takes back what was just read in it: « non j'ai jamais dit ça »."""
    return bool(_NEVER_SAID.search(fold_text(text)))


def find_by_label(
    kept: Iterable[Union[Interest, Skill]], labels: Mapping[int, str], what: str
) -> Optional[int]:
    """The interest or skill kept whose label (what the notebook shows) has these words."""
    wanted = fold_text(what)
    for each in kept:
        if wanted and f" {wanted} " in f" {fold_text(labels[each.number])} ":
            return each.number
    return None


def drop_from_decision(notebook: Notebook, occupation: str) -> None:
    """Take an occupation out of the last step; a comparison of one is no comparison."""
    notebook.grid.drop(occupation)
    if notebook.comparison and occupation in notebook.compared:
        others = tuple(each for each in notebook.compared if each != occupation)
        left = replace(notebook.comparison, occupations=others)
        notebook.comparison = left if len(others) > 1 else None
        _close_questions(notebook, lambda question: _is_obsolete_cell(notebook, question))
    if notebook.decision and notebook.decision.occupation == occupation:
        notebook.decision, notebook.plan = None, []


def drop_from_plan(notebook: Notebook, aim: str) -> None:
    """Take an occupation or a study out of the plan and the plan B."""
    if any(step.about == aim for step in notebook.plan):
        notebook.plan = []
    if notebook.plan_b and notebook.plan_b.aim == aim:
        notebook.plan_b = None


def _find_occupations(notebook: Notebook) -> set[str]:
    decided = notebook.decision.occupation if notebook.decision else None
    found = {
        *notebook.liked,
        *notebook.refused,
        *notebook.compared,
        *notebook.shown,
        notebook.subject,
        decided,
        notebook.plan_b.occupation if notebook.plan_b else None,
        *(trial.occupation for trial in notebook.trials),
    }
    return {occupation for occupation in found if occupation}


def _remove_occupation(notebook: Notebook, occupation: str) -> RemovalResult:
    notebook.likes = [x for x in notebook.likes if x.occupation != occupation]
    notebook.refusals = [x for x in notebook.refusals if x.occupation != occupation]
    notebook.shown = [x for x in notebook.shown if x != occupation]
    drop_from_decision(notebook, occupation)
    drop_from_plan(notebook, occupation)
    notebook.trials = [x for x in notebook.trials if x.occupation != occupation]
    if notebook.subject == occupation:
        notebook.subject = None
    _close_questions(notebook, lambda question: occupation in question.values)
    return RemovalResult(occupations=(occupation,))


def _remove_step(notebook: Notebook, what: str) -> Optional[RemovalResult]:
    """A step of the plan, by its number."""
    found = _STEP.fullmatch(fold_text(what))
    if found is None or int(found[1]) > len(notebook.plan):
        return None
    notebook.plan.pop(int(found[1]) - 1)
    return RemovalResult(words=(what,))


def _remove_grid_or_comparison(notebook: Notebook, what: str) -> Optional[RemovalResult]:
    """The grid, or the comparison with the ratings of what it compared; the weights stay then."""
    text = fold_text(what)
    if _GRID.fullmatch(text) and notebook.grid != Grid():
        notebook.grid, gone = Grid(), "grille"
    elif _COMPARISON.fullmatch(text) and notebook.comparison:
        for occupation in notebook.compared:
            notebook.grid.drop(occupation)
        notebook.comparison, gone = None, "comparaison"
    else:
        return None
    _close_questions(notebook, lambda question: question.kind == "grid")
    return RemovalResult(words=(gone,))


def _remove_named(notebook: Notebook, what: str) -> Optional[RemovalResult]:
    """« l'argent » may be a wish, a value and an obstacle: what was named goes wherever it is."""
    wish, value = wishes.find_wish_by_name(what), wishes.find_value_by_name(what)
    drops: list[tuple[Callable[[str], None], str]] = [
        *([(notebook.drop_wish, wish)] if wish else []),
        *([(notebook.let_go, value)] if value else []),
        *(
            (notebook.drop_obstacle, key)
            for key in obstacle_patterns.find_named_obstacles(what)
            if len(what.split()) <= 4
        ),
    ]
    gone = [_drop_if_present(drop, key) for drop, key in drops]
    return RemovalResult(words=(what,)) if any(gone) else None


def _drop_if_present(drop: Callable[[str], None], key: str) -> bool:
    try:
        drop(key)
    except NothingFound:
        return False
    return True


def _remove_item(notebook: Notebook, item: str) -> RemovalResult:
    notebook.answers.pop(item, None)
    notebook.skipped.pop(item, None)
    return RemovalResult(items=(item,))


def _close_questions(notebook: Notebook, about: Callable[[Question], bool]) -> None:
    """Close the question that stands and the one that waits, where they are about what is gone."""
    if notebook.question and about(notebook.question):
        notebook.question = None
    if notebook.aside and about(notebook.aside):
        notebook.aside = None


def _is_obsolete_cell(notebook: Notebook, question: Question) -> bool:
    """Whether it is a cell of the grid about a profession that is compared no more."""
    return question.kind == "grid" and not {*question.values[1:]} <= {*notebook.compared}


def _remove_words(notebook: Notebook, what: str) -> RemovalResult:
    """The same words if some note has them, else the notes that contain them as whole words."""
    wanted = fold_text(what)
    if not wanted:
        raise NothingFound(what)
    for matches in (_matches_exactly(wanted), _contains_words(wanted), _matches_topics(what)):
        gone = _find_matching_words(notebook, matches)
        if gone:
            _drop_words(notebook, set(gone))
            _drop_wishes(notebook, gone)
            return RemovalResult(words=gone)
    raise NothingFound(what)


def _matches_exactly(wanted: str) -> Callable[[str], bool]:
    return lambda words: fold_text(words) == wanted


def _contains_words(wanted: str) -> Callable[[str], bool]:
    return lambda words: f" {wanted} " in f" {fold_text(words)} "


def _resolve_target(what: str) -> str:
    """Whom or what a removal is about, where it is not named by its own words."""
    text = fold_text(what)
    found = _SAID_BY.fullmatch(text)
    if found:
        return found["who"]
    found = _SAID_ABOUT.fullmatch(text)
    return found["what"] if found else what


def _matches_topics(what: str) -> Callable[[str], bool]:
    """« le vertige » takes out the clause that tells of heights, however it says so."""
    keys = fact_topics.find_named_topics(what)
    return lambda words: bool(keys & {topic.key for topic in fact_topics.parse_topics(words)})


def _drop_wishes(notebook: Notebook, gone: Iterable[str]) -> None:
    """A wish goes with the words that told it, unless others still tell it."""
    left = {key for fact in notebook.facts for key, _ in wishes.parse_wishes(fact.words)}
    left |= {key for each in notebook.refusals for key, _ in wishes.parse_wishes(each.words)}
    for key in {key for words in gone for key, _ in wishes.parse_wishes(words)} - left:
        _drop_if_present(notebook.drop_wish, key)


def _find_matching_words(notebook: Notebook, matches: Callable[[str], bool]) -> tuple[str, ...]:
    noted = [
        *(note.words for note in notebook.dreams),
        *(interest.words for interest in notebook.interests),
        *(refusal.words for refusal in notebook.refusals),
        *(like.words for like in notebook.likes),
        *(fact.words for fact in notebook.facts),
        *(skill.words for skill in notebook.skills),
        *(obstacle.words for obstacle in notebook.obstacles),
        *(trial.words for trial in notebook.trials),
        *(note.words for note in notebook.open_questions),
        notebook.decision.words if notebook.decision else "",
        notebook.decision.study if notebook.decision else "",
        notebook.plan_b.study if notebook.plan_b else "",
    ]
    return tuple(dict.fromkeys(words for words in noted if words and matches(words)))


def _drop_words(notebook: Notebook, gone: set[str]) -> None:
    notebook.dreams = [x for x in notebook.dreams if x.words not in gone]
    notebook.interests = [x for x in notebook.interests if x.words not in gone]
    notebook.refusals = [x for x in notebook.refusals if x.words not in gone]
    notebook.likes = [x for x in notebook.likes if x.words not in gone]
    notebook.facts = [x for x in notebook.facts if x.words not in gone]
    notebook.skills = [x for x in notebook.skills if x.words not in gone]
    notebook.obstacles = [x for x in notebook.obstacles if x.words not in gone]
    notebook.open_questions = [x for x in notebook.open_questions if x.words not in gone]
    notebook.trials = [replace(x, words="") if x.words in gone else x for x in notebook.trials]
    for study in gone:
        drop_from_plan(notebook, study)
    if notebook.decision and notebook.decision.study in gone:
        notebook.decision, notebook.plan = None, []
    if notebook.decision and notebook.decision.words in gone:
        notebook.decision = replace(notebook.decision, words="")
