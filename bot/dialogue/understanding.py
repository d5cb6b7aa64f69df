"""From a click or from typed text to Rasa's parse data: an intent and its values.

Typed text is read in this order: a short answer to the open question; then the intent of the
trained model together with the professions that the knowledge base finds named in it; and free
words are an answer when the open question asks for some and nothing else was clearly meant.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Optional

from actions import asking
from actions.turn import Turn
from bot.dialogue import about_appointments, meanings
from bot.dialogue.interpretation.commands import is_no_command
from bot.dialogue.meanings import FALLBACK, FEW_WORDS, MIN_TRIED, SHORT, SHORT_ANSWER, SURE
from bot.dialogue.reading.labels import PROFESSION
from bot.dialogue.reading.reader import TELLS
from bot.guidance import addressing, doors, dreaming, pointing, removal
from bot.guidance.entries import FACTS, Question
from bot.guidance.folding import fold
from bot.guidance.kept_out import kept_out
from bot.guidance.reading import Answer, read_answer, read_change, read_position
from bot.guidance.salience import OCCUPATION
from bot.handoff import pending
from knowledge.linking import Link

_MARKS = " .…!?,;:-_*"


def turns_away(
    parse: dict[str, Any], danger: bool = True, late: bool = False, enough: float = SURE
) -> bool:
    """Whether a text is surely about orientation, and no answer to an open question of care.

    After a worry that was no danger, what one likes or refuses is about orientation too; `late`
    after any, so is what answers a question of the questionnaire.
    """
    intent = parse["intent"]
    may_answer = intent["name"] in meanings.MAY_ANSWER_CARE
    if not danger and intent["name"] in meanings.ABOUT_ONESELF:
        may_answer = False
    if late and intent["name"] in meanings.ANSWERS_A_QUESTION:
        may_answer = False
    return not may_answer and intent["confidence"] >= enough


def about_orientation(parse: dict[str, Any]) -> float:
    """How likely a text is about orientation, whichever intent of it is meant: what their
    probabilities add up to (of the likeliest five, which is what the model tells)."""
    apart = meanings.MAY_ANSWER_CARE | meanings.HARD
    ranked = parse.get("intent_ranking", ())
    return float(sum(each["confidence"] for each in ranked if each["name"] not in apart))


def asks_something(turn: Turn, parse: dict[str, Any]) -> bool:
    """Whether a text is about orientation, beside the rude word that is in it too."""
    several = len(turn.text.split()) > FEW_WORDS
    return several and (turns_away(parse) or turn.library.link(turn.text).named)


def may_be_told(parse: dict[str, Any]) -> bool:
    """Whether a text may come to be noted as what the person likes or refuses."""
    intent = parse["intent"]
    return intent["name"] in meanings.SOFT or intent["confidence"] < SURE


def opened() -> dict[str, Any]:
    """The chat was opened: the bot says hello first."""
    return _parse("greet", [])


def clicked(intent: str, values: dict[str, Any]) -> dict[str, Any]:
    """A choice: nothing to understand."""
    return _parse(intent, [_entity(name, value) for name, value in values.items()])


def code_typed() -> dict[str, Any]:
    """A notebook's code was in the text: nothing to understand (the turn carries it)."""
    return _parse("resume_code", [])


