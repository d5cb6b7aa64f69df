"""Talk about the talk: back to something, the one that was said, a check, a complaint, one more."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Optional

from bot.dialogue.interpretation.brevity import MAX_ELLIPSIS, MAX_SHORT, count_words
from bot.dialogue.interpretation.hypotheses import Act, Hypothesis
from bot.dialogue.interpretation.questions import OF_OCCUPATIONS, entry
from bot.dialogue.interpretation.state import InformationState
from bot.dialogue.interpretation.subjects import (
    NAMED,
    POINTED,
    own_names,
    subject_of,
    the_pair,
)
from bot.dialogue.reading.linker import Mention
from bot.dialogue.reading.reader import SegmentReading
from bot.guidance import taken_back as taking_back
from bot.guidance.figures import FIGURE
from bot.guidance.folding import fold
from bot.guidance.salience import OCCUPATION, QUESTION, SERVICE, Referent
from bot.safeguarding import replies
from knowledge.text import normalise, stems, tokens

SURELY, LIKELY = 0.95, 0.8
# A form that says so goes before what the same words would be by their labels.
BEFORE_ALL = 1.02
MAX_WORDS = 12
# An entry is called by a word from this probability on.
NAMED_SO = 0.3
# An aspect of the profession is asked from here on.
MIN_ASPECT = 0.2
_BACK = re.compile(
    r"\b(?:revien\w*|reven\w*|retour\w*|repren\w*|reprend\w*)(?: en)? (?:a|au|aux|sur|avec|la|le) "
    r"|\bon (?:en )?(?:etait|parlait|disait|causait|discutait) (?:\w+ )?(?:a|au|aux|de|du|des|sur) "
    r"|\bon (?:en )?(?:etait|parlait) de "
)
_RECAP = re.compile(r"^(?:\w+ ){0,3}(?:recap\w*|resum\w*|fai\w* (?:moi |nous )?(?:le|un) point)\b")
_WITHOUT = re.compile(
    r"\b(?:sans|sauf|hormis|mais pas|laise\w*|oubli\w*)\b"
    r"(?: (?:parler|dire|citer|mentioner|compter|tenir compte))?(?: (?:de|du|des|d))? (?P<what>.+)$"
)
_REMEMBERS = re.compile(
    r"\b(?:tu (?:te|t)|vous vous|te) (?:rapel\w*|souvi\w*|souven\w*)\b"
    r"|\b(?:t as|tu as|as tu|avez vous|vous avez) (?:\w+ )?(?:garde\w*|enregistr\w*|stocke\w*)\b"
)
_ITS_TALK = re.compile(r"\b(?:tes|vos) (?P<what>question|reponse|frase|phrase|mesage)s?\b")
_ANYTHING = re.compile(r"\b(?:tu|vous) (?:repond\w*|racont\w*|di[st]\w*) n importe quoi\b")
_PRAISES = re.compile(
    r"(?<!pas )(?<!plus )\b(?:bien|bone?s?|col|cool|super|top|merci|aime|adore|chouete\w*|utile\w*"
    r"|intere\w*|clair\w*|simpa\w*|sympa\w*|genial\w*|parfait\w*)\b"
)
_COMMENTS = (
    *("social.comment", "correct.bot", "correct.self", "meta.stop", "tell.dislike"),
    *("react.refuse", "social.smalltalk", "tell.weakness"),
)
_ONE_MORE = re.compile(
    r"^(?:\w+ ){0,3}(?:(?:encore|plus qu|juste|alez) )?(?:une|un) (?:derni\w+|autre|de plus)\b"
    r"|^(?:\w+ ){0,2}encore une?(?: (?:\w+ ){0,3}\w+)?$|^(?:\w+ ){0,2}la (?:suivante|prochaine)$"
)
_SAID_BEFORE = re.compile(
    r"\b(?:le|la|les) (?:premi\w+|deuxiem\w*|second\w*|troisiem\w*|quatriem\w*|derni\w+|\d)"
    r"(?: (?:que|qu|dont) .*|)$"
)
_CONCLUDES = re.compile(r"^(?:\w+ ){0,3}(?:donc|alors|du coup)\b.*\?")
_UNDERSTOOD = re.compile(
    r"\bsi (?:je|j) (?:ai )?(?:bien )?(?:compr\w*|pig\w*|sui\w*|capt\w*)"
    r"|\b(?:c est|cest|est ce) (?:bien )?(?:ca|vrai|juste|exact|corect)\b\W*\??$"
)
_WHAT_IF = re.compile(r"^(?:mais |et )?si (?:je|j|on|jamais je|jamais j) ")
_THANKS = re.compile(
    r"^(?:ch?ou?kran\w*|sh?ou?kran\w*|شكرا|baraka\w* alah\w*|danke\w*|bedankt|dank u|gracias"
    r"|grazie|obrigad[oa]|multumesc|tes?ekur\w*|дякую|спасибо|thanks?|thank you|thx)\b"
)
_JOKE = re.compile(
    r"\b(?:blague\w*|vane|devinete|histoire drole"
    r"|fai\w* (?:moi|nous) (?:\w+ )?(?:rire|rigoler|marer)"
    r"|truc (?:drole|marant))\b"
)
_NOT = re.compile(r"\bpas (?:d |de |du |des |le |la |les |l |un |une |a |au |en )?$")


def back_to(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """« on en était à menuisier », « revenons à la bourse »: it is the subject again."""
    said = fold(segment.text)
    found = _BACK.search(said)
    if not found or count_words(segment.text) > MAX_WORDS:
        return
    referent = _named(segment, state) or _among(said[found.end() :], state)
    if referent is None or segment.of_act("ask") >= LIKELY:
        return
    key = "occupation" if referent.type == OCCUPATION else "question"
    values: dict[str, Any] = {key: referent.id, "value": "back"}
    yield Hypothesis(Act("resume", values, segment.text), BEFORE_ALL, f"back to {referent.id}")


def _named(segment: SegmentReading, state: InformationState) -> Optional[Referent]:
    subject = subject_of(segment, state)
    base = state.library.base
    referents = subject.referents if subject.how == NAMED else ()
    for each in referents:
        if each.id in base.occupations or each.id in base.questions or each.id in base.services:
            return each
    return None


def _among(words: str, state: InformationState) -> Optional[Referent]:
    """What was spoken about, by the words of its title; else the entry that is likely called so."""
    wanted, base = set(stems(tokens(words))), state.library.base
    found = [(len(wanted & title) / len(title), each) for each, title in _titles(state) if title]
    share, best = max(found, key=lambda pair: pair[0], default=(0.0, None))
    if share > 0.0:
        return best
    entries = state.asked(words).ranked[:1] if state.asked else ()
    near = [e.id for e in entries if e.probability >= NAMED_SO and e.id in base.questions]
    return Referent(QUESTION, near[0]) if near else None


def _titles(state: InformationState) -> Iterator[tuple[Referent, set[str]]]:
    base = state.library.base
    for each in state.salience.referents:
        if each.id in base.questions or each.id in base.occupations or each.id in base.services:
            yield each, set(stems(tokens(base.title(each.id) or "")))


def recap_without(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """« résume sans parler de ma tante »: in short, with something left out."""
    said = fold(segment.text)
    if _RECAP.search(said):
        found = _WITHOUT.search(said)
        values = {"without": found["what"]} if found else {}
        if values or segment.of("request.recap") >= 0.1:
            yield Hypothesis(Act("show_notebook", values, segment.text), BEFORE_ALL, "a recap")
        return
    keeps = segment.of("service.privacy") >= 0.5
    if _REMEMBERS.search(said) and not keeps and not own_names(segment):
        act = Act("show_notebook", {}, segment.text)
        yield Hypothesis(act, BEFORE_ALL, "what is remembered")


def complained(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """« tes questions me fatiguent », « tu réponds n'importe quoi »."""
    said = fold(segment.text)
    found, anything = _ITS_TALK.search(said), _ANYTHING.search(said)
    if not (found or anything) or _PRAISES.search(said) or own_names(segment):
        return
    says = sum(map(segment.of, _COMMENTS)) + segment.of_act("abuse")
    asks = segment.of_act("ask") + segment.of_act("request")
    if not anything and (says < 0.3 or asks >= says):
        return
    what = "questions" if found and found["what"] != "reponse" else "answers"
    act = Act("complain", {"value": what}, segment.text)
    yield Hypothesis(act, BEFORE_ALL, f"of the bot's {what}")


