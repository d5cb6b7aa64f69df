"""Find social network handles in a text: « mon insta c'est lea_rd04 ».

After an @ or the name of a network, in a link, or with a Discord number (#1234).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.privacy.ordinary_words import is_ordinary_word

_NETWORK = (
    r"(?:insta(?:gram)?s?|ig|snap(?:chat)?s?|tik ?tok|discord|facebook|face ?book|fb|messenger"
    r"|telegram|twitter|twitch|be ?real|linked ?in|threads|pinterest|you ?tube|psn|steam|xbox"
    r"|roblox|bluesky|mastodon|reddit|signal|skype|kik|tumblr)"
)
_NAME = r"[A-Za-z0-9_](?:[\w-]|\.(?=\w)){1,29}"
_AT_SIGN = re.compile(r"(?<![\w@.+%/\-\])}>])@([A-Za-z0-9_](?:\w|\.(?=\w)){1,29})(?![\w@])")
# « mon insta c'est … », « snap : … », « mon pseudo sur tiktok est … », « sur discord je suis … »
_SAYS = (
    r"(?:,? (?:perso|prive|pro|a moi|pseudo|compte|mon pseudo|mon compte|moi)\b){0,2}"
    r"(?: ?(?:[:=>/]|->|-)|,? (?:c(?: ?'? ?(?:est|ets|t))?|ces?|est|sous|s'appelle|je suis"
    r"|jsuis|chuis|je m'appelle|cherchez?(?: moi)?|tape)\b:?){1,2}"
    r" ?(?:le |sous |juste )?[@«\"(]{0,2} ?"
)
_NAMED = re.compile(rf"(?<![\w@.]){_NETWORK}{_SAYS}({_NAME})", re.IGNORECASE)
_BESIDE = re.compile(rf"(?<![\w@.]){_NETWORK}[ (,]{{1,2}}@? ?({_NAME})", re.IGNORECASE)
_BEFORE = re.compile(
    rf"(?<![\w@.#-])({_NAME}),? (?:c'?est |c )?"
    rf"(?:(?:sur|on|en|via|dans|comme) (?:mon )?|mon ){_NETWORK}\b",
    re.IGNORECASE,
)
_MY_AT = re.compile(rf"\bmon (?:@|arobase|pseudo) ?(?:c'?est|est|:|=) ?@?({_NAME})", re.IGNORECASE)
_FULL_NAME = re.compile(
    rf"\b(?:mon|ma|sur) (?:(?:profil|compte|page) )?(?:facebook|fb|messenger|linked ?in){_SAYS}"
    r"((?-i:[A-Z][\w'-]+(?: [A-Z][\w'-]+){1,2}))",
    re.IGNORECASE,
)
_DISCORD = re.compile(r"(?<![\w#])([A-Za-z_][\w.]{1,31})( ?)#\d{4}(?!\w)")
_LINK = re.compile(
    r"(?<![\w@-])(?:https?://)?(?:[a-z-]{1,7}\.)?(?:instagram\.com|facebook\.com|fb\.com|fb\.me|m\.me"
    r"|tiktok\.com|snapchat\.com|twitter\.com|x\.com|linkedin\.com|twitch\.tv|youtube\.com"
    r"|threads\.(?:net|com)|pinterest\.(?:fr|com)|t\.me|wa\.me|discord\.gg|linktr\.ee|bsky\.app"
    r"|reddit\.com|ngl\.link|vk\.com|soundcloud\.com)/"
    r"((?:@|add/|in/|u/|user/|c/|profile/|people/|stories/|profile\.php\?id=)?([\w.%-]{2,60})"
    r"[\w./?=&%-]{0,100})",
    re.IGNORECASE,
)
# « python3 sur youtube »
_TOOL_WITH_VERSION = re.compile(
    r"(?:python|html|css|php|java|es|mp|covid|ps|gta|fifa|fc|web|vue|win|windows|office|sql|gpt|cod|f)"
    r"\d+",
    re.IGNORECASE,
)
# Pages that are not personal profiles.
_NO_PROFILE = re.compile(
    r"(?:watch|company|school|jobs?|learning|events?|groups?|pages?|pg|p|reels?|explore|hashtag|tag"
    r"|search|help|playlist|shorts|channels?|feed|posts?|login|intent|share\w*|legal|about|business)\b",
    re.IGNORECASE,
)
# Prefixes of public accounts, and words after an @ that name nobody.
_PUBLIC = re.compile(
    r"(?:le_?)?forem|siep|cite_?des?_?metiers|uliege|ulb|uclouvain|unamur|umons|helmo|hepl|hel_|heh"
    r"|ifapme|cefa|actiris|onem|vdab|bruxelles|brussels|wallonie|liege|belgi|boussole|student|mesetudes"
    r"|enseignement|fwb|ares|rtbf|rtl|infor_?jeunes|cpms|campus|home|work|school|ecole|tous|toutes"
    r"|ephec|henallux|helha|vinci|ichec|hers|heaj|condorcet|insas|epfc|saint_?|st_|inst|athenee"
    r"|college|lycee|univ|fac_|cpas|mutu|cgsp|csc|fgtb|onss|spf|everyone|here|all\b|team|bot\b|gmail|hotmail|outlook|maison"
    r"|(?:plus|toute?s?|tt|bientot|demain|midi|soir|lundi|mardi|mercredi|jeudi|vendredi|samedi)\b",
    re.IGNORECASE,
)
_MIXED = re.compile(r"(?=.*[A-Za-z]{2})(?=.*(?:[A-Za-z]_|_[A-Za-z]|\w\.\w|[A-Za-z]{2}.*\d)).{4,}")
_SITE = re.compile(r".*\.(?:be|com|fr|org|net|eu|io|tv|gg|me|html?|php|brussels)", re.IGNORECASE)
_QUANTITY = re.compile(
    r"\d+(?:e|eme|h|s|k|x|min|ans?|g|tq?|p|kg|km|cm|mm|go|mb|ko|eur|nd|er|ere)?\d*", re.IGNORECASE
)
_ADDS = re.compile(r"\b(?:ajoute\w*|m'ajouter|follow\w*|abonne\w*)\b[^.!?]{0,20}$", re.IGNORECASE)
_WITH_A_COLON = re.compile(
    r"(?:insta(?:gram)?|snap(?:chat)?|tik ?tok|discord) ?[:=] ?", re.IGNORECASE
)
_MINE = re.compile(r"\b(?:mon|moi)\b[^.!?]{0,25}$", re.IGNORECASE)
_END = re.compile(
    r"\s*(?:$|[,;!?).»\"]|\b(?:si|merci|stp|svp|et|ou|pour|voila|ajoute\w*)\b)", re.IGNORECASE
)
_NOT_DISCORD_NAMES = re.compile(
    r"(?:commande|salon|canal|channel|serveur|projet|le|la|les|au|du|de|ticket|dossier|offre|ref|issue|numero|num|no|poste|salle|local|code|job|bug|lot)",
    re.IGNORECASE,
)
_SIGNS = (
    *("@", "#", "pseudo", "insta", "ig", "snap", "tik", "disc", "face", "fb", "messenger"),
    *("telegram", "twit", "be real", "bereal", "link", "threads", "pinterest", "you", "psn"),
    *("steam", "xbox", "roblox", "bluesky", "mastodon", "reddit", "signal", "skype", "kik"),
    *("tumblr", ".com/", ".me/", ".gg/", ".ee/", ".app/", ".net/"),
)


def find_social_handles(text: str) -> Iterator[tuple[int, int]]:
    """Yield the start and end of each handle and profile link in a folded text."""
    lowered = text.lower()
    if not any(sign in lowered for sign in _SIGNS):
        return
    for match in _LINK.finditer(text):
        if not (_NO_PROFILE.match(match[1]) or _PUBLIC.match(match[2])):
            yield match.span()
    for match in _DISCORD.finditer(text):
        if not _NOT_DISCORD_NAMES.fullmatch(match[1]) and (not match[2] or "discord" in lowered):
            yield match.span()
    for match in _AT_SIGN.finditer(text):
        if not _PUBLIC.match(match[1]) and re.search("[A-Za-z]{2}|_", match[1]):
            yield match.span()
    for match in _FULL_NAME.finditer(text):
        yield match.span(1)
    for pattern in (_NAMED, _MY_AT, _BESIDE, _BEFORE):
        for match in pattern.finditer(text):
            if _looks_like_handle(match[1]) or (
                _is_announced(text, match) and _may_be_handle(match[1])
            ):
                yield match.span(1)


def _looks_like_handle(name: str) -> bool:
    """Return whether the name is unlike any ordinary word: « lea_rd », « leo.dpt », « max2008 »."""
    return bool(_MIXED.fullmatch(name)) and not (
        _SITE.fullmatch(name)
        or _PUBLIC.match(name)
        or _QUANTITY.fullmatch(name)
        or _TOOL_WITH_VERSION.fullmatch(name)
    )


def _is_announced(text: str, match: re.Match[str]) -> bool:
    """Return whether a name ends the clause that announces it, as in « snap : lea »."""
    if match.re is _BEFORE or match.re is _MY_AT or not _END.match(text, match.end()):
        return False
    before = text[max(0, match.start() - 30) : match.start()]
    between = text[match.start() : match.start(1)]
    if match.re is _BESIDE:
        return _ADDS.search(before) is not None
    return _MINE.search(before) is not None or _WITH_A_COLON.fullmatch(between) is not None


def _may_be_handle(name: str) -> bool:
    return len(name) > 3 and name.isalpha() and not (is_ordinary_word(name) or _PUBLIC.match(name))
