"""The form of a segment: a question, a continuation, or an incomplete half.

Only closed classes of words (question words, conjunctions, pronouns), no topics.
"""

from __future__ import annotations

import re

from bot.dialogue.reading.message_tokens import fold_text
from bot.guidance import polarity

_PRONOUNS = r"(?:je|tu|ils?|elles?|on|nous|vous|ce)"
_WORDS = (
    r"(?:qu)?est[ -]ce|esk\w*|(?:qu|k)es ?[qk]\w*|comment|cmt|combien|cb|pourquoi|pk|quand|quoi|"
    r"koi|qui peut|(?:le|la|les)?quel(?:le)?s?|kel(?:le)?s?"
)
# « un rendez-vous » is a noun.
_INVERTED = re.compile(rf"\w(?<!\brendez)-(?:t-)?{_PRONOUNS}\b")
_QUESTION = re.compile(rf"\?|\b(?:{_WORDS})\b|{_INVERTED.pattern}")
# « où » at the beginning or the end, or after a verb of asking: elsewhere it goes on from a noun
# (« en 3e, où ça ne va pas »); without its accent less often.
_WHERE = re.compile(
    r"^\W*(?:(?:et|ou|mais|alors|donc|sinon|c'est) )*où\b|\boù\W*$|"
    r"\b(?:s[ax]\w*|di[st]\w*|dire|demand\w*|expliqu\w*|moi|ou) (?:bien |pas |plus )?où\b|"
    r"\boù (?:à|près|dans|exactement)\b|"
    r"^(?:et )?ou (?:est|se|trouver|aller)\b|\bou\W*$",
    re.IGNORECASE,
)
_INDIRECT = re.compile(
    r"\b(?:savoir|demande|dire|dites|expliquer|mexpliquer) (?:si |s'|ce qu|où\b)|"
    r"\bvoudrai[st] (?:\w+ )?(?:savoir|connaitre)\b"
)
ASKED, MARKED, WONDERED = "asked", "marked", "wondered"
# « je ne sais pas si… », « jsais même pas ce qu'il y a », « sans savoir où aller »
_WONDERS = re.compile(
    r"\b(?:j ?(?:e )?(?:ne )?|ne )?sais (?:toujours |meme |vraiment |trop )*(?:pas|plus) "
    r"(?:trop |bien |du tout |vraiment )*(?:si |s'il|ce (?:que?|ki?|qu')|qui |par |comment |ou |"
    r"quoi |quel|combien |quand )"
)
# « est-ce que tu peux m'expliquer » ¦ « quelles études c'est »
_PREFACE = re.compile(r"\b(?:savoir|m?expliquer|dire|demander|demande|questions?)\W*$")
_BEGINS_TO_ASK = re.compile(rf"^\W*(?:et |ou |mais |alors |du coup )?(?:{_WORDS}|où)\b")
_JOINS = re.compile(r"^\W*(?:et|ou|mais|donc|car|parce|puis|sinon|sauf|alors|ni|du coup)\b")
_RELATIVE = re.compile(r"^\W*(?:et|ou|mais) (?:qui|que|qu')\b")
_WHETHER = re.compile(r"^\W*(?:et|ou)(?: aussi)? s(?:i |')", re.IGNORECASE)
# « ce qui me plaît » ¦ « c'est les animaux »
_WHAT = re.compile(r"^\W*(?:\w+ ){0,2}(?:ce|(?:seule )?chose) (?:qui|que|qu')")
_IT_IS = re.compile(r"^\W*(?:c ?'?est|ce sont|ct|c'etait)\b")
# « ce que je fuis ? » ¦ « Les réunions. »
_ASKED_OF_ONESELF = re.compile(
    r"^\W*(?:\w+ ){0,2}(?:ce (?:que |qui |qu')(?!(?:\w+ )?(?:tu|vous|t')\b)\w).{1,30}\?\W*$"
)
# « le tri bof » ¦ « sauf si c'est avec vous »
_EXCEPTION = re.compile(r"^\W*(?:sauf|a part) (?:s'|(?:si|quand|pour)\b)")
# « des cours à la » ¦ « maison de quartier »
_ENDS_WITHIN = re.compile(
    r"(?:\bà la|\b(?:à|de|du|des|le|les|un|une|dans|avec|pour|sur|chez|au|aux|mon|ma|mes))$"
)
# « j'aime pas trop » ¦ « rester debout », « une fête ça » ¦ « j'avais adoré »
_NO_OBJECT = re.compile(
    r"(?:et |mais |moi )?j\W?e? ?(?:n\W)?\w*(?:aime|ador|detest|support|veu|kiff)\w*"
    r"(?: (?:pas|plus|trop|vraiment|bien|beaucoup|surtout|du tout))*"
)
_ENDS_IN_IT = re.compile(r"\w (?:ca|sa)$")
_FIRST_PERSON = re.compile(r"^(?:je |j')")
# « les petits chefs » ¦ « c'était pas possible »
_JUDGEMENT = re.compile(r"^(?:et |moi )*(?:[cs]a |c'?est |c'etait |ct |j(?:e n)?'en )")
# « couper les cheveux ¦ ça gagne combien »: where something is asked about what is named before.
_COMMENT = re.compile(r"\W+(?:(?:ca|sa|on|il|faut|quel(?:le)?s?|combien)\b|c ?'?est\b|y ?a\b|c\b)")
# « le métier où ¦ on coupe les cheveux ».
_OPEN_RELATIVE, _MIN_TOPIC = re.compile(r"\b(?:ou|quand|qui|que|si)$"), 4
_REASON = re.compile(
    r"[\s,]+(?:parce qu(?:e\b|')|pcq\b|puisqu(?:e\b|')|vu qu(?:e\b|'))", re.IGNORECASE
)
# Least number of words before a reason.
_MIN_ASKED = 4


