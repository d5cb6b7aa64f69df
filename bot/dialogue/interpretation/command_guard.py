"""Tell a command to the bot from a question about one's own life, or from what is declined.

« j'arrête » is said to the bot; « j'arrête la socio ou je continue ? » asks about studies.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from bot.dialogue.reading import sentence_forms
from bot.dialogue.reading.labels import TOWN
from bot.dialogue.reading.linker import Mention
from bot.guidance import audience
from bot.language.normalisation import normalise

# Intents that end the conversation or skip something; erasing asks for a confirmation.
ENDING_INTENTS = frozenset({"pause", "goodbye", "skip", "go_back"})
COMMAND_INTENTS = ENDING_INTENTS | {"erase_data"}
# « faut-il que j'arrête ? », « vaut-il mieux que j'arrête »
_OUGHT = re.compile(r"\b(?:faut|faudrait|doi[st]|devrai[st]|vaut|vaudrait|conseill\w*)\b")
# « je continue ou j'arrête », « je laisse tomber ou pas », « stop ou encore »
_EITHER = re.compile(r"\bou (?:je|j|on|pas|non|quoi|koi|bien|encore|jamais)\b|\bou j\w{2,}")
# « on peut s'arrêter là ? » is a polite request, « comment on arrête ? » asks how.
_ASKED_OF_THE_BOT = re.compile(r"\b(?:peux|peut|pouvez|pourrai\w*|comment|tu|vous|stp|svp)\b")

# Intents that bring somebody of the team.
CONTACT_INTENTS = frozenset({"ask_human", "ask_appointment", "ask_visit", "defer_question"})
_CONTACT = (
    r"(?: (?:voir|parler|rencontrer|prendre|avoir|de|d|du|des|a|avec|une?|le|la|l))*"
    r" (?:rdv|rendez ?vous|conseill\w+|humaine?|quelqu un|qqn|qqun)\b"
)
# « pas besoin de parler à quelqu'un », « je veux pas voir de conseiller », « pas de rendez-vous »,
# « envie de discuter avec personne ».
_DECLINED = re.compile(
    rf"\b(?:pas|plus)(?: \w+)? (?:besoin|envie){_CONTACT}"
    rf"|\b(?:j?veux?|voudrais|souhaite)(?: surtout)? (?:pas|jamais){_CONTACT}"
    rf"|^(?:(?:non|nan|merci|mais|et|ok|surtout) )*(?:pas|sans){_CONTACT}"
    r"|\b(?:voir|parler|rencontrer|discuter)(?: (?:a|avec))? personne\b"
)


def is_no_command(intent: str, text: str, mentions: Collection[Mention] = ()) -> bool:
    """Whether words read as a command or a wish for somebody only wonder, are about something they
    name, or decline."""
    if intent == "choose":  # « je me suis décidée pour quoi » decides nothing
        return sentence_forms.is_question(text)
    if intent not in COMMAND_INTENTS | CONTACT_INTENTS:
        return False
    said, asks = normalise(text), sentence_forms.is_question(text)
    if intent in CONTACT_INTENTS:  # « j'ai pas de rendez-vous » declines nothing
        return not asks and bool(_DECLINED.search(said))
    if asks and _OUGHT.search(said):
        return True
    if intent not in ENDING_INTENTS:
        return False
    if _OUGHT.search(said) and _EITHER.search(said):
        return True
    if any(mention.type != TOWN for mention in mentions):
        return True
    if _ASKED_OF_THE_BOT.search(said):
        return False
    return bool(_EITHER.search(said)) or (asks and audience.is_about_oneself(text))
