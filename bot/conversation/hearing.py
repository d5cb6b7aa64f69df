"""What was heard: a press, a code, a command, a label that was typed, or words.

And what is still heard while a counsellor has the conversation."""

from __future__ import annotations

import re
from typing import Any, Optional

import sqlalchemy as sa

from actions import alerting, asking
from actions.taking_back import MESSAGE
from actions.turn import Turn
from bot.booking import designating
from bot.conversation import commands
from bot.conversation.intake import Head
from bot.dialogue.agent import Heard
from bot.dialogue.interpretation.acting import interpret
from bot.dialogue.interpretation.hypotheses import Act
from bot.dialogue.understanding import asks_something, clicked, code_typed, opened, understand
from bot.guidance import taken_back
from bot.guidance.folding import fold
from bot.messages import Choice, Reply
from bot.safeguarding import limits
from bot.storage.tables import choices, outbox
from bot.storage.unit_of_work import UnitOfWork

# Built once, as in `turn`.
_CHOICE = sa.select(choices).where(choices.c.token == sa.bindparam("chosen"))
_LAST_SAID = (
    sa.select(outbox.c.reply)
    .where(
        outbox.c.conversation_id == sa.bindparam("conversation"),
        outbox.c.answers
        == sa.select(sa.func.max(outbox.c.answers))
        .where(outbox.c.conversation_id == sa.bindparam("conversation"))
        .scalar_subquery(),
    )
    .order_by(outbox.c.seq)
)

# To « On reprend où on était ? ».
_YES = re.compile(r"(?:(?:oui|ouais|ok|okay|d ?acord|vas y|go|on y va) ?)+")
_LEAVING = {fold(words) for words in ("terminer la discussion", "quitter", "/quitter")}
_FORGETTING = {
    fold(words)
    for words in (
        *("efface", "oublie-moi", "tout effacer", "efface tout"),
        *("efface mes données", "efface la conversation", "effacer mes données"),
    )
}


def heard(turn: Turn, head: Head, parse: Optional[dict[str, Any]]) -> Heard:
    """What the message means. `parse`: what understanding made of typed text."""
    if head.kind == "open":
        return Heard("", opened(), head.seq)
    if head.kind == "choice":
        chosen = turn.unit.execute(_CHOICE, {"chosen": head.body}).one()
        turn.label = chosen.label
        return Heard(chosen.label, clicked(chosen.intent, chosen.carried), head.seq)
    if head.code:
        of_appointment = designating.MARK in head.body
        parse = clicked("ask_appointment", {"value": "code"}) if of_appointment else code_typed()
        return Heard(head.body, parse, head.seq)
    command = commands.meant(head.body)
    if command is not None:
        return Heard(head.body, clicked(command, {}), head.seq)
    typed = label_typed(turn.unit, head)
    if typed is not None:
        return Heard(head.body, clicked(typed.intent, typed.carried), head.seq)
    if _agrees_to_resume(turn, head):
        return Heard(head.body, clicked("resume", {}), head.seq)
    if parse is None:
        raise ValueError("typed text comes with what was understood of it")
    crossed = limits.limit(head.body)
    if crossed == limits.SEXUAL or (crossed and not asks_something(turn, parse)):
        return Heard(head.body, clicked("insult", {"value": crossed}), head.seq)
    acts = interpret(turn, parse)
    if acts is None:
        return Heard(head.body, understand(turn, parse), head.seq)
    heard = [_act(turn, head, act, data) for act, data in acts]
    turn.further = heard[1:]
    return heard[0]


def _act(turn: Turn, head: Head, act: Act, data: dict[str, Any]) -> Heard:
    """One of the things that a message asks; what the open talk decides is read as always."""
    if not act.deferred:
        return Heard(act.text, data, head.seq)
    whole, turn.text = turn.text, act.text
    try:
        return Heard(act.text, understand(turn, turn.parses[act.text]), head.seq)
    finally:
        turn.text = whole


def heard_meanwhile(unit: UnitOfWork, head: Head) -> Optional[Heard]:
    """What the bot still hears while a counsellor has the conversation: that the person ends it,
    wants to be forgotten or takes a message back (P6), or says whether an alert may be read (S5);
    None for all else."""
    if head.kind != "choice":
        said = fold(head.body)
        if said in _FORGETTING or commands.meant(head.body) == "erase_data":
            return Heard(head.body, clicked("erase_data", {}), head.seq)
        if taken_back.asked(head.body):
            return Heard(head.body, clicked("erase_data", {"value": MESSAGE}), head.seq)
        return _left(head) if said in _LEAVING else None
    chosen = unit.execute(_CHOICE, {"chosen": head.body}).one()
    if chosen.intent == "erase_data" or alerting.is_meant(chosen.intent, chosen.carried):
        return Heard(chosen.label, clicked(chosen.intent, chosen.carried), head.seq)
    leaves = chosen.intent == "ask_human" and chosen.carried.get("value") == "leave"
    return _left(head) if leaves else None


def is_about_an_alert(heard: Heard) -> bool:
    """Whether the person says that an alert may be read, or not."""
    carried = {each["entity"]: each["value"] for each in heard.parse["entities"]}
    return alerting.is_meant(heard.parse["intent"]["name"], carried)


def _left(head: Head) -> Heard:
    return Heard("", clicked("ask_human", {"value": "leave"}), head.seq)


def _agrees_to_resume(turn: Turn, head: Head) -> bool:
    """« oui » to « On reprend ? » is no rating of a sentence that is not on the screen any more."""
    question = turn.notebook.question
    return (
        question is not None
        and asking.KINDS[question.kind].rate is not None
        and _YES.fullmatch(fold(head.body)) is not None
        and _offered_alone(turn.unit, head) == "resume"
    )


def _offered_alone(unit: UnitOfWork, head: Head) -> Optional[str]:
    """What the one choice under the last thing said means; None where there were more, or none."""
    said = list(unit.execute(_LAST_SAID, {"conversation": head.conversation}).scalars())
    offered = Reply.from_json(said[-1]).offered if said else ()
    if len(offered) != 1:
        return None
    chosen = unit.execute(_CHOICE, {"chosen": offered[0].token}).first()
    return chosen.intent if chosen else None


def _offered(unit: UnitOfWork, head: Head) -> list[Choice]:
    """The choices under all that was said last."""
    rows = unit.execute(_LAST_SAID, {"conversation": head.conversation})
    return [choice for (row,) in rows for choice in Reply.from_json(row).offered]


def label_typed(unit: UnitOfWork, head: Head) -> Any:
    """The choice whose label was typed word for word, if the last answer offered just one such."""
    said = fold(head.body)
    tokens = [choice.token for choice in _offered(unit, head) if fold(choice.label) == said]
    if len(tokens) != 1:
        return None
    return unit.execute(_CHOICE, {"chosen": tokens[0]}).first()