def understand(turn: Turn, parse: dict[str, Any]) -> dict[str, Any]:
    """Read typed text in its context; `parse` is the model's reading of the text alone."""
    question = turn.notebook.question
    answer = read_answer(asking.readable(question), turn.text) if question else None
    if answer is not None:
        return _answered(answer)
    # Before what words mean of an appointment that was made, and before « annule » for a step back.
    if asking.dropped(question, turn.text):
        return _parse("skip", [])
    if not turn.text.strip(_MARKS):
        return _parse(FALLBACK, [])  # « … », « !!! »: no word to understand
    changed = read_change(turn.text) if question and question.kind == "item" else None
    if changed is not None:
        return _parse("go_back", [_entity("value", changed)])
    pointed = _pointed_at(turn, question)
    if pointed is not None:
        return _of_leads(turn, pointed)
    intent, confidence = parse["intent"]["name"], parse["intent"]["confidence"]
    unsure = confidence < SURE
    turn.ranking = tuple(each["name"] for each in parse.get("intent_ranking", ()))
    linked = turn.library.link(turn.text)
    intent, confidence = _searched(turn, intent, confidence, linked)
    taken_out = removal.asked(turn.text) is not None
    wanting = intent == "ask_appointment" and confidence >= SURE
    practical = about_appointments.asked(turn, wanting)
    if practical is not None:
        return _parse("ask_question", [_entity("question", practical)], parse)
    ahead = pending.meant(turn.unit, turn.person, turn.conversation, turn.text, turn.now)
    if ahead is not None and not (intent == "erase_data" and confidence >= SURE):
        return _parse(ahead.intent, [_entity(*pair) for pair in ahead.values])
    told = question is not None and _told(turn, question.kind, unsure)
    if (
        question is not None
        and not taken_out
        and (told or _takes_words(turn, question.kind, intent, confidence, linked))
    ):
        turn.answering = True
        against = intent == "tell_refusal" or dreaming.against(question, turn.text)
        return _parse("tell_refusal" if against else "tell_interest", [])
    if question is not None and _names(question, intent, linked):
        return _parse(str(asking.KINDS[question.kind].names), entities(linked), parse)
    if intent in meanings.BETWEEN:
        linked = _with_the_likeliest(linked)
    meant = _intent(turn, intent, confidence, linked)
    if meant == "ask_try" and not _asks_to_try(turn):
        meant = FALLBACK
    no_step = meant.startswith("start_") and _begins_no_step(turn)
    if no_step or (meant == "tell_trial" and _tried_nothing(turn)):
        facts = _told_facts(turn)
        noted = _parse("note_facts", [_entity("facts", facts)], parse)
        return noted if facts else _parse(FALLBACK, [])
    if meant == "goodbye" and unsure and not _takes_leave(turn):
        meant = FALLBACK
    mentions = turn.reading.mentions if turn.reading is not None else ()
    if is_no_command(meant, turn.text, mentions):
        meant = FALLBACK  # « je continue ou j'arrête ? » is no end of the talk
    if meant in ("tell_interest", "tell_refusal") and not _tells(turn):
        meant = FALLBACK  # « laisse tomber mercredi » is no strength
    return _parse(meant, entities(linked) or _pointed(turn, meant), parse)


def _takes_leave(turn: Turn) -> bool:
    """Whether the reading hears a goodbye too: « plutôt samedi » ends no talk."""
    if turn.reading is None:
        return True
    leaves = [s.of("social.bye") + s.of("meta.stop") for s in turn.reading.segments]
    return bool(max(leaves) >= TELLS)


def _told_facts(turn: Turn) -> list[dict[str, Any]]:
    """What is told by a sentence that begins no step: noted as what it is, or only heard."""
    likely = max(turn.reading.segments, key=lambda segment: segment.of_act("tell"))
    act, _, kind = likely.label.partition(".")
    if act != "tell" or kind not in ("like", "dislike", *FACTS):
        return []
    return [{"kind": kind, "words": turn.text, "other": likely.about_other}]


def _asks_to_try(turn: Turn) -> bool:
    """Whether the labels hear a little of it: « à qui s'adresser ? » tries no trade out."""
    if turn.reading is None:
        return True
    return any(segment.of("ask.try") >= MIN_TRIED for segment in turn.reading.segments)


def _tried_nothing(turn: Turn) -> bool:
    """Whether no profession is there that could have been tried: « j'ai fait un an d'usine »."""
    if turn.reading is None or turn.notebook.question is not None:
        return False
    named = any(m.type == PROFESSION for m in turn.reading.mentions)
    return not (named or turn.notebook.shown or turn.salience.of_type(OCCUPATION))


def _begins_no_step(turn: Turn) -> bool:
    """Whether a sentence asks for no step: « c'est lui qui a commencé » only tells."""
    if turn.reading is None or len(turn.text.split()) <= SHORT_ANSWER:
        return False
    wants = max(
        segment.of_act("request") + segment.of_act("service") + segment.of("tell.lost")
        for segment in turn.reading.segments
    )
    return bool(wants < TELLS)


