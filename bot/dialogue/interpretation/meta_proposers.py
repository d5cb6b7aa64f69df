"""Proposers for remarks about the conversation itself: a recap, a complaint, a check, thanks."""

from __future__ import annotations

from collections.abc import Iterator

from bot.care import reply_kinds
from bot.choice_payloads import AskAgain, Complain, EraseData, SmallTalk
from bot.dialogue.interpretation.hypotheses import (
    LIKELY_PROBABILITY,
    SURE_PROBABILITY,
    TOP_PROBABILITY,
    Act,
    Hypothesis,
)
from bot.dialogue.interpretation.information_state import InformationState
from bot.dialogue.interpretation.reference_proposers import (
    propose_correction,
    propose_no_list,
    propose_numbered,
    propose_opening,
    propose_return,
    propose_what_if,
)
from bot.dialogue.interpretation.subject_resolution import list_distinct_mentions
from bot.dialogue.interpretation.word_counts import (
    MAX_ELLIPTICAL_WORDS,
    MAX_META_WORDS,
    MAX_SHORT_WORDS,
)
from bot.dialogue.reading.segment_readings import SegmentReading
from bot.guidance.quantities import QUANTITY_PATTERN
from bot.language.folding import fold_text
from bot.language.phrases import phrase
from bot.notebook import retraction_requests

_RECAP = phrase(r"^(?:\w+ ){0,3}(?:récap\w*|résum\w*|fai\w* (?:moi |nous )?(?:le|un) point)\b")
_WITHOUT = phrase(
    r"\b(?:sans|sauf|hormis|mais pas|laisse\w*|oubli\w*)\b"
    r"(?: (?:parler|dire|citer|mentioner|compter|tenir compte))?(?: (?:de|du|des|d))? (?P<what>.+)$"
)
_REMEMBERS = phrase(
    r"\b(?:tu (?:te|t)|vous vous|te) (?:rappel\w*|souvi\w*|souven\w*)\b"
    r"|\b(?:t as|tu as|as tu|avez vous|vous avez) (?:\w+ )?(?:garde\w*|enregistr\w*|stocke\w*)\b"
)
_ITS_TALK = phrase(r"\b(?:tes|vos) (?P<what>question|reponse|frase|phrase|message)s?\b")
_ANYTHING = phrase(r"\b(?:tu|vous) (?:répond\w*|racont\w*|di[st]\w*) n importe quoi\b")
_PRAISES = phrase(
    r"(?<!pas )(?<!plus )\b(?:bien|bonne?s?|cool|super|top|merci|aime|adore|chouette\w*|utile\w*"
    r"|intére\w*|clair\w*|simpa\w*|sympa\w*|génial\w*|parfait\w*)\b"
)
_COMMENTS = (
    *("social.comment", "correct.bot", "correct.self", "meta.stop", "tell.dislike"),
    *("react.refuse", "social.smalltalk", "tell.weakness"),
)
_ONE_MORE = phrase(
    r"^(?:\w+ ){0,3}(?:(?:encore|plus qu|juste|allez) )?(?:une|un) (?:derni\w+|autre|de plus)\b"
    r"|^(?:\w+ ){0,2}encore une?(?: (?:\w+ ){0,3}\w+)?$|^(?:\w+ ){0,2}la (?:suivante|prochaine)$"
)
_CONCLUDES = phrase(r"^(?:\w+ ){0,3}(?:donc|alors|du coup)\b.*\?")
_UNDERSTOOD = phrase(
    r"\bsi (?:je|j) (?:ai )?(?:bien )?(?:compr\w*|pig\w*|sui\w*|capt\w*)"
    r"|\b(?:c est|cest|est ce) (?:bien )?(?:ca|vrai|juste|exact|correct)\b\W*\??$"
)
_THANKS = phrase(
    r"^(?:ch?ou?kran\w*|sh?ou?kran\w*|شكرا|baraka\w* alah\w*|danke\w*|bedankt|dank u|gracias"
    r"|grazie|obrigad[oa]|multumesc|tes?ekur\w*|дякую|спасибо|thanks?|thank you|thx)\b"
)
# « j'ai peur de le dire à mes parents »
_FEARS_TO_TELL = phrase(
    r"\b(?:peur|honte|ose)\b(?: pas)?(?: trop| vraiment)?(?: d['e]?)?"
    r"(?: l['e]| leur| lui| en| vous| te| me)*"
    r" ?(?:dire|parler|avouer)\b"
)
_JOKE = phrase(
    r"\b(?:blague\w*|vanne|devinette|histoire drôle"
    r"|fai\w* (?:moi|nous) (?:\w+ )?(?:rire|rigoler|marrer)"
    r"|truc (?:drôle|marrant))\b"
)


def _folded(segment: SegmentReading) -> str:
    """Return the text of a segment without accents and capitals."""
    return fold_text(segment.text)


