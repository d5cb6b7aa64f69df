"""Whether a clause makes sense on its own, weeks later in a notebook.

« ça change tout le temps » depends on its context; « ta liste est nulle » is about the
conversation; « si c'est payé » is incomplete; « les remonter » has no object.
"""

from __future__ import annotations

import re
from typing import Optional

from bot.guidance import polarity
from bot.guidance.audience import is_about_oneself
from bot.language.normalisation import normalise, stem_words

# « en vrai », « en été » and « en classe » are no pronouns; « en faire » is.
_PRONOUN_FIRST = re.compile(
    r"^(?:et |mais |moi |la )*(?:(?:ca|sa|cela|ct|c|cest|cetait)\b|(?:en|y) \w+(?:er|ir|re)\b)"
)
# « c'est moi qui … », « c'est le dessin que … » name their subject, « ça me plaît pas trop, les
# chantiers » names it afterwards; « ça me prend la tête » has none.
_CLEFT = re.compile(
    r"^(?:\w+ )?(?:c ?(?:est|etait)|(?:ca|cela) fait|y a) (?:\w+ ){1,9}(?:qui|que|qu)\b"
    r"|^(?:\w+ )?(?:ca|sa|cela) (?:ne |n )?(?:me |m )"
    r"(?!gene|derange|prend|fait|saoul|soul)\w+ (?:(?:bien|pas|plus|trop|grave|vraiment"
    r"|tellement|du|tout|plutot|assez|jamais|beaucoup) )+"
    r"(?:ce|cet|cette|ces|le|la|les|l|un|une|des|mon|ma|mes|d|de) ?\w"
)
# References to earlier words: « les remonter », « je les reconnais », « j'ai envie de le faire ».
_PRONOUN_OBJECT = re.compile(
    r"^(?:les|en|y|lui|leur) \w+(?:er|ir|re)$"
    r"|^(?:je|j|il|elle|on|nous) (?:ne |n )?(?:(?:peux|veux|sais|vais|dois) )?"
    r"(?:le|la|les|l|lui|leur) "
    r"|\b(?:de|a) (?:le|les) \w+(?:er|ir|re)\b"
    r"|\bque (?:ce|ca|cela) |\ble meme\b|\bla meme\b"
)
# Requests to others (« je préfère qu'on me tutoie ») and mere doubts.
_WISH_OF_OTHERS = re.compile(
    r"\b(?:prefere\w*|aime\w*|veux|voudrai\w*) qu(?:e|) (?:on|tu|vous|ils?|elles?)\b"
    r"|\b(?:demande|sais pas|savoir|ignore) (?:si|ce qu\w*|quoi|comment|ou)\b"
)
_HALF = re.compile(
    r"^(?:si|s il|pour|quand|comme|genre|chez|avec|sauf|dont|que?|qui|ou|depuis|jusqu\w*|aux?|a la"
    r"|a l|dans|vers|pendant|sur)\b(?!.*\b(?:je|j|moi|me|m|jai|chui)\b)"
    r"|^(?:si|s il)\b|\b(?:ca depend|faut voir|on verra)\b"
)
_ORDER = re.compile(
    r"^(?:(?:non|nan|ok|bon|ben|alors|mais|et|allez) )*"
    r"(?:laisse\w* tomber|oublie\w*|attend\w*|mets|mettez|dis|dites|montre\w*|donne\w*|propose\w*"
    r"|regarde\w*|aide\w* moi|repond\w*|arrete de)\b"
)
_YOURS = re.compile(r"\b(?:ta|tes|votre|vos) \w+")
_YOU = re.compile(r"\b(?:tu|toi|vous|t (?:es|as|a))\b")
# Judgements of something other than the writer.
_OF_A_THING = re.compile(r"^(?:le|la|les|l|un|une|ce|cette|il y a|y a|ya|on|ils?|elles?)\b")
# « le chef est un tyran », right after something liked.
_IS_SAID_OF = re.compile(r"^(?:le|la|les|l|un|une|ce|cette|mon|ma|mes) \w+ (?:est|sont|etai\w+) ")
_OF_ONESELF = ("situation", "done", "weakness", "strength", "goal", "constraint")
# « jpeux pas trop » says as little as « je peux pas trop ».
_GLUED_PRONOUN = re.compile(r"\bj(?=[bcdfghklmnpqrstvwxz])")
_PEOPLE = re.compile(r"\bgens\b")
_MINE = re.compile(r"\b(?:mon|ma|mes|notre|nos|me|m|moi)\b")
# Unspecific judgements and actions.
_EMPTY = frozenset(
    stem_words(
        normalise(
            "aime adore kiffe veux voudrais voulais aimerais prefere plait interesse deteste"
            " supporte peux fais fait faire truc trucs chose choses bien trop vraiment jamais rien"
            " tout tous bof non nan oui peu beaucoup fort sympa nul nulle cool genre dire dis sais"
            " avais avait etais etait ai suis crois pense va vais aller passe marre envie"
            " horreur possible fini aucun aucune seul dit"
        ).split()
    )
)


def names_something(text: str) -> bool:
    """Return whether a text has more than judgements and small words: « bof, pas ça » has none."""
    words = _GLUED_PRONOUN.sub("", normalise(text)).split()
    return bool(set(stem_words(words)) - _EMPTY)


def is_order_to_bot(text: str) -> bool:
    """Return whether it is an order, as « laisse tomber mercredi »: it tells nothing to note."""
    return bool(_ORDER.match(normalise(text)))


def is_self_contained(clause: str, kind: str, audience: Optional[str] = None) -> bool:
    """Return whether a clause without known topic, said for `audience`, can be noted as `kind`."""
    plain = normalise(clause)
    if (
        _ORDER.match(plain)
        or _YOURS.search(plain)
        or _HALF.search(plain)
        or _PRONOUN_OBJECT.search(plain)
        or _WISH_OF_OTHERS.search(plain)
    ):
        return False
    if _PRONOUN_FIRST.match(plain) and not _CLEFT.match(plain):
        return False
    if _YOU.search(plain) and not is_about_oneself(clause):
        return False
    if not _PEOPLE.search(plain) and not names_something(clause):
        return False
    own = is_about_oneself(clause) or bool(_MINE.search(plain))
    if _IS_SAID_OF.match(plain) and not own and not polarity.find_polarity(clause):
        return False
    return audience is not None or own or kind not in _OF_ONESELF or not _OF_A_THING.match(plain)