def _tells(turn: Turn) -> bool:
    """Whether the reading hears something of the person too, or only a word or two stand there."""
    if turn.reading is None or len(turn.text.split()) <= SHORT_ANSWER:
        return True
    return bool(turn.reading.tells >= TELLS)


def _searched(
    turn: Turn, intent: Optional[str], confidence: float, linked: Link
) -> tuple[Optional[str], float]:
    """Several entries are asked for, in words that the model is unsure of or takes for one."""
    if intent == "ask_trainings":
        several = turn.library.searched(turn.text) == "training" or (
            not linked.named and turn.library.names_subject(turn.text)
        )
        return ("search_trainings", confidence) if several else (intent, confidence)
    if confidence >= SURE or intent in meanings.HARD or linked.named:
        return intent, confidence
    kind = turn.library.searched(turn.text)
    return (meanings.SEARCHES[kind], SURE) if kind else (intent, confidence)


def _takes_words(
    turn: Turn, kind: str, intent: Optional[str], confidence: float, linked: Link
) -> bool:
    if asking.KINDS[kind].words is None:
        return False
    words = len(turn.text.split())
    if asking.KINDS[kind].greedy:
        leaving = intent in meanings.HARD or (intent in meanings.LEAVING and words <= FEW_WORDS)
        return not leaving or confidence < SURE
    if linked.named and words <= SHORT_ANSWER and intent != "tell_refusal":
        return False
    if intent in meanings.FOR_OTHERS and _reads(turn, kind):
        return True
    return intent in meanings.SOFT or confidence < SURE


def _told(turn: Turn, kind: str, unsure: bool) -> bool:
    """Whether what is asked for is in the text; a question is about something else."""
    exact = asking.KINDS[kind].exact and "?" not in turn.text
    return (unsure or exact) and _reads(turn, kind)


def _reads(turn: Turn, kind: str) -> bool:
    """Whether the text holds what this kind of question asks for."""
    reads = asking.KINDS[kind].reads
    return reads is not None and reads(turn)


def _names(question: Question, intent: Optional[str], linked: Link) -> bool:
    """Whether a profession that is asked for is named, and nothing else is meant with it."""
    asked = asking.KINDS[question.kind].names is not None and not question.about
    named = bool(linked.occupation_ids or linked.candidates)
    return asked and named and (intent in meanings.VAGUE or intent == "ask_occupation")


def _pointed(turn: Turn, intent: str) -> list[dict[str, Any]]:
    """« bof le premier »: one of the leads shown, by its place on screen."""
    shown = turn.notebook.shown
    place = read_position(turn.text, len(shown)) if intent in meanings.ABOUT_ONE else None
    return [] if place is None else [_entity("occupation", shown[place])]


def _pointed_at(turn: Turn, question: Optional[Question]) -> Optional[pointing.Pointed]:
    """The leads pointed at, where no question is open, or one that takes any words: « c koi la 4 »
    is no reason why another was refused. « La 2 » alone may be one of the reasons offered."""
    if question is not None and question.kind not in ("why", dreaming.KIND):
        return None
    pointed = pointing.read(turn.text, len(turn.notebook.shown))
    reason = question is not None and question.kind == "why"
    return None if pointed is None or (reason and pointed.alone) else pointed


def _of_leads(turn: Turn, pointed: pointing.Pointed) -> dict[str, Any]:
    """« la 2 bof », « la 1 et la 3 »: one or several of the leads shown, and what is meant."""
    if turn.notebook.question is not None and turn.notebook.question.kind == "why":
        turn.notebook.close_question()  # it was passed over
    meant = [turn.notebook.shown[place] for place in pointed.places]
    found = [_entity("occupation", meant[0])]
    if len(meant) > 1:
        found += [_entity("occupations", meant), _entity("value", "pointed")]
    return _parse(meanings.OF_LEADS[pointed.meaning], found)