def is_question(text: str) -> bool:
    """Whether a text has the form of a question, direct or indirect."""
    folded = _fold_quotes(text)
    indirect = _INDIRECT.search(folded) or _WHETHER.match(folded)
    return bool(_QUESTION.search(folded) or indirect or _WHERE.search(text))


def find_question_form(text: str) -> str:
    """Return how a text asks: ASKED in the form of a question, MARKED by its mark alone, WONDERED
    where somebody says that they do not know something that can be answered (« je ne sais pas si
    j'ai droit à… »), or ""."""
    if is_question(text.replace("?", "")):
        asked = "?" in text or not _WONDERS.search(_fold_quotes(text))
        return ASKED if asked else WONDERED
    if _WONDERS.search(_fold_quotes(text)):
        return WONDERED
    return MARKED if "?" in text else ""


def begins_question(text: str) -> bool:
    """Whether a text begins with a question word."""
    return _BEGINS_TO_ASK.search(_fold_quotes(text)) is not None


def is_preface(text: str) -> bool:
    """Whether a text only announces a question."""
    return _PREFACE.search(_fold_quotes(text)) is not None


def begins_with_joiner(text: str) -> bool:
    """Whether a segment begins with a conjunction."""
    return _JOINS.search(_fold_quotes(text)) is not None


def is_relative(text: str) -> bool:
    """Whether a segment is a relative clause: « et qui n'a pas peur d'apprendre »."""
    folded = _fold_quotes(text)
    return _RELATIVE.search(folded) is not None and not _INVERTED.search(folded)


def has_open_end(text: str) -> bool:
    """Whether no punctuation ends a segment."""
    return text.rstrip()[-1:].isalnum()


def lacks_other_half(before: str, text: str) -> bool:
    """Whether two pieces are one sentence: « ce qui me plaît » ¦ « c'est les animaux »."""
    folded = _fold_quotes(before)
    if _EXCEPTION.search(_fold_quotes(text)) and not is_question(before):
        return True
    if _ENDS_WITHIN.search(before.lower().rstrip()):
        return True
    if _ASKED_OF_ONESELF.search(folded):
        return "?" not in text
    return bool(
        _WHAT.search(folded) and not _IT_IS.search(folded) and _IT_IS.search(_fold_quotes(text))
    )


def lacks_object(before: str, text: str) -> bool:
    """Whether a verb lacks its object: « j'aime pas trop » ¦ « rester debout »."""
    folded, after = _fold_quotes(before).strip(), _fold_quotes(text)
    if "?" in text or begins_with_joiner(text):
        return False
    liked = _ENDS_IN_IT.search(folded) and _FIRST_PERSON.match(after)
    return bool(_NO_OBJECT.fullmatch(folded) or liked)


def is_judgement(text: str) -> bool:
    """Whether a segment judges what precedes it: « c'était pas possible »."""
    return "?" not in text and bool(
        _JUDGEMENT.match(_fold_quotes(text)) and polarity.find_polarity(text)
    )


def find_reason(text: str) -> int:
    """Return where the reason of a question begins (« …, parce que »), 0 if none."""
    found = _REASON.search(text)
    if found is None or len(text[: found.start()].split()) < _MIN_ASKED:
        return 0
    return found.start()


def find_topic(text: str) -> str:
    """Return what a question names before it asks about it (« couper les cheveux ça gagne
    combien ? »), "" if nothing."""
    folded = _fold_quotes(text)
    named = (folded[: found.start()] for found in _COMMENT.finditer(folded))
    whole = (each for each in named if not _OPEN_RELATIVE.search(each))
    topic = "" if begins_question(text) else next(whole, "")
    return text[: len(topic)] if len(topic) >= _MIN_TOPIC else ""


def complete_question(text: str) -> str:
    """Complete an indirect question after another one: « et si je peux continuer »."""
    found = _WHETHER.match(text)
    return f"est-ce que {text[found.end() :]}" if found else text


def _fold_quotes(text: str) -> str:
    return fold_text(text).replace("’", "'")
