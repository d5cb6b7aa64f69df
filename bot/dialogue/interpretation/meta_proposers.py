"""Talk about the talk: back to something, the one that was said, a check, a complaint, one more."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Optional

from bot.care import reply_kinds
from bot.choice_payloads import AskAgain, Complain, EraseData, Resume, SmallTalk
from bot.dialogue.interpretation.hypotheses import Act, Hypothesis
from bot.dialogue.interpretation.information_state import InformationState
from bot.dialogue.interpretation.question_proposers import (
    OCCUPATION_INTENT_BY_LABEL,
    make_entry_act,
)
from bot.dialogue.interpretation.subject_resolution import (
    NAMED,
    POINTED,
    find_current_pair,
    list_distinct_mentions,
    resolve_subject,
)
from bot.dialogue.interpretation.word_counts import (
    MAX_ELLIPTICAL_WORDS,
    MAX_SHORT_WORDS,
    count_words,
)
from bot.dialogue.reading.linker import Mention
from bot.dialogue.reading.reader import SegmentReading
from bot.guidance.quantities import QUANTITY_PATTERN
from bot.guidance.salience import OCCUPATION, QUESTION, SERVICE, Referent
from bot.language.folding import fold_text
from bot.language.normalisation import normalise, stem_words, tokenise
from bot.language.phrases import phrase
from bot.notebook import message_retraction as taking_back

SURE_PROBABILITY, LIKELY_PROBABILITY = 0.95, 0.8
# A form that says so goes before what the same words would be by their labels.
TOP_PROBABILITY = 1.02
MAX_WORDS = 12
# An entry is called by a word from this probability on.
MIN_NAMED = 0.3
# An aspect of the profession is asked from here on.
MIN_ASPECT = 0.2
_BACK = phrase(
    r"\b(?:revien\w*|reven\w*|retour\w*|repren\w*|reprend\w*)(?: en)? (?:a|au|aux|sur|avec|la|le) "
    r"|\bon (?:en )?(?:était|parlait|disait|causait|discutait) (?:\w+ )?(?:a|au|aux|de|du|des|sur) "
    r"|\bon (?:en )?(?:était|parlait) de "
)
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
_SAID_BEFORE = phrase(
    r"\b(?:le|la|les) (?:premi\w+|deuxièm\w*|second\w*|troisièm\w*|quatrièm\w*|derni\w+|\d)"
    r"(?: (?:que|qu|dont) .*|)$"
)
_CONCLUDES = phrase(r"^(?:\w+ ){0,3}(?:donc|alors|du coup)\b.*\?")
_UNDERSTOOD = phrase(
    r"\bsi (?:je|j) (?:ai )?(?:bien )?(?:compr\w*|pig\w*|sui\w*|capt\w*)"
    r"|\b(?:c est|cest|est ce) (?:bien )?(?:ca|vrai|juste|exact|correct)\b\W*\??$"
)
_WHAT_IF = phrase(r"^(?:mais |et )?si (?:je|j|on|jamais je|jamais j) ")
_THANKS = phrase(
    r"^(?:ch?ou?kran\w*|sh?ou?kran\w*|شكرا|baraka\w* alah\w*|danke\w*|bedankt|dank u|gracias"
    r"|grazie|obrigad[oa]|multumesc|tes?ekur\w*|дякую|спасибо|thanks?|thank you|thx)\b"
)
_JOKE = phrase(
    r"\b(?:blague\w*|vanne|devinette|histoire drôle"
    r"|fai\w* (?:moi|nous) (?:\w+ )?(?:rire|rigoler|marrer)"
    r"|truc (?:drôle|marrant))\b"
)
_NOT = re.compile(r"\bpas (?:d |de |du |des |le |la |les |l |un |une |a |au |en )?$")


def propose_return(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """« on en était à menuisier », « revenons à la bourse »: it is the subject again."""
    said = fold_text(segment.text)
    found = _BACK.search(said)
    if not found or count_words(segment.text) > MAX_WORDS:
        return
    referent = _find_named_referent(segment, state) or _find_referent_by_title(
        said[found.end() :], state
    )
    if referent is None or segment.act_probability("ask") >= LIKELY_PROBABILITY:
        return
    key = "occupation" if referent.type == OCCUPATION else "question"
    values: dict[str, Any] = {key: referent.id, "value": Resume.BACK}
    yield Hypothesis(Act("resume", values, segment.text), TOP_PROBABILITY, f"back to {referent.id}")


def _find_named_referent(segment: SegmentReading, state: InformationState) -> Optional[Referent]:
    subject = resolve_subject(segment, state)
    base = state.library.base
    referents = subject.referents if subject.how == NAMED else ()
    for each in referents:
        if each.id in base.occupations or each.id in base.questions or each.id in base.services:
            return each
    return None


def _find_referent_by_title(words: str, state: InformationState) -> Optional[Referent]:
    """What was spoken about, by the words of its title; else the entry that is likely called so."""
    wanted, base = set(stem_words(tokenise(words))), state.library.base
    found = [
        (len(wanted & title) / len(title), each) for each, title in _title_stems(state) if title
    ]
    share, best = max(found, key=lambda pair: pair[0], default=(0.0, None))
    if share > 0.0:
        return best
    entries = state.asked(words).ranked[:1] if state.asked else ()
    near = [e.id for e in entries if e.probability >= MIN_NAMED and e.id in base.questions]
    return Referent(QUESTION, near[0]) if near else None


def _title_stems(state: InformationState) -> Iterator[tuple[Referent, set[str]]]:
    base = state.library.base
    for each in state.salience.referents:
        if each.id in base.questions or each.id in base.occupations or each.id in base.services:
            yield each, set(stem_words(tokenise(base.title(each.id) or "")))


def propose_recap(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """« résume sans parler de ma tante »: in short, with something left out."""
    said = fold_text(segment.text)
    if _RECAP.search(said):
        found = _WITHOUT.search(said)
        values = {"without": found["what"]} if found else {}
        if values or segment.of("request.recap") >= 0.1:
            yield Hypothesis(Act("show_notebook", values, segment.text), TOP_PROBABILITY, "a recap")
        return
    keeps = segment.of("service.privacy") >= 0.5
    if _REMEMBERS.search(said) and not keeps and not list_distinct_mentions(segment):
        act = Act("show_notebook", {}, segment.text)
        yield Hypothesis(act, TOP_PROBABILITY, "what is remembered")


def propose_complaint(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """« tes questions me fatiguent », « tu réponds n'importe quoi »."""
    said = fold_text(segment.text)
    found, anything = _ITS_TALK.search(said), _ANYTHING.search(said)
    if not (found or anything) or _PRAISES.search(said) or list_distinct_mentions(segment):
        return
    says = sum(map(segment.of, _COMMENTS)) + segment.act_probability("abuse")
    asks = segment.act_probability("ask") + segment.act_probability("request")
    if not anything and (says < 0.3 or asks >= says):
        return
    what = Complain.QUESTIONS if found and found["what"] != "reponse" else Complain.ANSWERS
    act = Act("complain", {"value": what}, segment.text)
    yield Hypothesis(act, TOP_PROBABILITY, f"of the bot's {what}")


