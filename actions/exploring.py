"""Explorer: five leads with a reason each, kept or refused, and chosen again at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from actions import alike, asking, deciding, facts, lead_cards, noting, telling
from actions.asking import Kind
from actions.registering import action
from actions.turn import Turn
from bot.guidance import facts_told, pointing
from bot.guidance.entries import Question
from bot.guidance.errors import TooEarly
from bot.guidance.facts_told import LIKE
from bot.guidance.held import held
from bot.guidance.kept_out import private
from bot.guidance.ladder import ladder
from bot.guidance.levels import SHORT_STUDIES
from bot.guidance.matching import Lead, knows_enough, of_a_domain, suggest
from bot.guidance.salience import OCCUPATION
from bot.guidance.scores import CLEAR
from bot.storage.last_said import last_messages

# « boucher non c'est dégueu »: a refusal of so many words says why.
_A_REASON = 4
# Fewer others than this are no list in the place of the one before.
_MIN_OTHERS = 3
# Of so many messages before leads were asked for, what points at professions is taken up.
_MOST_TAKEN_UP = 8


@action("action_start_exploring")
def start_exploring(turn: Turn) -> None:
    turn.notebook.go("explorer")
    turn.say("utter_explore")


@action("action_ask_leads")
def ask_leads(turn: Turn) -> None:
    """Five leads; « others » leaves out all that this talk has shown."""
    turn.notebook.go("explorer")
    if turn.values.get("value") == "all":
        turn.notebook.lift_limit()
        turn.say("utter_limit_lifted")
    seen = (*turn.salience.seen, *turn.salience.offered) if turn.values.get("more") else ()
    if not alike.join(turn):
        show_leads(turn, "utter_leads", exclude=seen)


def show_leads(turn: Turn, response: str, exclude: Sequence[str] = (), count: int = 5) -> None:
    """Choose leads and say them, each with why and what speaks against."""
    try:
        leads = _other_than_on_screen(turn, count, exclude)
    except TooEarly:
        if _take_up_what_was_told(turn):
            show_leads(turn, response, exclude, count)
        elif held(turn.notebook):  # a trade is all that was told: what of it is worth keeping?
            turn.say("utter_step_change")
        elif not alike.show_near_the_subject(turn):
            turn.say("utter_leads_early")
        return
    if not leads:
        more = turn.notebook.limit_level is None
        turn.say("utter_leads_no_more" if more else "utter_leads_none")
        return
    lead_cards.put_on_screen(turn, [lead.occupation_id for lead in leads])
    turn.say(response, leads=[lead_cards.of_lead(turn, lead) for lead in leads])


def _take_up_what_was_told(turn: Turn) -> bool:
    """Whoever wants leads has told something, though not as what they like: « j'ai trié toute la
    cave de mon oncle ». What of it points clearly at professions is noted as that."""
    noted = False
    for text in last_messages(turn.unit, turn.conversation, turn.seq, _MOST_TAKEN_UP):
        for told in () if "?" in text else facts_told.apart(LIKE, text, turn.notebook.whom):
            near = turn.library.near(told.words, told=True)
            if told.kind == LIKE and near and near[0][1] >= CLEAR and not private(told.words):
                telling.note(turn, told)
                noted = True
    return noted and knows_enough(turn.notebook, turn.catalogue)


def _other_than_on_screen(turn: Turn, count: int, exclude: Sequence[str]) -> list[Lead]:
    """Leads to show, none that the message itself names (« j'ai été vendeuse »); whoever asks again
    with leads before them that would mostly come again wants others."""
    named = turn.reading.professions if turn.reading is not None else ()
    turn.salience = turn.salience.knowing(named)
    leads = suggest(turn.notebook, turn.catalogue, count, (*exclude, *named))
    again = [each for each in leads if each.occupation_id in turn.salience.seen]
    if 2 * len(again) < len(leads):
        return leads
    others = suggest(turn.notebook, turn.catalogue, count, turn.salience.seen)
    return others if len(others) >= _MIN_OTHERS else leads


@action("action_like_lead")
def like_lead(turn: Turn) -> None:
    found = turn.occupation
    if found is None:
        ask_which(turn, "like_lead")
        return
    meant = _pointed_at(turn) or [found.id]
    for each in meant:
        turn.notebook.like(each, turn.now)
    turn.set(occupation=meant[-1])
    if len(meant) > 1:
        turn.say("utter_liked_several", titles=_titles(turn, meant))
    else:
        turn.say("utter_liked", id=found.id, title=found.title.both)


def _pointed_at(turn: Turn) -> list[str]:
    """Several leads that were pointed at by their places. Of trades that are only named together
    one may be meant, and not the other: « boulanger, pas boucher »."""
    if turn.values.get("value") != "pointed":
        return []
    return list(turn.values.get("occupations") or ())


@action("action_refuse_lead")
def refuse_lead(turn: Turn) -> None:
    """Refuse it now, then ask why, unless it was said; the reason is optional."""
    found = turn.occupation
    if found is None:
        ask_which(turn, "refuse_lead")
        return
    meant = _pointed_at(turn) or [found.id]
    for each in meant:
        turn.notebook.refuse("", turn.now, each)
    turn.set(occupation=None)
    why = Question("why", tuple(meant))
    if len(meant) > 1:
        turn.say("utter_refused_several", titles=_titles(turn, meant))
        _instead(turn, why)
        return
    if turn.more_to_come:  # « militaire non, autre chose ? »: what is asked comes next
        turn.say("utter_refused_several", titles=found.title.both)
    elif len(turn.text.split()) >= _A_REASON:
        _note_why(turn, why)
    else:
        asking.ask(turn, why)


@action("action_ask_more_like_this", interrupts=True)
def ask_more_like_this(turn: Turn) -> None:
    found = turn.occupation
    if found is None:
        ask_which(turn, "ask_more_like_this")
        return
    alike.show_similar(turn, found)


@action("action_ask_shorter_studies", interrupts=True)
def ask_shorter_studies(turn: Turn) -> None:
    """Shorter ways near this profession; without one, a limit on the leads."""
    found = turn.occupation
    if found is not None and alike.asks_more_of(turn, studies=False):
        alike.show_similar(turn, found)  # « la version avec moins de maths »
        return
    if found is None:
        turn.notebook.limit(SHORT_STUDIES, turn.now)
        turn.say("utter_noted_limit")
        show_leads(turn, "utter_leads")
        return
    shorter = ladder(found, turn.catalogue).shorter
    near = [each for each in shorter if each not in turn.notebook.refused][:5]
    if near:
        lead_cards.show_near(turn, "utter_leads_shorter", found, near)
    else:
        turn.say("utter_no_shorter", title=found.title.both, id=found.id)


def compare_named(turn: Turn) -> bool:
    """Compare the professions named in the text, if there are two or three."""
    named = turn.values.get("occupations") or ()
    if len(named) < 2:
        return False
    deciding.side_by_side(turn, named)
    return True


def ask_which(turn: Turn, intent: str) -> None:
    """Which is meant: of those the name may be, else of the leads shown."""
    asked = turn.values.get("candidates") or turn.notebook.shown
    shown = [{**option, "intent": intent} for option in facts.options(asked, turn.library.base)]
    turn.say("utter_which_lead" if shown else "utter_name_occupation", options=shown)


def _titles(turn: Turn, occupations: Iterable[str]) -> str:
    return ", ".join(facts.title(turn.library.base, each) for each in occupations)


def _ask_why(turn: Turn, question: Question) -> None:
    turn.say("utter_refused_why", title=facts.title(turn.library.base, question.values[0]))


def _note_why(turn: Turn, question: Question) -> None:
    """The reason in the person's words, or the one that was pressed; then one other lead."""
    occupation = question.values[0]
    if turn.values.get("reason") == "studies":
        turn.notebook.limit(SHORT_STUDIES, turn.now)
        turn.say("utter_noted_limit")
    if noting.left_out(turn, "tell_refusal"):
        turn.notebook.refuse("", turn.now, occupation)
    else:
        turn.notebook.refuse(turn.said, turn.now, occupation)
        turn.say("utter_reason_noted", words=turn.said)
    _instead(turn, question)


def _instead(turn: Turn, question: Question) -> None:
    """Another lead in its place. Of two side by side, the other one is what is left."""
    if _left_of_pair(turn, question.values):
        return
    seen = list(turn.notebook.shown)
    twins = of_a_domain(question.values, turn.catalogue)
    exclude = (*seen, *turn.salience.seen, *twins)
    show_leads(turn, "utter_leads_again", exclude=exclude, count=len(question.values))
    found = [each for each in turn.notebook.shown if each not in seen]
    turn.notebook.show(pointing.in_their_places(seen, question.values, found))


def _left_of_pair(turn: Turn, refused: Sequence[str]) -> bool:
    """Whether one of two that were compared was refused: then the other one is said."""
    pair = [each.id for each in turn.salience.pair if each.type == OCCUPATION]
    left = [each for each in pair if each not in turn.notebook.refused]
    if len(refused) != 1 or refused[0] not in pair or len(left) != 1:
        return False
    turn.say(
        "utter_left_of_pair",
        refused=facts.title(turn.library.base, refused[0]),
        title=facts.title(turn.library.base, left[0]),
        id=left[0],
    )
    return True


asking.KINDS["why"] = Kind(say=_ask_why, skip=_instead, words=_note_why, again=False, greedy=True)
