"""Wordings of complete short answers, by meaning. Written plainly, folded when loaded.

Alternatives are separated by « | ». Ambiguous ones (« stop », « c'est grave ? », « ok » to an item)
are left out on purpose and go on to language understanding.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from bot.language.folding import fold_text

V = TypeVar("V")


def _build_lookup(lines: Mapping[V, str]) -> dict[str, V]:
    return {fold_text(word): value for value, line in lines.items() for word in line.split("|")}


# Answers to a questionnaire item, a weight or a rating.
RATING_WORDS = _build_lookup(
    {
        1: "pas du tout|du tout|nul|trop nul|horrible|jamais|jamais de la vie|je déteste"
        "|j'déteste|jdéteste"
        "|c nul|c'est nul|trop pas|vraiment pas|surtout pas|absolument pas|quelle horreur"
        "|aucunement|ça me saoule|sa me saoule"
        "|🤮|😡|😱",
        2: "non|nan|nn|nope|no|bof|bof bof|mouais bof|pas trop|pas vraiment|plutôt non|plutôt pas"
        "|pas tellement|pas tant que ça|j'aime pas|je n'aime pas|jaime pas|j'aime pas trop"
        "|non pas trop|nan pas trop|pas terrible|pas ouf|pas fan|peu|pas beaucoup|sans plus"
        "|👎|🙁|😕",
        3: "moyen|moyennement|mouais|mwais|mwé|moui|ça va|sa va|ca passe|un peu|neutre"
        "|ça dépend|pk pas"
        "|sa dépend|entre les deux|pourquoi pas|ni oui ni non|oui et non|50/50"
        "|moitié moitié|plus ou moins|😐",
        4: "oui|ouais|ouep|oue|oe|ouai|wé|wai|ui|yes|yep|yeah|plutôt|plutôt oui|assez|pas mal"
        "|j'aime bien|jaime bien|j'aime|jaime|oui assez|oui plutôt|oui j'aime bien"
        "|ça me plaît|sa me plait|bien|cool|sympa|oui ça va|👍|🙂|👌",
        5: "grave|carrément|bcp|beaucoup|oui beaucoup|à fond|trop|trop bien|trop cool|grave oui"
        "|oui grave|ouais grave|oui trop|oui carrément|j'adore|jadore|oui j'adore|je kiffe"
        "|j'kiffe|jkiffe"
        "|énormément|tout à fait|clairement|de ouf|oui de ouf|ouais de ouf|super|génial"
        "|vraiment|oui vraiment"
        "|bien sûr|évidemment|complètement|totalement|passionnément|❤️|😍|🔥|🤩",
    }
)

# Only for the weight of a criterion.
IMPORTANCE_WORDS = _build_lookup(
    {
        1: "pas important du tout|pas du tout important|je m'en fous|je m'en fiche|osef|aucune",
        2: "pas important|peu important|pas très important|pas vraiment important",
        3: "moyennement important|un peu important|assez peu",
        4: "important|c important|c'est important|assez important|plutôt important",
        5: "très important|super important|trop important|hyper important|essentiel|vital"
        "|le plus important|c'est le plus important",
    }
)

# Only for a wish about working life.
WISH_WORDS = _build_lookup(
    {
        1: "hors de question|c'est mort|c mort",
        3: "égal|c'est égal|c egal|ça m'est égal|peu importe|je m'en fous|jm'en fous|je m'en fiche"
        "|osef|peu m'importe",
        5: "j'y tiens|jy tiens|j'y tiens vraiment|c'est important|important",
    }
)

DONT_KNOW_WORDS = _build_lookup(
    {
        True: "jsp|jspp|jsais pas|j'sais pas|je sais pas|je ne sais pas|je sais pas trop|jsp trop"
        "|sais pas|chais pas|chépa|ché pas|chpa|j'en sais rien|jen sais rien|aucune idée"
        "|pas d'idée|idk|je m'en fous|jm'en fous|jmen fous|balek|🤷"
    }
)
SKIP_WORDS = _build_lookup(
    {
        True: "passe|je passe|on passe|passer|suivant|suivante|la suivante|skip|next"
        "|sans avis|sans opinion|pas d'avis|aucun avis|question suivante"
    }
)

CONFIRMATION_WORDS = _build_lookup(
    {
        True: "oui|ouais|ouep|oue|ouai|wé|wai|ui|vi|yes|yep|yeah|ok|okay|okey|oki|dac|d'acc"
        "|d'accord|daccord|c'est ça|c'est sa|cest ca|exact|exactement|juste|c'est juste|vas-y|go"
        "|carrément|grave|bien sûr|évidemment|volontiers|parfait|tout à fait|c'est bon|cest bon"
        "|je veux bien|oui c'est ça|oui merci|oui stp|oui s'il te plaît|oui d'accord|ok merci"
        "|oui vas-y|si|affirmatif|👍|👌|✅|🙂"
        "|c bon|cé bon|c'est ok|cest ok|c ok|c ça|cé ça|oui c ça|oui cest ça|c juste|cest juste"
        "|c exact|c'est exact",
        False: "non|nan|nn|nope|no|nop|pas du tout|non merci|pas vraiment|c'est pas ça|cest pas ca"
        "|ce n'est pas ça|non c'est pas ça|pas ça|faux|c'est faux|non pas du tout|surtout pas"
        "|jamais|plutôt non|non pas vraiment|👎|❌|c faux|cest faux|c pas ça|c pas juste"
        "|c'est pas juste|pas juste",
    }
)

NUMBER_WORDS = _build_lookup(
    {
        1: "un|une|1er|1re|1ère|1ere|premier|première|first|n1",
        2: "deux|2e|2è|2d|2de|2nd|2nde|2eme|2ème|deuxième|second|seconde|n2",
        3: "trois|3e|3è|3eme|3ème|troisième|n3",
        4: "quatre|4e|4è|4eme|4ème|quatrième|n4",
        5: "cinq|5e|5è|5eme|5ème|cinquième|n5",
        6: "six|6e|6è|6eme|6ème|sixième|n6",
        7: "sept|7e|7è|7eme|7ème|septième|n7",
        8: "huit|8e|8è|8eme|8ème|huitième|n8",
        9: "neuf|9e|9è|9eme|9ème|neuvième|n9",
        10: "dix|10e|10è|10eme|10ème|dixième|n10",
    }
)

# « le premier » refers to something shown; « un » and « deux » are too common.
ORDINAL_WORDS = {
    word: number
    for word, number in NUMBER_WORDS.items()
    if word
    not in fold_text("un une deux trois quatre cinq six sept huit neuf dix first n1 n2 n3").split()
}


def _build_word_set(line: str) -> frozenset[str]:
    return frozenset(fold_text(word) for word in line.split("|"))


# Answers whatever follows them: « ok c'est où », unlike « si je viens » or « juste une question ».
OPENING_WORDS = _build_word_set(
    "oui|ouais|ouep|oue|ouai|wé|wai|ui|yes|yep|yeah|ok|okay|okey|oki|dac|d'acc|d'accord|daccord"
    "|👍|👌|✅|non|nan|nn|nope|👎|❌"
)
# Without answers that are parts of a sentence where more follows.
CLEAR_CONFIRMATION_WORDS = CONFIRMATION_WORDS.keys() - _build_word_set(
    "si|vi|juste|grave|jamais|faux|go"
)

LAST_WORDS = _build_word_set("dernier|dernière|le dernier|la dernière|le tout dernier")

# Words before or after an answer that do not change it.
WORDS_BEFORE_ANSWER = _build_word_set(
    "tkt|mdr|lol|ptdr|euh|heu|hum|hm|ben|bah|beh|bin|ah|oh|alors|donc|franchement|disons"
)
# « non finalement » is a no, and all of it.
WORDS_AFTER_ANSWER = _build_word_set("euh|heu|quoi|hein|mdr|lol|ptdr|😅|😂|🤣|enfin|finalement")
WORDS_BEFORE_NUMBER = _build_word_set(
    "je dirais|j'dirais|je mets|j'mets|je met|jmets|je donne|note|je note|un|un petit|plutôt"
    "|le|la|numéro|n°|option|l'option|choix|le choix|piste|la piste|le numéro|le n°"
    "|plutôt le|plutôt la|je prends|je prends le|je prends la|je choisis|je choisis le"
    "|je choisis la"
)