def one_more(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """« allez, encore une »: the next question while one is open, else more of the leads shown."""
    if not segment.alone or not _ONE_MORE.search(fold(segment.text)) or own_names(segment):
        return
    if count_words(segment.text) > MAX_ELLIPSIS or segment.of_act("ask") >= LIKELY:
        return
    act = Act("resume", {}, segment.text)
    if state.question is None and state.shown:
        act = Act("ask_leads", {"more": "yes"}, segment.text)
    yield Hypothesis(act, SURELY, "one more")


def opened(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """« développe le deuxième », « dis-m'en plus sur le premier »: the one pointed at."""
    subject = subject_of(segment, state)
    if subject.how != POINTED or len(subject.referents) != 1:
        return
    wants = segment.of("react.open") + segment.of("meta.explain") + segment.of("ask.description")
    if wants < 0.4 or segment.of("react.choose") > segment.of("react.open"):
        return
    act = _opening(subject.referents[0], "description", segment)
    if act is not None:
        yield Hypothesis(act, BEFORE_ALL if wants >= LIKELY else LIKELY, "the one pointed at")


def _opening(referent: Referent, aspect: str, segment: SegmentReading) -> Optional[Act]:
    if referent.type == OCCUPATION:
        intent = OF_OCCUPATIONS.get(f"ask.{aspect}", "ask_occupation")
        return Act(intent, {"occupation": referent.id, "aspect": aspect}, segment.text)
    return entry(referent.id, segment.text) if referent.type in (QUESTION, SERVICE) else None


def nothing_listed(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """« le deuxième que vous avez dit », where nothing was: said so, not guessed."""
    known = state.salience.listed or the_pair(state.salience) or state.shown
    if known or state.question is not None or own_names(segment) or not segment.alone:
        return
    wants = segment.of_act("react") + segment.of_act("request") + segment.of_act("none")
    short = count_words(segment.text) <= MAX_WORDS
    if short and wants >= 0.3 and _SAID_BEFORE.search(fold(segment.text)):
        act = Act("ask_again", {"value": "no_list"}, segment.text)
        yield Hypothesis(act, SURELY, "nothing was listed")


def corrected(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """« pas boulanger, boucher », « l'IFAPME, pas le CEFA »: what was asked last, of the one that
    is meant."""
    named = own_names(segment)
    if len(named) != 2 or named[0].type != named[1].type or "?" in segment.text:
        return
    if state.salience.subject is None:
        return
    if count_words(segment.text) > MAX_WORDS or segment.of_act("ask") >= LIKELY:
        return
    refused = [m for m in named if _is_refused(m, segment)]
    if len(refused) != 1:
        return
    meant = next(m for m in named if m is not refused[0])
    act = _of_the_meant(meant, state, segment)
    if act is not None:
        yield Hypothesis(act, BEFORE_ALL, f"{meant.text} is meant")


def _is_refused(mention: Mention, segment: SegmentReading) -> bool:
    at = segment.spelt.find(mention.text)
    return at >= 0 and _NOT.search(normalise(segment.spelt[:at]) + " ") is not None


def _of_the_meant(
    meant: Mention, state: InformationState, segment: SegmentReading
) -> Optional[Act]:
    if meant.target is not None and meant.target.type in (OCCUPATION, QUESTION, SERVICE):
        return _opening(meant.target, state.salience.aspect or "description", segment)
    if meant.candidates:
        return Act("ask_occupation", {"candidates": list(meant.candidates)}, segment.text)
    found = state.asked(f"c'est quoi {meant.text}").ranked if state.asked else ()
    known = (each.id for each in found[:2] if each.id in state.library.base.questions)
    return next((entry(each, segment.text) for each in known), None)


def numbered(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """« 2 », with two of a kind put side by side and no question open: that one."""
    said = segment.text.strip(" .!)")
    group = state.salience.listed or the_pair(state.salience)
    if state.question is not None or not said.isdecimal() or not 1 <= int(said) <= len(group):
        return
    act = _opening(group[int(said) - 1], "description", segment)
    if act is not None:
        yield Hypothesis(act, BEFORE_ALL, "by its number")


def what_if(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """« et si je suis nul en maths ? », while a profession is spoken about: of that profession."""
    current = state.salience.subject
    if current is None or current.type != OCCUPATION:
        return
    if not _WHAT_IF.match(fold(segment.text)) or count_words(segment.text) > MAX_WORDS:
        return
    asked = [(p, label) for label, p in segment.ranked if label in OF_OCCUPATIONS]
    likely, label = max(asked, default=(0.0, ""))
    if likely < MIN_ASPECT:
        return
    aspect = label.partition(".")[2]
    values = {"occupation": current.id, "aspect": aspect}
    act = Act(OF_OCCUPATIONS[label], values, segment.text)
    yield Hypothesis(act, LIKELY, f"what if, of {current.id}")


def checked(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """« donc pas avant 18 ans, c'est ça ? »: set beside the answer that was just given."""
    subject, told = state.salience.subject, state.salience.told
    if told not in state.library.base.questions or subject is None or subject.id != told:
        return
    said = fold(segment.text)
    concludes, understood = _CONCLUDES.match(said), _UNDERSTOOD.search(said)
    if own_names(segment) or not (concludes or understood):
        return
    figure = FIGURE.search(said) is not None or count_words(segment.text) <= MAX_SHORT
    if not figure and not understood:
        return  # « donc il y a quoi au milieu ? » goes on, and checks nothing
    act = Act("ask_again", {"value": "check"}, segment.text)
    yield Hypothesis(act, SURELY if figure else 0.6, "a check of the last answer")


def joked(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """« fais-moi rire »: a short one, then on."""
    asks = sum(map(segment.of_act, ("off", "request", "meta"))) + segment.of("social.smalltalk")
    if _JOKE.search(fold(segment.text)) and asks >= 0.3:
        yield Hypothesis(Act("small_talk", {"value": "joke"}, segment.text), BEFORE_ALL, "a joke")


def thanked(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """« shukran »: thanks in one of the languages that are read, in a message in French."""
    asks = segment.of_act("ask") + segment.of_act("request") >= 0.5
    short = count_words(segment.text) <= MAX_SHORT
    if short and not asks and _THANKS.match(fold(segment.text)):
        yield Hypothesis(Act("thanks", {}, segment.text), SURELY, "thanks")


def secrecy(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """« mais tu dis rien à ma sœur »: who will know, said outside of distress too."""
    if count_words(segment.text) <= MAX_WORDS and replies.asks_for_secrecy(segment.text):
        act = Act("ask_privacy", {}, segment.text)
        yield Hypothesis(act, BEFORE_ALL, "asks that nobody be told")


def taken_back(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """« efface mon dernier message »: that one, and nothing else of what was said."""
    if taking_back.asked(segment.text):
        act = Act("erase_data", {"value": "message"}, segment.text)
        yield Hypothesis(act, BEFORE_ALL, "a message is taken back")


PROPOSED = (
    *(secrecy, taken_back),
    *(back_to, recap_without, complained, one_more, opened, nothing_listed, corrected, numbered),
    *(what_if, checked, joked, thanked),
)


def is_meant(state: InformationState, segment: SegmentReading) -> bool:
    """Whether a segment is surely about the talk itself."""
    return any(True for propose in PROPOSED for _ in propose(state, segment))


def is_back(act: Act) -> bool:
    """Whether an act only takes up a subject: beside a question about it nothing is said of it."""
    return act.intent == "resume" and act.values.get("value") == "back"