def propose_recap(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """Propose a recap, with something left out: « résume sans parler de ma tante »."""
    folded = _folded(segment)
    if _RECAP.search(folded):
        found = _WITHOUT.search(folded)
        values = {"without": found["what"]} if found else {}
        if values or segment.labels["request.recap"] >= 0.1:
            yield Hypothesis(Act("show_notebook", values, segment.text), TOP_PROBABILITY, "a recap")
        return
    keeps = segment.labels["service.privacy"] >= 0.5
    if _REMEMBERS.search(folded) and not keeps and not list_distinct_mentions(segment):
        act = Act("show_notebook", {}, segment.text)
        yield Hypothesis(act, TOP_PROBABILITY, "what is remembered")


def propose_complaint(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """Propose a reply to a complaint about the questions or answers: « tu réponds n'importe quoi
    »."""
    folded = _folded(segment)
    found, anything = _ITS_TALK.search(folded), _ANYTHING.search(folded)
    if not (found or anything) or _PRAISES.search(folded) or list_distinct_mentions(segment):
        return
    says = sum(segment.labels[label] for label in _COMMENTS) + segment.acts["abuse"]
    asks = segment.asking_probability
    if not anything and (says < 0.3 or asks >= says):
        return
    what = Complain.QUESTIONS if found and found["what"] != "reponse" else Complain.ANSWERS
    act = Act("complain", {"value": what}, segment.text)
    yield Hypothesis(act, TOP_PROBABILITY, f"of the bot's {what}")


def propose_one_more(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """Propose the next question while one is open, else more leads: « allez, encore une »."""
    if (
        not segment.alone
        or not _ONE_MORE.search(_folded(segment))
        or list_distinct_mentions(segment)
    ):
        return
    if segment.word_count > MAX_ELLIPTICAL_WORDS or segment.acts["ask"] >= LIKELY_PROBABILITY:
        return
    act = Act("resume", {}, segment.text)
    if state.question is None and state.shown:
        act = Act("ask_leads", {"more": "yes"}, segment.text)
    yield Hypothesis(act, SURE_PROBABILITY, "one more")


def propose_check(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """Propose to check a conclusion against the last answer: « donc pas avant 18 ans ? »."""
    subject, answered = state.salience.subject, state.salience.told
    if answered not in state.library.base.questions or subject is None or subject.id != answered:
        return
    folded = _folded(segment)
    entry = state.library.base.questions[answered]
    # Without a figure in the answer what was said before is checked: « trop tard, c'est vrai ? ».
    checks = segment.alone or QUANTITY_PATTERN.search(fold_text(entry.short))
    concludes, understood = _CONCLUDES.match(folded), checks and _UNDERSTOOD.search(folded)
    if list_distinct_mentions(segment) or not (concludes or understood):
        return
    figure = QUANTITY_PATTERN.search(folded) is not None or segment.word_count <= MAX_SHORT_WORDS
    if not figure and not understood:
        return  # « donc il y a quoi au milieu ? » checks nothing
    act = Act("ask_again", {"value": AskAgain.CHECK}, segment.text)
    yield Hypothesis(act, SURE_PROBABILITY if figure else 0.6, "a check of the last answer")


def propose_joke(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """Propose a joke: « fais-moi rire »."""
    asks = (
        sum(segment.acts[act] for act in ("off", "request", "meta"))
        + segment.labels["social.smalltalk"]
    )
    if _JOKE.search(_folded(segment)) and asks >= 0.3:
        yield Hypothesis(
            Act("small_talk", {"value": SmallTalk.JOKE}, segment.text), TOP_PROBABILITY, "a joke"
        )


def propose_thanks(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """Propose a reply to thanks in another language: « shukran »."""
    asks = segment.asking_probability >= 0.5
    short = segment.word_count <= MAX_SHORT_WORDS
    if short and not asks and _THANKS.match(_folded(segment)):
        yield Hypothesis(Act("thanks", {}, segment.text), SURE_PROBABILITY, "thanks")


def propose_secrecy(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """Propose the privacy answer: « mais tu dis rien à ma sœur », not to whoever fears to tell."""
    if segment.word_count > MAX_META_WORDS or _FEARS_TO_TELL.search(_folded(segment)):
        return
    if reply_kinds.read_reply(segment.text).wants_secrecy:
        act = Act("ask_privacy", {}, segment.text)
        yield Hypothesis(act, TOP_PROBABILITY, "asks that nobody be told")


def propose_retraction(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """Propose to erase the last message: « efface mon dernier message »."""
    if retraction_requests.parse_retraction_request(segment.text):
        act = Act("erase_data", {"value": EraseData.MESSAGE}, segment.text)
        yield Hypothesis(act, TOP_PROBABILITY, "a message is taken back")


META_PROPOSERS = (
    *(propose_secrecy, propose_retraction),
    *(
        propose_return,
        propose_recap,
        propose_complaint,
        propose_one_more,
        propose_opening,
        propose_no_list,
        propose_correction,
        propose_numbered,
    ),
    *(propose_what_if, propose_check, propose_joke, propose_thanks),
)


def is_about_talk_itself(state: InformationState, segment: SegmentReading) -> bool:
    """Whether any of these proposers reads the segment."""
    return any(True for propose in META_PROPOSERS for _ in propose(state, segment))