def _intent(turn: Turn, intent: Optional[str], confidence: float, linked: Link) -> str:
    """A profession named all alone, or with words the model does not know, asks about it."""
    if removal.asked(turn.text) is not None and intent != "erase_data":
        return "correct_notebook"
    weighed = _weighed(turn, linked)
    if weighed is not None and (intent in meanings.VAGUE_OR_AGAINST or confidence < SURE):
        return weighed
    if intent == "change_address" and not addressing.named(turn.text):
        return FALLBACK  # « pk tu me dis ça » is about something else
    private = kept_out(turn.text) and not linked.named and "?" not in turn.text
    if private and (intent not in meanings.HEARS_PRIVATE or confidence < SURE):
        return FALLBACK  # « il est dyslexique » is no insult, « mon casier » is no code
    if intent == "insult" and linked.named:
        return "ask_occupation"  # « t'es con, comment on devient boulanger ? »
    any_named = linked.named or linked.candidates
    if intent == "for_someone_else" and any_named and not doors.for_whom(turn.text):
        return "ask_occupation"  # « prof de sport » is a trade
    if intent == "refuse_lead" and not any_named and meanings.SOMEBODY.search(fold(turn.text)):
        return FALLBACK  # « il ne m'écoute pas » is about no trade
    if intent == "hesitate" and len(linked.occupation_ids) == 1:
        # Between one and itself nobody hesitates.
        intent = next((i for i in turn.ranking if i in meanings.ABOUT_ONE), "ask_occupation")
    if intent in meanings.WHAT_IS and turn.library.asked(turn.text):
        return "ask_question"  # « le service militaire volontaire » asks about no soldier
    if intent in meanings.ABOUT_OCCUPATIONS:
        return str(intent)
    words = len(turn.text.split())
    unsure = confidence < SURE and words <= SHORT
    if linked.named and (intent in meanings.VAGUE or unsure or words <= 2):
        return "ask_occupation"
    if linked.candidates and intent == FALLBACK and _names_a_profession(turn):
        return "ask_occupation"  # « quelle race conseillez-vous » names none
    return intent or FALLBACK


def _names_a_profession(turn: Turn) -> bool:
    """Whether the reading finds one named too, and in more than a few words something asked."""
    if turn.reading is None:
        return True
    segments = turn.reading.segments
    asks = max(each.of_act("ask") + each.of_act("request") for each in segments) >= TELLS
    named = any(m.type == PROFESSION for m in turn.reading.mentions)
    return named and (asks or len(turn.text.split()) <= SHORT)


def _weighed(turn: Turn, linked: Link) -> Optional[str]:
    """« bof boucher », « le 3 non merci », « garde jardinier »: what is meant of the one named."""
    named = linked.occupation_ids or linked.candidates
    pointed = read_position(turn.text, len(turn.notebook.shown)) is not None
    text = fold(turn.text)
    several = len(linked.occupation_ids) > 1 or len(text.split()) > SHORT
    if not (named or pointed) or several or "?" in text:
        return None
    if meanings.KEPT.search(text):
        return "like_lead"
    return "refuse_lead" if meanings.AGAINST_IT.search(text) else None


def _with_the_likeliest(linked: Link) -> Link:
    """« boulanger ou électricien »: two were named, though the second has several of its kind."""
    if len(linked.occupation_ids) != 1 or not linked.candidates:
        return linked
    both = (*linked.occupation_ids, linked.candidates[0])
    return replace(linked, occupation_ids=both, candidates=())


def entities(linked: Link) -> list[dict[str, Any]]:
    """The professions named in a text, as entities."""
    ids = linked.occupation_ids
    found = [_entity("occupation", ids[0])] if ids else []
    if len(ids) > 1:
        found.append(_entity("occupations", list(ids)))
    if linked.candidates and not ids:
        found.append(_entity("candidates", list(linked.candidates)))
    if linked.sheet_id:
        found.append(_entity("sheet", linked.sheet_id))
    return found


def _answered(answer: Answer) -> dict[str, Any]:
    if answer.kind == "value":
        return _parse("rate", [_entity("value", answer.value)])
    if answer.kind == "confirm":
        return _parse("affirm" if answer.value else "deny", [])
    return _parse(answer.kind, [])


def _entity(name: str, value: Any) -> dict[str, Any]:
    return {"entity": name, "value": value}


def _parse(
    intent: str, entities: list[dict[str, Any]], model: Optional[dict[str, Any]] = None
) -> dict[str, Any]:
    confidence = model["intent"]["confidence"] if model else 1.0
    return {"intent": {"name": intent, "confidence": confidence}, "entities": entities}