def propose_one_more(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """« allez, encore une »: the next question while one is open, else more of the leads shown."""
    if (
        not segment.alone
        or not _ONE_MORE.search(fold_text(segment.text))
        or list_distinct_mentions(segment)
    ):
        return
    if (
        count_words(segment.text) > MAX_ELLIPTICAL_WORDS
        or segment.act_probability("ask") >= LIKELY_PROBABILITY
    ):
        return
    act = Act("resume", {}, segment.text)
    if state.question is None and state.shown:
        act = Act("ask_leads", {"more": "yes"}, segment.text)
    yield Hypothesis(act, SURE_PROBABILITY, "one more")


def propose_opening(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """« développe le deuxième », « dis-m'en plus sur le premier »: the one pointed at."""
    subject = resolve_subject(segment, state)
    if subject.how != POINTED or len(subject.referents) != 1:
        return
    wants = segment.of("react.open") + segment.of("meta.explain") + segment.of("ask.description")
    if wants < 0.4 or segment.of("react.choose") > segment.of("react.open"):
        return
    act = _make_opening_act(subject.referents[0], "description", segment)
    if act is not None:
        yield Hypothesis(
            act,
            TOP_PROBABILITY if wants >= LIKELY_PROBABILITY else LIKELY_PROBABILITY,
            "the one pointed at",
        )


def _make_opening_act(referent: Referent, aspect: str, segment: SegmentReading) -> Optional[Act]:
    if referent.type == OCCUPATION:
        intent = OCCUPATION_INTENT_BY_LABEL.get(f"ask.{aspect}", "ask_occupation")
        return Act(intent, {"occupation": referent.id, "aspect": aspect}, segment.text)
    return (
        make_entry_act(referent.id, segment.text) if referent.type in (QUESTION, SERVICE) else None
    )


def propose_no_list(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """« le deuxième que vous avez dit », where nothing was: said so, not guessed."""
    known = state.salience.listed or find_current_pair(state.salience) or state.shown
    if known or state.question is not None or list_distinct_mentions(segment) or not segment.alone:
        return
    wants = (
        segment.act_probability("react")
        + segment.act_probability("request")
        + segment.act_probability("none")
    )
    short = count_words(segment.text) <= MAX_WORDS
    if short and wants >= 0.3 and _SAID_BEFORE.search(fold_text(segment.text)):
        act = Act("ask_again", {"value": AskAgain.NO_LIST}, segment.text)
        yield Hypothesis(act, SURE_PROBABILITY, "nothing was listed")


def propose_correction(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """« pas boulanger, boucher », « l'IFAPME, pas le CEFA »: what was asked last, of the one that
    is meant."""
    named = list_distinct_mentions(segment)
    if len(named) != 2 or named[0].type != named[1].type or "?" in segment.text:
        return
    if state.salience.subject is None:
        return
    if (
        count_words(segment.text) > MAX_WORDS
        or segment.act_probability("ask") >= LIKELY_PROBABILITY
    ):
        return
    refused = [m for m in named if _is_refused(m, segment)]
    if len(refused) != 1:
        return
    meant = next(m for m in named if m is not refused[0])
    act = _make_corrected_act(meant, state, segment)
    if act is not None:
        yield Hypothesis(act, TOP_PROBABILITY, f"{meant.text} is meant")


def _is_refused(mention: Mention, segment: SegmentReading) -> bool:
    at = segment.spelt.find(mention.text)
    return at >= 0 and _NOT.search(normalise(segment.spelt[:at]) + " ") is not None


def _make_corrected_act(
    meant: Mention, state: InformationState, segment: SegmentReading
) -> Optional[Act]:
    if meant.target is not None and meant.target.type in (OCCUPATION, QUESTION, SERVICE):
        return _make_opening_act(meant.target, state.salience.aspect or "description", segment)
    if meant.candidates:
        return Act("ask_occupation", {"candidates": list(meant.candidates)}, segment.text)
    found = state.asked(f"c'est quoi {meant.text}").ranked if state.asked else ()
    known = (each.id for each in found[:2] if each.id in state.library.base.questions)
    return next((make_entry_act(each, segment.text) for each in known), None)


def propose_numbered(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """« 2 », with two of a kind put side by side and no question open: that one."""
    said = segment.text.strip(" .!)")
    group = state.salience.listed or find_current_pair(state.salience)
    if state.question is not None or not said.isdecimal() or not 1 <= int(said) <= len(group):
        return
    act = _make_opening_act(group[int(said) - 1], "description", segment)
    if act is not None:
        yield Hypothesis(act, TOP_PROBABILITY, "by its number")


def propose_what_if(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """« et si je suis nul en maths ? », while a profession is spoken about: of that profession."""
    current = state.salience.subject
    if current is None or current.type != OCCUPATION:
        return
    if not _WHAT_IF.match(fold_text(segment.text)) or count_words(segment.text) > MAX_WORDS:
        return
    asked = [(p, label) for label, p in segment.ranked if label in OCCUPATION_INTENT_BY_LABEL]
    likely, label = max(asked, default=(0.0, ""))
    if likely < MIN_ASPECT:
        return
    aspect = label.partition(".")[2]
    values = {"occupation": current.id, "aspect": aspect}
    act = Act(OCCUPATION_INTENT_BY_LABEL[label], values, segment.text)
    yield Hypothesis(act, LIKELY_PROBABILITY, f"what if, of {current.id}")


def propose_check(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """« donc pas avant 18 ans, c'est ça ? »: set beside the answer that was just given."""
    subject, told = state.salience.subject, state.salience.told
    if told not in state.library.base.questions or subject is None or subject.id != told:
        return
    said = fold_text(segment.text)
    concludes, understood = _CONCLUDES.match(said), _UNDERSTOOD.search(said)
    if list_distinct_mentions(segment) or not (concludes or understood):
        return
    figure = (
        QUANTITY_PATTERN.search(said) is not None or count_words(segment.text) <= MAX_SHORT_WORDS
    )
    if not figure and not understood:
        return  # « donc il y a quoi au milieu ? » goes on, and checks nothing
    act = Act("ask_again", {"value": AskAgain.CHECK}, segment.text)
    yield Hypothesis(act, SURE_PROBABILITY if figure else 0.6, "a check of the last answer")


def propose_joke(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """« fais-moi rire »: a short one, then on."""
    asks = sum(map(segment.act_probability, ("off", "request", "meta"))) + segment.of(
        "social.smalltalk"
    )
    if _JOKE.search(fold_text(segment.text)) and asks >= 0.3:
        yield Hypothesis(
            Act("small_talk", {"value": SmallTalk.JOKE}, segment.text), TOP_PROBABILITY, "a joke"
        )


def propose_thanks(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """« shukran »: thanks in one of the languages that are read, in a message in French."""
    asks = segment.act_probability("ask") + segment.act_probability("request") >= 0.5
    short = count_words(segment.text) <= MAX_SHORT_WORDS
    if short and not asks and _THANKS.match(fold_text(segment.text)):
        yield Hypothesis(Act("thanks", {}, segment.text), SURE_PROBABILITY, "thanks")


def propose_secrecy(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """« mais tu dis rien à ma sœur »: who will know, said outside of distress too."""
    if count_words(segment.text) <= MAX_WORDS and reply_kinds.asks_for_secrecy(segment.text):
        act = Act("ask_privacy", {}, segment.text)
        yield Hypothesis(act, TOP_PROBABILITY, "asks that nobody be told")


def propose_retraction(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """« efface mon dernier message »: that one, and nothing else of what was said."""
    if taking_back.parse_retraction_request(segment.text):
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
    """Whether a segment is surely about the talk itself."""
    return any(True for propose in META_PROPOSERS for _ in propose(state, segment))


def is_return(act: Act) -> bool:
    """Whether an act only takes up a subject: beside a question about it nothing is said of it."""
    return act.intent == "resume" and act.values.get("value") == Resume.BACK
