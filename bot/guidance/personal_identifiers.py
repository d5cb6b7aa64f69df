"""Detect a full name or a home address that somebody writes about themselves.

Without a list of names: an introduction, then two words that are capitalised or unknown to the
language. A first name alone, an occupation or the address of a school do not count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.language.known_words import is_known_word

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
# Separators between introduction and name, and between the words of a name.
_BEFORE_A_NAME, _BETWEEN = re.compile(r"[ ,:]*"), re.compile(r" ")
_KIN = (
    r"(?:fils|fille|fr[èe]re|s(?:œ|oe)ur|mari|femme|p[èe]re|m[èe]re|papa|maman|cousine?|neveu|ni[èe]ce"
    r"|enfant|petit[- ]fils|petite[- ]fille|beau[- ](?:fils|fr[èe]re|p[èe]re)|belle[- ]fille"
    r"|compagn(?:on|e)|copain|copine|amie?|gar[çc]on|gamine?)"
)
# Introductions that are always followed by a name, however it is written.
_SURE = re.compile(
    r"\b(?:j['’]?e? ?m['’ ]?ap+el{1,2}e?|" + _KIN + r" s['’ ]?ap+el+e|je me nom+e"
    r"|mon nom (?:complet |de famille |entier )?(?:c['’ ]?est|est|:)"
    r"|(?:mes |mon )?nom et (?:mon )?pr[ée]nom(?: c['’ ]?est| sont)?|(?:pr[ée]nom|nom) ?:)",
    re.IGNORECASE,
)
# Introductions that may precede anything: both words must look like names.
_UNSURE = re.compile(
    r"\b(?:il|el+e|qui) s['’ ]?ap+el+e\b|\bmoi[ ,]*(?:c['’ ]?est|cest|cé|c)\b"
    r"|\bici\b|\bde la part de\b"
    r"|\b(?:mon|ma|mes|notre|nos) " + _KIN + r"s?\b",
    re.IGNORECASE,
)
_AM = re.compile(r"\b(?:je suis|j['’]?suis|chuis?)\b", re.IGNORECASE)
_SIGNED = re.compile(
    r"\b(?:cordialement|bien [àa] (?:vous|toi)|salutations|(?:d['’]|par )avance|merci|journ[ée]e)"
    r"[ ,.!\n–—-]+(?=[^\W\d_]\S* [^\W\d_]\S*\W*$)",
    re.IGNORECASE,
)
_FILLED_IN = re.compile(r"\bnom ?: ?[^\W\d_]\S*[ ,;/\n]+pr[ée]nom ?: ?[^\W\d_]\S*", re.IGNORECASE)
_TITLE = re.compile(r"(?:monsieur|madame|mme|mr|mlle|mademoiselle)", re.IGNORECASE)
_PARTICLES = frozenset(
    ("van", "von", "der", "den", "ter", "el", "al", "ben", "bin", "ibn", "da", "dos", "di", "d")
)
# Function words, which start the next sentence if the full stop is missing.
_GRAMMAR = re.compile(
    r"je|j|tu|t|il|elle|on|nous|vous|ils|elles|me|m|te|se|s|ce|c|cet|cette|ces|ça|ca|mon"
    r"|ma|mes|ton|ta|tes|son|sa|ses|notre|nos|votre|vos|leur|le|l|la|les|un|une|des|et|ou"
    r"|mais|donc|or|ni|car|que|qu|qui|quoi|dont|où|si|est|es|suis|suit|ai|as|a|avons|avez"
    r"|ont|pas|ne|n|plus|très|à|au|aux|de|du|d|en|dans|par|pour|sur|avec|sans|chez|y|comme"
    r"|comment|quand|quel|quelle|bonjour|bonsoir|salut|hello|merci|svp|oui|non|alors|là"
    r"|moi|toi|lui|eux"
)
# « jveux », « jsp »: an elided pronoun.
_RUN_ON = re.compile(r"[jtcdlmnqs][bcdfgjklmnpqstvwxz]\w*")
_MIN_UNKNOWN_CHARS = 3

_STREET = (
    r"(?:rue|avenue|av\.?|boulevard|bo?u?l?v?d\.?|chauss[ée]e|ch[ée]e\.?|place|quai|impasse|all[ée]e"
    r"|clos|chemin|route|square|dr[èe]ve|sentier|ruelle|thier|r[ée]sidence|venelle|faubourg|voie)"
)
_NUMBER = (
    r"(?:n ?[°º]|num[ée]ro|no?)? ?\d{1,4}(?: ?(?:bis|ter|[a-d]))?"
    r"(?![\d/]|e\b|h\b| ?(?:€|euros?|km|ans?|min))"  # not a price, hour or distance
)
_NAMED = r"(?:[ ,]+[^\W\d_][\w'’.-]*){1,6}?"
_ADDRESS = re.compile(
    rf"\b(?:{_STREET}{_NAMED}[ ,]+{_NUMBER}|\d{{1,4}}(?: ?(?:bis|ter|[a-d]))?[ ,]+{_STREET}{_NAMED}"
    rf"(?=$|[ ,.;!?\n])|[^\W\d_]+(?:straat|laan|steenweg|plein|dreef)[ ,]+{_NUMBER})\b",
    re.IGNORECASE,
)
_POSTCODE = re.compile(r"\b(?:B[- ]?)?[1-9]\d{3}\b")
_LIVES = re.compile(
    r"\b(?:h?abit(?:e|ons)|jabite|(?:je|on|nous) (?:vi[st]|vivons|loge|r[ée]side|demeure|cr[èe]che)"
    r"|(?:mon|notre) adresse(?: est)?|domicili[ée]e?s?|chez moi c['’ ]?est)\b",
    re.IGNORECASE,
)
# « j'habite Huy et la formation est rue … »: the address is of something else.
_ELSEWHERE = re.compile(
    r"(?<!c['’])\b(?:est|sont|trouve|situ\w+|formation|[ée]coles?|cours|centre|stage|travail\w*|pas)\b",
    re.IGNORECASE,
)
_MAX_CHARS_TO_STREET, _MAX_CHARS_TO_POSTCODE = 40, 30
# Maximum number of other words.
_MAX_OTHER_WORDS = 3


def find_identifiers(text: str) -> tuple[str, ...]:
    """Return the names and addresses of the writer or their family, as written."""
    return (*_find_names(text), *_find_addresses(text))


def only_identifies(text: str) -> bool:
    """Return whether a text is little more than identifiers, so there is nothing to note."""
    identifying = sum(len(_WORD.findall(identifier)) for identifier in find_identifiers(text))
    return identifying > 0 and len(_WORD.findall(text)) - identifying <= _MAX_OTHER_WORDS


def _find_names(text: str) -> Iterator[str]:
    shouted = text.isupper()

    def cased(word: str) -> bool:
        return word[0].isupper() and not shouted

    for form in _FILLED_IN.finditer(text):
        yield form[0]
    for form in _SURE.finditer(text):
        words = _next_words(text, form.end())
        named = len(words) > 1 and not any(map(_is_grammar, words))
        last = words[-1:]
        if _is_titled(words) or (named and all(cased(w) or _is_unknown_word(w) for w in last)):
            yield " ".join(words)
    for pattern, lower in ((_UNSURE, True), (_AM, False), (_SIGNED, False)):
        for form in pattern.finditer(text):
            words = _next_words(text, form.end())
            strange = [_is_unknown_word(word) for word in words]
            written = all(map(cased, words)) and any(strange)
            named = len(words) > 1 and not any(map(_is_grammar, words))
            if _is_titled(words) or (named and (written or (lower and all(strange)))):
                yield " ".join(words)


def _next_words(text: str, start: int) -> list[str]:
    """Return the two words from `start` that may be a name, with their title."""
    names: list[str] = []
    blank = _BEFORE_A_NAME.match(text, start)
    at = blank.end() if blank else start
    while len(names) < 2:
        word = _WORD.match(text, at)
        if word is None:
            break
        if not (names and word[0].lower() in _PARTICLES) and not _TITLE.fullmatch(word[0]):
            names.append(word[0])
        elif _TITLE.fullmatch(word[0]):
            names.insert(0, word[0])
        space = _BETWEEN.match(text, word.end())
        if space is None:
            break
        at = space.end()
    return names


def _is_titled(words: Sequence[str]) -> bool:
    """Return whether it is a title and a surname: « Madame Lambert »."""
    return (
        len(words) == 2
        and _TITLE.fullmatch(words[0]) is not None
        and words[1][0].isupper()
        and not _is_grammar(words[1])
    )


def _is_grammar(word: str) -> bool:
    first = re.split(r"['’-]", word.lower())[0]
    return first not in _PARTICLES and _GRAMMAR.fullmatch(first) is not None


def _is_unknown_word(word: str) -> bool:
    """Return whether it is neither a word of the language nor a pronoun joined to a verb."""
    low = word.lower()
    parts = re.split(r"['’-]", low)
    if _is_grammar(word) or _RUN_ON.fullmatch(low) or len(low) < _MIN_UNKNOWN_CHARS:
        return False
    return not is_known_word(low) and not all(map(is_known_word, parts))


def _find_addresses(text: str) -> Iterator[str]:
    for found in _ADDRESS.finditer(text):
        after = _POSTCODE.search(text, found.end(), found.end() + _MAX_CHARS_TO_POSTCODE)
        alone = after and "?" not in text and _is_alone(text, found.start(), after.end())
        before = text[max(0, found.start() - _MAX_CHARS_TO_STREET) : found.start()]
        if alone or _is_home_address(before):
            yield found[0]


def _is_home_address(before: str) -> bool:
    verbs = list(_LIVES.finditer(before))
    return bool(verbs) and not _ELSEWHERE.search(before, verbs[-1].end())


def _is_alone(text: str, start: int, end: int) -> bool:
    """Return whether the text has little else, such as the town and a polite word."""
    rest = f"{text[:start]} {text[end:]}"
    return len(_WORD.findall(rest)) <= _MAX_OTHER_WORDS and not _ELSEWHERE.search(rest)
