"""Composition of the replies of a turn: help in distress, the human of a handoff, the dialogue."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any, Optional

from bot.care.detector import CHECKING, NOTHING, Signal
from bot.choice_payloads import AskHuman
from bot.dialogue.agent import Dialogue, UnderstoodMessage
from bot.dialogue.intent_resolution import leaves_care_question, parse_choice
from bot.guidance.personal_identifiers import find_identifiers
from bot.messages import Reply
from bot.messaging import care_episode, non_text_input
from bot.messaging.care_continuation import find_carried_signal
from bot.messaging.care_replies import (
    CareContext,
    answer_admission,
    answer_beside_counsellor,
    answer_continuation,
    answer_signal,
    asks_for_helplines,
    render_checking,
    render_resumption,
)
from bot.messaging.message_intake import PendingMessage
from bot.messaging.message_interpretation import (
    answers_alert_consent,
    asks_for_counsellor,
    find_typed_choice,
    interpret_during_handoff,
    interpret_message,
    takes_leave,
)
from bot.messaging.turn_dependencies import TurnDependencies
from bot.messaging.unanswered_messages import AnsweredAct, record_unanswered
from bot.presentation.entry_facts import entry_title
from bot.storage.message_repository import NON_TEXT_KINDS
from bot.storage.reply_repository import fetch_last_card_titles
from bot.turn_context import Turn, privacy_notice_facts

_NAME_NOTICE = "utter_names_not_needed"


@dataclass(frozen=True)
class TurnReplies:
    """The replies of a turn.

    `counted`: whether the turn counts towards the first one, which shows the privacy notice.
    `understood`: the intent in Rasa's format.
    """

    replies: list[Reply]
    counted: bool = True
    understood: Optional[dict[str, Any]] = None


def compose_replies(
    parts: TurnDependencies,
    turn: Turn,
    row: Any,
    head: PendingMessage,
    parse: Optional[dict[str, Any]],
) -> TurnReplies:
    """Compose the replies to a message.

    Help in distress comes first, whoever owns the conversation (S1). During a handoff the bot then
    answers only what `interpret_during_handoff` still handles; else the dialogue answers.
    """
    human = row.owner == "human"
    if head.signal:
        return _answer_distress(parts, turn, row, head)
    still = interpret_during_handoff(turn.unit, head) if human else None
    if human and still is None:
        return TurnReplies(_offer_end(parts, turn, head), counted=False)
    cared = None if human else _continue_care(parts, turn, row, head, parse)
    if cared is not None:
        return cared
    if head.kind in NON_TEXT_KINDS:
        said = non_text_input.render_non_text_replies(parts.dialogue, turn, head)
        return TurnReplies(said, counted=False)
    if not human and care_episode.asks_to_resume(turn, head, parse):
        return _answer_resumption(parts, turn, row, head, parse)
    meant = still or interpret_message(turn, head, parse)
    if not human and asks_for_helplines(meant):
        asked = care_episode.find_last_checking(turn, head)
        turn.close()
        care = _care_context(parts, turn, row, head, asked)
        return TurnReplies(answer_admission(care), counted=False)
    if not human and care_episode.is_in_danger(turn, head) and asks_for_counsellor(meant, parse):
        now = parse_choice("ask_human", {"value": AskHuman.NOW})
        return _answer_within_care(parts, turn, head, replace(meant, parse=now))
    if answers_alert_consent(meant):
        return _answer_within_care(parts, turn, head, meant)
    return _answer_by_dialogue(parts, turn, row, head, meant, during_handoff=still is not None)


def _care_context(
    parts: TurnDependencies, turn: Turn, row: Any, head: PendingMessage, signal: Signal
) -> CareContext:
    return CareContext.of(parts.dialogue, turn, row, head, signal)


def _offer_end(parts: TurnDependencies, turn: Turn, head: PendingMessage) -> list[Reply]:
    """Offer to end the talk with a counsellor to a person who takes leave; else say nothing."""
    leaves = turn.reading is not None and takes_leave(turn.reading)
    return [parts.dialogue.say(turn, "utter_human_ask_end", head.seq)] if leaves else []


def _answer_distress(
    parts: TurnDependencies, turn: Turn, row: Any, head: PendingMessage
) -> TurnReplies:
    """Answer a signal, also while a counsellor has the conversation."""
    if row.owner == "human":
        care = _care_context(parts, turn, row, head, head.signal)
        return TurnReplies(answer_beside_counsellor(care), counted=False)
    same = care_episode.find_continued_signal(turn.unit, head, turn.now)
    care = _care_context(parts, turn, row, head, same or head.signal)
    return TurnReplies(answer_continuation(care) if same else answer_signal(care), counted=False)


def _continue_care(
    parts: TurnDependencies,
    turn: Turn,
    row: Any,
    head: PendingMessage,
    parse: Optional[dict[str, Any]],
) -> Optional[TurnReplies]:
    """Answer a message that continues a distress episode; None if it does not."""
    after = find_carried_signal(turn, head, parse)
    if after and find_typed_choice(turn.unit, head) is None:
        followed = answer_continuation(_care_context(parts, turn, row, head, after))
        beside = non_text_input.render_non_text_replies(parts.dialogue, turn, head)
        return TurnReplies([*beside, *followed], counted=False)
    heavy = care_episode.find_admitted_signal(turn, head)
    if heavy.level != CHECKING:
        return None
    care = _care_context(parts, turn, row, head, heavy)
    return TurnReplies(answer_admission(care), counted=False)


def _answer_by_dialogue(
    parts: TurnDependencies,
    turn: Turn,
    row: Any,
    head: PendingMessage,
    meant: UnderstoodMessage,
    during_handoff: bool,
) -> TurnReplies:
    """Answer by the dialogue, followed by the checking line or the notice about names."""
    replies = _run_dialogue(parts, turn, head, meant, interpreted=not during_handoff)
    if turn.taken_back is not None:
        care_episode.preserve_episode(turn.unit, head, turn.now)
    if during_handoff:
        if meant.parse["intent"]["name"] == "ask_human":
            replies[0] = replace(replies[0], owner="bot")
    elif care_episode.may_add_checking(turn, head):
        care = _care_context(parts, turn, row, head, head.signal)
        replies.append(render_checking(care))
    else:
        replies += _render_name_notice(parts.dialogue, turn, head)
    turn.close()
    return TurnReplies(replies, understood=meant.parse["intent"])


def _render_name_notice(dialogue: Dialogue, turn: Turn, head: PendingMessage) -> list[Reply]:
    """Render the notice that names and addresses are not needed, once per talk, if the message
    seems to contain one; never next to a reply to distress."""
    if head.kind != "text" or head.signal.level != NOTHING.level or turn.forgotten:
        return []
    if _NAME_NOTICE in turn.salience.closed or not find_identifiers(head.body):
        return []
    turn.salience = turn.salience.closing(_NAME_NOTICE)
    return [dialogue.say(turn, _NAME_NOTICE, head.seq, message=head.seq)]


def _answer_within_care(
    parts: TurnDependencies,
    turn: Turn,
    head: PendingMessage,
    meant: UnderstoodMessage,
) -> TurnReplies:
    """Answer the consent to an alert, or a request for a counsellor in danger, without ending the
    distress episode or showing a notice."""
    care_episode.store_signal(
        turn.unit, head, care_episode.find_previous_signal(turn.unit, head, turn.now)
    )
    replies = parts.dialogue.respond(turn, meant)
    turn.close()
    return TurnReplies(replies, counted=False, understood=meant.parse["intent"])


def _answer_resumption(
    parts: TurnDependencies,
    turn: Turn,
    row: Any,
    head: PendingMessage,
    parse: Optional[dict[str, Any]],
) -> TurnReplies:
    """Lead back to orientation after help: a word of care, then the answer to the request (« montre
    mes pistes »), or to the resume button if there is none."""
    care = _care_context(parts, turn, row, head, NOTHING)
    turn.notebook.speak(care.past.formal)  # asked for during the episode, which notes nothing
    meant = interpret_message(turn, head, parse)
    if not leaves_care_question(meant.parse):
        turn.is_answer = False
        meant = UnderstoodMessage(head.body, parse_choice("resume", {}), head.seq)
    replies = [render_resumption(care), *_run_dialogue(parts, turn, head, meant)]
    turn.close()
    return TurnReplies(replies, understood=meant.parse["intent"])


def _run_dialogue(
    parts: TurnDependencies,
    turn: Turn,
    head: PendingMessage,
    heard: UnderstoodMessage,
    interpreted: bool = False,
) -> list[Reply]:
    """Return the dialogue's replies to a message and, if `interpreted`, to its further acts.

    What it could not answer is recorded.
    """
    question, typed = turn.notebook.question, turn.text
    acts = [heard, *turn.further_acts] if interpreted else [heard]
    replies: list[Reply] = []
    answered: list[AnsweredAct] = []
    for place, act in enumerate(acts):
        turn.more_to_come = place + 1 < len(acts)
        turn.text, turn.responses = act.text if len(acts) > 1 else turn.text, []
        replies += parts.dialogue.respond(turn, act)
        answered.append(AnsweredAct(act, tuple(turn.responses)))
    if not replies:
        replies = [parts.dialogue.say(turn, "utter_silence", heard.seq)]
        answered = [AnsweredAct(heard, ("utter_silence",))]
    replies = _add_offers(parts.dialogue, turn, head, replies)
    record_unanswered(turn, head, typed, answered, question)
    replies[0] = replace(replies[0], taken_back=turn.taken_back)
    replies = drop_known_cards(
        drop_duplicate_replies(replies), fetch_last_card_titles(turn.unit, turn.conversation)
    )
    if turn.first and heard.parse["intent"]["name"] != "greet":
        replies.insert(
            0, parts.dialogue.say(turn, "utter_notice", heard.seq, **privacy_notice_facts(turn))
        )
    return replies


def _add_offers(
    dialogue: Dialogue, turn: Turn, head: PendingMessage, replies: Sequence[Reply]
) -> list[Reply]:
    """Return the replies with the approved answers of the team that are on none of their buttons;
    before them where they leave a question open, so that it stays the last.

    Nothing is offered next to a reply to distress, nor what the turn has just answered.
    """
    answered = turn.salience.subject
    labels = {choice.label for reply in replies for choice in reply.choices}
    titles = {each: entry_title(turn.library.base, each) for each in turn.offered}
    options = [
        {"id": each, "title": title}
        for each, title in titles.items()
        if title not in labels and (answered is None or each != answered.id)
    ]
    if not options or turn.forgotten or head.signal.level != NOTHING.level:
        return list(replies)
    offer = dialogue.say(turn, "utter_learned_offer", head.seq, options=options)
    return [offer, *replies] if turn.notebook.question is not None else [*replies, offer]


def drop_duplicate_replies(replies: list[Reply]) -> list[Reply]:
    """Drop repeated replies: two acts of a message may lead to the same answer, which differs in
    the brackets of its source; the longer ones are kept."""
    kept: dict[tuple[str, ...], Reply] = {}
    for reply in replies:
        key = (reply.text.partition("\n(")[0], *(card.title for card in reply.cards))
        first = kept.setdefault(key, reply)
        if len(reply.text) > len(first.text):
            kept[key] = replace(first, text=reply.text)
    return list(kept.values())


def drop_known_cards(replies: list[Reply], known: Collection[str]) -> list[Reply]:
    """Drop the single card of a reply with a text where its title is in `known`.

    The choices of a dropped card move to its reply.
    """
    return [_drop_known_card(reply, known) for reply in replies]


def _drop_known_card(reply: Reply, known: Collection[str]) -> Reply:
    if not reply.text or len(reply.cards) != 1:
        return reply  # in a list, every card is part of the answer
    kept = tuple(card for card in reply.cards if card.title not in known)
    offered = [choice for card in reply.cards if card.title in known for choice in card.choices]
    return replace(reply, cards=kept, choices=(*offered, *reply.choices))
