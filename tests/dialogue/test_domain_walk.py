"""Every action, from every button and from typed text, at every stage: each place gets filled."""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from types import SimpleNamespace
from typing import Any, Optional

import pytest
import sqlalchemy as sa

import tests.support.domain_walk_counsellors as staff
from actions.acknowledgements import EXPERIENCE_KINDS
from actions.aspects import ANSWERS_BY_ASPECT as ANSWERS_OF_ASPECTS
from actions.differences import LINES_BY_ASPECT
from actions.studies import FIELD_BY_ASPECT as LINES_OF_STUDIES
from bot.booking import (
    appointment_contacts,
    appointment_repository,
    waiting_list,
    waiting_repository,
)
from bot.booking.scheduling import Requester
from bot.booking.venue import BookingPolicy
from bot.booking.venue_repository import load_venue
from bot.choice_payloads import OutOfScope
from bot.deferred_questions import (
    deferred_answers,
    deferred_question_repository,
    question_submission,
)
from bot.deferred_questions.working_days import WorkingDays
from bot.dialogue.reading.labels import FRENCH, LANGUAGES
from bot.dialogue.sentences import Sentences
from bot.guidance.salience import OCCUPATION, Referent, Salience
from bot.handoff import (
    alert_consent,
    alert_repository,
    bursts,
    handoff_claims,
    handoff_endings,
    handoff_repository,
    handoff_requests,
    queue_wait,
    staff_alerts,
)
from bot.handoff.queue_quota import MAX_QUEUED_PER_NETWORK
from bot.messages import parse_payload
from bot.notebook import notebook_repository, wishes
from bot.notebook.model import Notebook
from bot.notebook.notebook_entries import Question
from bot.presentation import waiting_facts
from bot.privacy import code_attempts
from bot.privacy.word_codes import hash_code
from bot.storage import conversation_repository
from bot.storage.booking_tables import appointment_kinds, closures
from bot.storage.conversation_tables import inbox
from bot.storage.staff_tables import counsellors
from knowledge import access_conditions
from knowledge import ways_in_summary as ways_into
from knowledge.knowledge_base import KnowledgeBase
from tests.support.domain_contents import (
    ENTITIES,
    INTENTS,
    PAYLOADS,
    RESPONSES,
    find_named_responses,
    list_python_files,
)
from tests.support.imported_knowledge import (
    SHEET,
    add_imported_entries,
    event,
    make_dated_answer,
    shortage,
)
from tests.support.notebook_stages import NOW, NotebookStages, list_payloads

WORDS = "j'aime réparer les vélos avec mon oncle"
QUESTION = "c'est quoi une AOB ?"
PRIVATE = "mon père est en prison et moi malade"
RESIDENCE = "j'attends mon titre de séjour"
OF_ANOTHER = "il aime les voitures"
LEFT_OUT = (PRIVATE, RESIDENCE, OF_ANOTHER)
# Each calls for a step of its own.
OF_STEPS = (
    *("je veux changer de métier", "j'ai pas mon cess", "je suis en 4e pro", "pas avant 9 h"),
    "je vis chez ma tante à Huy",
)
# Questions about one condition, with the aspect that they are asked by.
CONDITIONS = [
    *((f"faut {what} ?", "admission") for what in ("le permis", "un diplome", "parler anglais")),
    *((text, "admission") for text in ("avec un casier ?", "il y a un examen ?", "à 45 ans ?")),
    *((text, "admission") for text in ("sans CESS ?", "il y a une visite médicale ?")),
    *((text, "difficulty") for text in ("faut être fort en chimie ?", "et en latin ?")),
]
RANKING = ("ask_pay", "nlu_fallback", "ask_day", "greet")
Said = tuple[str, str, dict[str, Any]]  # intent, text, values

# Said where no action speaks (bot/messaging, channels, safeguarding): filled by their own tests.
ELSEWHERE = {"utter_failed", "utter_silence", "utter_notice"}
# Said of what was said before: tests/conversations/talk_about_the_talk.yml.
ELSEWHERE |= {"utter_said_again", "utter_said_shorter", "utter_said_otherwise"}
ELSEWHERE |= {"utter_explain_what"}
# Said of the profession that is spoken about: tests/conversations/facts_beside_a_profession.yml.
ELSEWHERE |= {"utter_fact_of_the_subject", "utter_fact_beside_the_subject"}
ELSEWHERE |= {"utter_fact_of_the_pair", "utter_fact_line"}
# Said of what was told, by entries that come near to it: tests/conversations/a_need_is_met.yml.
ELSEWHERE |= {"utter_step_may_help", "utter_heard_may_help"}
# Said after an answer, with no profession in view: tests/conversations/what_to_do_next.yml.
ELSEWHERE |= {"utter_plan_of_entry"}
# Said of a study with professions: tests/conversations/what_a_study_leads_to.yml.
ELSEWHERE |= {"utter_study_after"}
# Said on the day of a date: tests/conversations/a_date_that_is_close.yml.
ELSEWHERE |= {"utter_deadline_today"}
# Said once leads were shown: tests/conversations/leads_come_to_an_end.yml, no_lead_pleases.yml.
ELSEWHERE |= {"utter_leads_no_more", "utter_leads_left"}
# A few words for each kind of fact, nothing to fill but its detail: tests/guidance/test_topics.py.
ELSEWHERE |= {name for name in RESPONSES if name.startswith("utter_told_")}
# Said once the sentence before them closed a reply: tests/actions/test_closing_sentences.py.
ELSEWHERE |= {"utter_step_ask", "utter_heard_again", "utter_interest_more"}
# Said after a remark while an entry is spoken about: tests/conversations/a_remark_in_passing.yml.
ELSEWHERE |= {"utter_back_after_remark"}
# Said of a message that is stored: tests/messaging/test_taking_back.py.
ELSEWHERE |= {"utter_message_erased", "utter_message_erased_app"}
# Said once a conversation: tests/messaging/test_sureness_before_and_after.py.
ELSEWHERE |= {"utter_sureness_before", "utter_sureness_after", "utter_sureness_thanks"}
# An interest always has words today, so its label alone is never the reason.
NEVER = {"utter_why_interest"}
# What goes against a wish is left out while enough is left; every profession of ours has subjects.
NEVER |= {"utter_do_read_card"}  # only in plans that were stored before
NEVER |= {"utter_against_wish", "utter_aspect_not_known"}


# Stages that only differ by the question that stands: what answers it is enough there.
ONE_OF_MANY = ("wish ", "easier ")
# Where there is nothing or most to tell every way is said, elsewhere one in so many: `share`.
SHARE = 10
AT_LENGTH = {"nothing", "known", "decided", "stuck", "planned", "one value"}
AT_LENGTH |= {"tried it", "a study, another kept", "for a child", "three values"}
ANSWERS = {"rate", "skip", "dont_know", "affirm", "deny", "go_back", "resume", "tell_interest"}


class Recording(Sentences):
    """Remembers every response it filled, nested ones too."""

    def __init__(self) -> None:
        super().__init__()
        self.responses = RESPONSES
        self.filled: set[str] = set()

    def _variant(self, name: str, *rest: Any) -> dict[str, Any]:
        self.filled.add(name)
        return super()._variant(name, *rest)


@pytest.fixture(scope="module")
def book() -> Recording:
    return Recording()


def heard(library: Any) -> list[Said]:
    """(intent, text, values): buttons, then typed text with what may be linked in it."""
    ids = sample(library)
    buttons = [parse_payload(text.replace("{intent}", "ask_occupation")) for text in PAYLOADS]
    said = [(intent, "", values) for intent, values in list_payloads(buttons, ids, faq(library))]
    linked: list[dict[str, Any]] = [
        {},
        {"occupation": ids[0]},
        {"occupation": ids[2]},
        {"occupation": ids[0], "occupations": ids[:2]},
        {"occupation": ids[3], "occupations": ids[3:7]},
        {"candidates": ids[:3]},
    ]
    for intent in sorted(INTENTS):
        said += [(intent, WORDS, values) for values in linked]
        said += [(intent, QUESTION, {}), (intent, "", {})]
    hearing = ("tell_interest", "tell_refusal", "tell_obstacle", "start_skills")
    said += [(intent, words, {}) for intent in hearing for words in LEFT_OUT]
    said.append(("start_wishes", "pas la nuit", {}))
    said.append(("show_notebook", "le carnet de ma fille", {}))
    said += asked_to_the_point(library, ids)
    several = {"occupation": ids[0], "occupations": ids[:2], "value": "pointed"}
    said += [(intent, "la 1 et la 2", several) for intent in ("like_lead", "refuse_lead")]
    return said


def asked_to_the_point(library: Any, ids: list[str]) -> list[Said]:
    """What the interpretation asks for, which no button carries."""
    base = library.base
    taught = next(t for each in base.trainings.values() for t in each.occupations if t in ids)
    one_length = next(
        o.id
        for o in base.occupations.values()
        if len({w.length for w in ways_into.summarise_ways_in(o)}) == 1
    )
    silent = next((o.id for o in base.occupations.values() if not o.subjects), ids[1])
    aspects = [
        ("ask_aspect", WORDS, {"occupation": each, "aspect": aspect})
        for each in (ids[0], taught, silent)
        for aspect in ANSWERS_OF_ASPECTS
    ]
    aspects += [
        ("ask_aspect", text, {"occupation": each, "aspect": aspect})
        for each in (*_by_their_ways(library), "jardinier-paysagiste", "chauffeur-poids-lourd")
        for text, aspect in CONDITIONS
    ]
    kinds = {(w.high is None, w.year, w.low < 2200): w.occupation for w in base.wages.values()}
    paid = [*kinds.values(), ids[0]]
    aspects += [("ask_pay", WORDS, {"occupation": each}) for each in paid]
    aspects.append(("ask_occupation", WORDS, {"occupation": paid[0]}))
    aspects.append(("ask_field", "les métiers bien payés", {}))
    aspects.append(("ask_aspect", WORDS, {"occupation": one_length, "aspect": "length"}))
    after_cess = next(o.id for o in base.occupations.values() if o.ways_in and o.levels[0] >= 6)
    aspects.append(("ask_aspect", WORDS, {"occupation": after_cess, "aspect": "level"}))
    aspects += [
        ("ask_aspect", text, {"occupation": taught, "aspect": "place"})
        for text in ("à Arlon", "en 1 mois")
    ]
    by_night = [o for o in base.occupations.values() if "nuit" in o.conditions.hours]
    by_day = [o for o in base.occupations.values() if o.conditions.hours == "En journée."]
    aspects += [
        ("ask_aspect", text, {"occupation": each.id, "aspect": "conditions"})
        for text in ("il y a des nuits ?", "sans les nuits ?")
        for each in (by_night[0], by_day[0])
    ]
    told = [
        {"kind": "like", "words": "les chevaux", "other": False},
        {"kind": "dislike", "words": "le bureau", "other": False},
        {"kind": "constraint", "words": "je ne peux pas payer", "other": False},
    ]
    said = [{"kind": "constraint", "words": words, "other": False} for words in OF_STEPS]
    facts = [("note_facts", WORDS, {"facts": some}) for some in (told, told[:2], [])]
    facts += [("note_facts", WORDS, {"facts": [each]}) for each in said]
    heard = ("only_answers", "doubt", "class", "of_another")
    facts += [("note_facts", WORDS, {"facts": [], "value": each}) for each in heard]
    facts += [
        ("note_facts", text, {"facts": [], "value": "doubt", "occupation": ids[0]})
        for text in (WORDS, "à mon âge")
    ]
    facts.append(("show_notebook", "récapitule", {}))
    scope = [("out_of_scope", WORDS, {"value": each}) for each in OutOfScope]
    abroad = [
        ("foreign", WORDS, {"value": each, "near": near})
        for each in LANGUAGES
        if each != FRENCH
        for near in ([], [{"intent": "ask_question", "question": faq(library)}])
    ]
    again = [("ask_again", WORDS, {"value": how}) for how in ("repeat", "shorten", "explain")]
    others = [
        ("ask_occupation", WORDS, {"candidates": ids[:1]}),
        ("ask_occupation", WORDS, {"unknown": "dresseur de dragons"}),
        ("ask_occupation", WORDS, {"unknown": "zblorg"}),
        ("hesitate", WORDS, {"words": ["droit", "com"]}),
        ("ask_why", WORDS, {"occupation": ids[0]}),
        ("ask_question", "zblorg", {"words": "zblorg", "value": "unknown"}),
        (
            "ask_question",
            "zblorg",
            {"words": "zblorg", "value": "unknown_beside", "near": [faq(library)]},
        ),
        ("ask_occupation", WORDS, {"candidates": ids[:2], "beside": "yes"}),
        ("search_trainings", "zblorg", {"about": "zblorg"}),
        *(("fallback", text, {}) for text in ("…", "zblorg", "zblorg " * 9)),
        ("search_trainings", "une école de coiffure à Verviers", {}),
        ("search_trainings", "une formation dans les pompes funèbres", {}),
        ("search_trainings", "des cours de photographie", {}),
        *(("ask_question", "zblorg", {"question": each}) for each in _asked_by_whom(library)),
        *(
            ("ask_difference", WORDS, {"occupations": ids[:2], "aspect": each})
            for each in (*LINES_BY_ASPECT, "")
        ),
        ("ask_difference", WORDS, {"occupations": ids[:1], "unknown": "zblorg"}),
        ("ask_difference", WORDS, {"occupations": [ids[0], ids[0]], "names": ["un", "deux"]}),
        ("ask_difference", WORDS, {"studies": ["droit", "histoire"]}),
    ]
    return [*aspects, *facts, *scope, *abroad, *again, *others, *_around_a_choice(ids)]


def _around_a_choice(ids: list[str]) -> list[Said]:
    """What is chosen, recalled, doubted or kept, and the plans."""
    choices = [
        {"study": "géologie"},
        *({"value": value} for value in ("recall", "later")),
        {"value": "later", "occupation": ids[0]},
        {"value": "later", "study": "géologie"},
    ]
    return [
        *(("choose", WORDS, values) for values in choices),
        ("hesitate", WORDS, {"value": "doubt"}),
        ("compare", WORDS, {"value": "tip", "occupations": ids[:2]}),
        ("plan_b", WORDS, {"study": "chant"}),
        *(("make_plan", WORDS, {"value": value}) for value in ("first", "both", "new")),
    ]


def _asked_by_whom(library: Any) -> list[str]:
    """A question of the base that somebody asks of themselves, and one that anybody may ask."""
    questions = library.base.questions.values()
    own = next(q.id for q in questions if q.question.startswith("Je ") and q.short[:3] != "Oui")
    open_ = next(q.id for q in questions if q.question.startswith("Combien "))
    return [own, open_]


def _by_their_ways(library: Any) -> list[str]:
    """A profession open without a diploma, one after secondary school, one after the CESS."""
    found: dict[str, str] = {}
    for each in library.base.occupations.values():
        ways = access_conditions.find_shortest_ways(each)
        kind = "open" if ways.open else "depends" if ways.is_after_secondary else "closed"
        found.setdefault(kind, each.id)
    return list(found.values())


def sample(library: Any) -> list[str]:
    """Every profession of the base, regulated or not or unknown first."""
    base = library.base
    every = list(base.occupations.values())
    wanted = (True, False, None)
    picked = [next(o for o in every if o.regulation.regulated is known) for known in wanted]
    found = [o.id for o in picked]
    return found + [o.id for o in every if o.id not in found]


def faq(library: Any) -> str:
    return next(q.id for q in library.base.questions.values() if q.see_human)


def replies(messages: list[dict[str, Any]], slots: dict[str, Any], book: Sentences) -> Iterator:
    fields = {"text", "buttons", "elements", "custom", "template", "image", "attachment"}
    for message in messages:
        facts = {key: value for key, value in message.items() if key not in fields}
        yield book.fill(facts.pop("response"), {**slots, **facts}, "seed", "telegram")


def check(reply: dict[str, Any]) -> None:
    """It says something, no place is left, and every button is a meaning of the domain."""
    cards = reply["custom"]["cards"]
    assert reply["text"] or cards or reply["buttons"]
    shown = [reply["text"], *(b["title"] for b in reply["buttons"])]
    shown += [part for c in cards for part in (c["title"], c.get("text", ""))]
    shown.append((reply["custom"]["image"] or {}).get("alt", ""))
    assert not [text for text in shown if re.search(r"[{}]|None|\bTrue\b|\bFalse\b", text)]
    assert [c for c in cards if not c["title"]] == []
    assert [b for b in reply["buttons"] if not b["title"]] == []
    for button in [*reply["buttons"], *(b for c in cards for b in c.get("choices", ()))]:
        intent, values = parse_payload(button["payload"])
        assert intent in INTENTS
        assert set(values) <= ENTITIES


def problems(
    stages: dict[str, Notebook], said: list[Said], make_turn: Any, act: Any, book: Recording
) -> Iterator[str]:
    slots = {"occupation": None, "misses": 0}
    for stage, notebook in stages.items():
        for intent, text, values in said:
            turn = make_turn(text, notebook, label="" if text else "Un bouton", ranking=RANKING)
            try:
                for reply in replies(act(turn, f"action_{intent}", values, slots), slots, book):
                    check(reply)
            except Exception as error:  # noqa: BLE001  # told below, with where it happened
                yield f"{intent} {values} « {text} » at « {stage} »: {error!r}"


def share(said: list[Said], number: int) -> list[Said]:
    """Of each intent some of the ways to say it, others at each stage, and whatever is not noted:
    every intent is said at every stage, every way at some (`EVERY_WAY=1`: at all, six times as
    long)."""
    ways: dict[str, list[Said]] = {}
    for one in said:
        ways.setdefault(one[0], []).append(one)
    some = [one for each in ways.values() for one in each[number % min(len(each), SHARE) :: SHARE]]
    return [*some, *(one for one in said if one[1] in LEFT_OUT and one not in some)]


def test_every_place_is_filled(library: Any, make_turn: Any, act: Any, book: Recording) -> None:
    found: list[str] = []
    said = heard(library)
    for number, (name, notebook) in enumerate(NotebookStages(sample(library)).all.items()):
        some = said if name in AT_LENGTH or os.environ.get("EVERY_WAY") else share(said, number)
        if name.startswith(ONE_OF_MANY):
            some = [one for one in said if one[0] in ANSWERS]
        found += problems({name: notebook}, some, make_turn, act, book)
    assert found == [], f"{len(found)} in all, the first ten:\n" + "\n".join(found[:10])


def test_a_base_that_knows_less_fills_them_too(
    library: Any, make_turn: Any, act: Any, book: Recording
) -> None:
    """Professions that an importer brought: no way in, no training; no programme."""
    base = library.base
    bare = [o.copy(update={"ways_in": (), "related": ()}) for o in base.occupations.values()]
    kept_entries = [*bare, *base.questions.values(), *base.services.values()]
    less = replace(library, base=KnowledgeBase(base.sources.values(), kept_entries))
    kept = {
        name: NotebookStages(sample(library)).all[name] for name in ("nothing", "kept", "decided")
    }
    turns = partial(make_turn, library=less)
    assert list(problems(kept, heard(library), turns, act, book)) == []


def test_the_place_may_be_known(
    library: Any, make_turn: Any, act: Any, book: Recording, settings: Any
) -> None:
    known = dict.fromkeys(
        ("site_address", "site_access", "site_hours", "site_phone", "site_email", "site_web"),
        "connu",
    )
    turns = partial(make_turn, settings=settings.copy(update=known))
    here = [(intent, "", {}) for intent in ("ask_place", "ask_human", "greet")]
    here.append(("ask_human", "", {"value": "plain"}))
    assert list(problems({"nothing": Notebook()}, here, turns, act, book)) == []


def test_class_mode_is_told_with_and_without_an_address(
    make_turn: Any, act: Any, book: Recording, settings: Any
) -> None:
    public = partial(make_turn, settings=settings.copy(update={"site_url": "https://example.be"}))
    for turns in (public, partial(make_turn, channel="telegram")):
        here = [("class_mode", "", {}), ("class_mode", "mode classe", {})]
        assert list(problems({"nothing": Notebook()}, here, turns, act, book)) == []


def test_a_place_with_and_without_programmes_of_once_says_so(
    library: Any, make_turn: Any, act: Any, book: Recording
) -> None:
    base = library.base
    none = replace(library, base=KnowledgeBase(base.sources.values(), base.questions.values()))
    here: list[Said] = [("for_someone_else", "", {"value": "programmes"})]
    for turns in (make_turn, partial(make_turn, library=none)):
        assert list(problems({"nothing": Notebook()}, here, turns, act, book)) == []


def test_the_place_is_told_as_it_is_confirmed_and_closed(
    make_turn: Any, act: Any, book: Recording, settings: Any
) -> None:
    def closed(*told: Any, **known: Any) -> Any:
        turn = make_turn(*told, **known)
        day = turn.now.date()
        days = {"first": day, "last": day, "reason": "inventaire"}
        turn.unit.execute(closures.insert().values(days))
        return turn

    confirmed = settings.copy(update={"site_confirmed": NOW.date()})
    here: list[Said] = [("ask_place", "", {}), ("ask_prospects", "", {"occupation": "macon"})]
    for turns in (closed, partial(make_turn, settings=confirmed)):
        assert list(problems({"nothing": Notebook()}, here, turns, act, book)) == []


def test_every_question_that_a_button_asks_is_in_the_base(library: Any) -> None:
    buttons = [parse_payload(text.replace("{intent}", "greet")) for text in PAYLOADS]
    asked = {values.get("question", "{") for _, values in buttons}
    ids = {each for each in asked if "{" not in each}
    assert ids
    assert ids - set(library.base.questions) - set(library.base.services) == set()


def test_what_importers_bring_is_told(
    library: Any, make_turn: Any, act: Any, book: Recording
) -> None:
    here = add_imported_entries(
        library,
        SHEET,
        event("un", "2026-12-01", "2026-12-02"),
        shortage("macon", 2026),
        shortage("macon", 2026, "permis de travail"),
        shortage("couvreur", 2026, "permis de travail", "Bruxelles"),
    )
    turns = partial(make_turn, library=here)
    told: list[Said] = [
        ("ask_occupation", "dompteur", {"sheet": SHEET.id}),
        ("ask_events", "", {}),
        ("ask_events", "", {"event": ["un"]}),
        ("ask_events", "", {"event": ["over"]}),
        ("ask_question", "", {"question": "cdm-protech"}),
        ("ask_question", "", {"question": "partenaire-forem"}),
        ("ask_question", "", {"question": "partenaire-amo"}),
        ("ask_prospects", "", {"occupation": "macon"}),
        ("ask_prospects", "", {"occupation": "notaire"}),
        ("search_trainings", "en un mois à Huy en soirée", {}),
        ("ask_question", "c koi le siep", {}),
        ("search_trainings", "des formations à Verviers en coiffure", {}),
        ("search_trainings", "et en alternance ?", {"occupation": "boulanger-patissier"}),
        ("ask_field", "les métiers de la santé", {}),
    ]
    assert list(problems({"nothing": Notebook()}, told, turns, act, book)) == []


def test_two_are_compared_on_every_aspect(
    library: Any, make_turn: Any, act: Any, book: Recording
) -> None:
    base = library.base
    paid, ranged = (
        next(w.occupation for w in base.wages.values() if bool(w.high) is high)
        for high in (False, True)
    )
    taught = [o for o in base.occupations if base.list_trainings_for(o)][:2]
    untaught = next(o for o in base.occupations if not base.list_trainings_for(o))
    pairs = [[paid, ranged], [*taught], [taught[0], untaught], ["medecin", "infirmier"]]
    said: list[Said] = [
        ("ask_difference", text, {"occupations": pair, "aspect": aspect})
        for pair in pairs
        for aspect in LINES_BY_ASPECT
        for text in ("des nuits", "à Arlon")
    ]
    listed = add_imported_entries(library, shortage(paid, 2026))
    for here in (library, listed):
        turns = partial(make_turn, library=here)
        assert list(problems({"nothing": Notebook()}, said, turns, act, book)) == []


def test_how_old_an_answer_is_is_told(
    library: Any, make_turn: Any, act: Any, book: Recording
) -> None:
    """Of this year, of an earlier one, of a page without a date; and what is over."""
    older = add_imported_entries(
        library,
        *make_dated_answer("de-2024", published="2024-05-02"),
        *make_dated_answer("de-cette-annee", covers="2026-2027"),
        *make_dated_answer("sans-date"),
        *make_dated_answer("finie", valid_until="2026-01-31"),
    )
    said: list[Said] = [
        ("ask_question", "", {"question": name})
        for name in ("de-2024", "de-cette-annee", "sans-date", "finie")
    ]
    turns = partial(make_turn, library=older)
    assert list(problems({"nothing": Notebook()}, said, turns, act, book)) == []


def test_what_a_study_has_is_told(library: Any, make_turn: Any, act: Any, book: Recording) -> None:
    """A training by its id, several, one of a university, a whole school; what is not known."""
    one = next(t.id for t in library.base.trainings.values() if t.length and t.schedule)
    studies = (one, "le droit", "géologie à l'unif", "Saint-Luc")
    said: list[Said] = [
        ("ask_aspect", WORDS, {"study": study, "aspect": aspect})
        for study in studies
        for aspect in (*LINES_OF_STUDIES, "description")
    ]
    said.append(("ask_aspect", "et le master ?", {"study": "géologie", "aspect": "length"}))
    said.append(("search_trainings", "en 1 mois", {"study": "le droit"}))
    assert list(problems({"nothing": Notebook()}, said, make_turn, act, book)) == []


def test_a_lead_says_what_it_rests_on(
    library: Any, make_turn: Any, act: Any, book: Recording
) -> None:
    """Two things that were said, a skill alone, a wish alone; what joins two tastes, or nothing."""
    catalogue, near = make_turn().catalogue, (("coach-sportif", 0.9),)
    able, keen, twice = Notebook(), Notebook(), Notebook()
    able.add_experience("garder des enfants", [1], NOW)
    able.confirm_skill(1)
    keen.wish("outdoors", wishes.KEEN, NOW)
    for words in ("le sport", "bouger"):
        twice.add_dream(words, [], NOW, near)
    asked_of = catalogue.skills[1].qualities
    skilled = next(o.id for o in catalogue.occupations if not asked_of.isdisjoint(o.qualities))
    row = catalogue.contexts[:, wishes.TRADE_WISHES.index("outdoors")].argmax()
    outdoors = catalogue.occupations[row].id
    for notebook, each in ((able, skilled), (keen, outdoors), (twice, "coach-sportif")):
        why: list[Said] = [("ask_why", "", {"occupation": each})]
        assert list(problems({"told": notebook}, why, make_turn, act, book)) == []
    for first, other in (("le sport", "soigner les gens malades"), ("les volcans", "la boxe")):
        tastes = Notebook()
        tastes.add_dream(first, [], NOW, near)
        tastes.add_dream(other, [], NOW + dt.timedelta(minutes=1), (("coiffeur", 0.9),))
        joined: list[Said] = [("ask_leads", "un métier qui mélange les deux ?", {})]
        assert list(problems({"tastes": tastes}, joined, make_turn, act, book)) == []


def test_what_is_like_a_profession_is_told(
    library: Any, make_turn: Any, act: Any, book: Recording
) -> None:
    """Like the one spoken about where nothing was told; with something that none near it has."""
    spoken = partial(make_turn, salience=Salience((Referent(OCCUPATION, "libraire"),)))
    leads: list[Said] = [("ask_leads", "", {})]
    assert list(problems({"nothing": Notebook()}, leads, spoken, act, book)) == []
    asked: list[Said] = [
        ("ask_more_like_this", "pareil mais dehors et la nuit", {"occupation": "libraire"})
    ]
    assert list(problems({"nothing": Notebook()}, asked, make_turn, act, book)) == []


CHECKS = ("c'est ça ?", "jusqu'en décembre ?", "avant 16 ans ?", "en janvier ?")


def test_what_is_taken_up_is_told(library: Any, make_turn: Any, act: Any, book: Recording) -> None:
    """Each kind beside nothing and beside a profession; what is said of the talk itself."""
    trade, entry = sample(library)[0], "inscription-30-septembre"
    told: list[Said] = [
        ("note_facts", WORDS, {"facts": [], "heard": each}) for each in EXPERIENCE_KINDS
    ]
    told += [("complain", WORDS, {"value": each}) for each in ("questions", "answers")]
    told += [("resume", WORDS, {"value": "back", "occupation": trade})]
    told += [("resume", WORDS, {"value": "back", "question": entry})]
    told += [("ask_again", text, {"value": "check"}) for text in CHECKS]
    told += [("ask_again", WORDS, {"value": "no_list"}), ("nlu_fallback", "zblorg", {})]
    told += [("small_talk", WORDS, {"value": "joke"})]
    told = [(name.replace("nlu_", ""), text, values) for name, text, values in told]
    nothing, spoken = Salience(), Salience((Referent(OCCUPATION, trade),))
    dateless = "peur-d-echouer"
    for subject, answered in ((nothing, entry), (spoken, entry), (nothing, dateless)):
        turns = partial(make_turn, salience=replace(subject, told=answered))
        assert list(problems({"nothing": Notebook()}, told, turns, act, book)) == []


def test_where_an_answer_comes_from_is_told(
    library: Any, make_turn: Any, act: Any, book: Recording
) -> None:
    """Of one that has a source, and of one that has none."""
    trainings = library.base.trainings.values()
    asked: list[Said] = [("ask_again", "source ?", {"value": "source"})]
    for sourced in (True, False):
        entry = next(t.id for t in trainings if bool(t.sources) is sourced)
        turns = partial(make_turn, salience=Salience(told=entry))
        assert list(problems({"nothing": Notebook()}, asked, turns, act, book)) == []


def test_a_choice_beside_others_is_told(
    library: Any, make_turn: Any, act: Any, book: Recording
) -> None:
    """What a talk about two remembers: the pair, that both were weighed, that more is to come."""
    ids = sample(library)
    pair = Salience().beside([Referent(OCCUPATION, each) for each in ids[:2]])
    weighed, here = pair.answered("tip"), {"nothing": Notebook()}
    told: list[Said] = [
        ("choose", "", {"value": "recall"}),
        ("refuse_lead", "non merci, trop loin", {"occupation": ids[0]}),
        ("make_plan", "", {"value": "both"}),
    ]
    for salience, said in ((pair, told), (weighed, [("compare", "", {"value": "tip"})])):
        turns = partial(make_turn, salience=salience)
        assert list(problems(here, said, turns, act, book)) == []
    more = partial(make_turn, more_to_come=True)
    chosen: list[Said] = [("choose", "", {"occupation": ids[0]})]
    assert list(problems(here, chosen, more, act, book)) == []
    hedged: list[Said] = [("choose", "peut-être ça", {"occupation": ids[0]})]
    assert list(problems(here, hedged, make_turn, act, book)) == []
    waits = {"waits": Notebook(question=Question("choice", (ids[0], "")))}
    assert list(problems(waits, [("affirm", "", {}), ("deny", "", {})], make_turn, act, book)) == []


def test_codes_are_told(
    library: Any, blank_turn: Any, make_turn: Any, act: Any, book: Recording
) -> None:
    """A notebook taken up by its code: found, replacing one, one's own, unknown, too many."""
    unit, now, key = blank_turn.unit, blank_turn.now, blank_turn.key
    stages = NotebookStages(sample(library)).all
    codes = {}
    for person in ("b" * 64, blank_turn.person):
        notebook_repository.save_notebook(unit, person, key, stages["planned"].to_json(), now)
        codes[person] = hash_code(str(notebook_repository.find_code(unit, person, key)), key)
    kept = {name: stages[name] for name in ("nothing", "kept")}
    for code in (*codes.values(), *["f" * 64] * (code_attempts.MAX_WRONG_CODES_PER_HOUR + 1)):
        told: list[Said] = [("resume_code", "voici [code]", {})]
        assert list(problems(kept, told, partial(make_turn, code=code), act, book)) == []
    agreed = {"agreed": Notebook(question=Question("resume_code", (codes["b" * 64],)))}
    assert list(problems(agreed, [("resume", "", {})], make_turn, act, book)) == []
    assert list(problems(agreed, [("affirm", "oui", {})], make_turn, act, book)) == []
    assert list(problems(agreed, [("affirm", "oui", {})], make_turn, act, book)) == []


def test_appointments_are_told(
    blank_turn: Any, make_turn: Any, act: Any, book: Recording, settings: Any
) -> None:
    """Asked for, held, made, moved, given back; every reason why a time cannot be had."""
    known = dict.fromkeys(("site_address", "site_hours", "site_phone", "site_video"), "connu")
    far = settings.copy(update={**known, "booking_horizon": 60})
    turns = partial(make_turn, settings=far)
    unit, now = blank_turn.unit, blank_turn.now

    def walk(stages: dict[str, Notebook], said: list[Said], turns: Any = turns) -> None:
        assert list(problems(stages, said, turns, act, book)) == []

    nothing = {"nothing": Notebook()}
    walk(nothing, [("ask_appointment", "un rdv", {})])
    staff.add_receiving_counsellor(unit, now)
    for one_known in ("site_address", "site_hours"):
        some = settings.copy(update={one_known: "connu", "booking_horizon": 60})
        walk(nothing, [("ask_appointment", "un rdv", {})], partial(make_turn, settings=some))
    staff.close(unit, dt.date(2026, 12, 14), dt.date(2026, 12, 16))
    every = {about: staff.asking(about) for about in ("kind", "way", "when", "sure")}
    every["sure"] = staff.asking("sure", when=staff.at(staff.FRIDAY, "09:00").isoformat())
    at, one = {"start": "2026-11-27T10:00:00+01:00"}, staff.booked(turns(), "09:00", "x" * 64)
    texts: list[Said] = [("ask_appointment", text, {}) for text in (*staff.TIMES, "rdv", "court")]
    said: list[Said] = [(intent, "", {}) for intent in ("affirm", "deny", "skip", "resume")]
    for value in staff.PRESSED:
        carried = {"value": value, "kind": "short", "way": "on_site", **at}
        said.append(("ask_appointment", "", {**carried, "appointment": str(one.id)}))
        said.append(("ask_appointment", "", {**carried, "appointment": "0"}))
    walk({**every, **nothing}, [*texts, *said])
    walk(every, [("tell_interest", "jsp", {})], partial(turns, is_answer=True))
    walk(nothing, [("ask_appointment", "", {"value": "code"})], partial(turns, code="f" * 64))
    for _ in range(2):  # the second time nothing is held any more
        walk({"sure": every["sure"]}, [("affirm", "", {})])
    walk({"a visit": staff.asking("when", kind="class_visit")}, texts)
    base = blank_turn.library.base.questions.values()
    practical = [each.id for each in base if each.topic == "rendez-vous"]
    walk(nothing, [("ask_question", "", {"question": each}) for each in practical])
    for way in ("on_site", "telephone", "video"):
        mine = staff.booked(turns(), "11:00", blank_turn.person, way)
        number = {"appointment": str(mine.id)}
        walk(
            nothing,
            [("ask_appointment", "mon rdv", {}), ("ask_appointment", "annuler mon rdv", {})],
        )
        walk(nothing, [("ask_appointment", "", {"value": "move", **number})])
        for time in ("11:00", "11:15", "09:00"):
            when = staff.at(staff.FRIDAY, time).isoformat()
            moving = staff.asking("sure", way=way, move=mine.id, when=when)
            walk({"moving": moving}, [("resume", "", {}), ("deny", "", {}), ("affirm", "", {})])
        over = Notebook(question=Question("rating", (str(mine.id),), "appointment"))
        walk({"over": over}, [("rate", "", {"value": "3"}), ("rate", "", {"value": "3", **number})])
        asked = {"contact": Notebook(question=Question("booking_made", (str(mine.id),), "contact"))}
        words: list[Said] = [
            ("tell_interest", "je sais plus", {}),
            ("affirm", "", {}),
            ("deny", "", {}),
        ]
        walk(asked, words, partial(turns, is_answer=True))
        appointment_contacts.open_contact_request(unit, mine.id, now + dt.timedelta(hours=1))
        appointment_repository.store_requested_contact(unit, blank_turn.person, "scellé", now)
        left: list[Said] = [("tell_interest", "c'est [e-mail]", {}), ("deny", "", {})]
        walk(asked, left, partial(turns, is_answer=True))
        later = partial(turns, now=mine.start + dt.timedelta(hours=9))
        walk(nothing, [("ask_appointment", "", {"value": "cancel", **number})], later)
        walk({"moving": moving}, [("affirm", "", {})], later)
        sure = {"sure": Notebook(question=Question("booking_made", (str(mine.id),), "cancel"))}
        walk(
            sure,
            [
                ("tell_interest", "euh", {}),
                ("deny", "", {}),
                ("affirm", "", {}),
                ("affirm", "", {}),
            ],
        )
        walk(nothing, [("ask_appointment", "", {"value": "move", **number})])
        walk({"moving": moving}, [("affirm", "", {})])
    last = staff.booked(turns(), "05:00", blank_turn.person)
    walk(nothing, [("ask_appointment", "mon rdv", {})], make_turn)  # where, nobody knows
    for _ in range(code_attempts.MAX_WRONG_CODES_PER_HOUR + 1):
        walk(nothing, [("ask_appointment", "", {"value": "code"})], partial(turns, code="f" * 64))
    for duty in ("off", "on"):  # a class finds nothing, where others do
        unit.execute(counsellors.update().values(weekly=staff.weekly("14:00"), duty=duty))
        walk({"a visit": staff.asking("when", kind="class_visit")}, [("resume", "", {})])
    unit.execute(counsellors.update().values(duty="off"))
    staff.close(unit, now.date(), dt.date(2028, 1, 1))
    moved = staff.asking("when", move=last.id)
    walk({**every, "moved": moved}, [*texts, ("resume", "", {})])


def test_enough_appointments_are_told(
    blank_turn: Any, make_turn: Any, act: Any, book: Recording
) -> None:
    """A class visit that is asked for, and another; then a third appointment."""
    unit, who = blank_turn.unit, blank_turn.person
    staff.add_receiving_counsellor(unit, blank_turn.now)

    def walk(*said: Said, notebook: Optional[Notebook] = None) -> None:
        stages = {"one": notebook or Notebook()}
        assert list(problems(stages, list(said), make_turn, act, book)) == []

    def walk_refused(*said: Said) -> None:
        for duty in ("off", "on"):
            unit.execute(counsellors.update().values(duty=duty))
            walk(*said)

    when = staff.at(staff.FRIDAY, "13:00").isoformat()
    visit = {"kind": "class_visit", "way": "on_site", "start": when}
    asking = staff.asking("when", kind="class_visit")
    walk(("ask_appointment", "", {"value": "hold", **visit}), notebook=asking)
    sure = staff.asking("sure", kind="class_visit", when=when)
    walk(("ask_appointment", "", {"value": "confirm", "start": when}), notebook=sure)
    walk(("ask_appointment", "mon rdv", {}))
    walk_refused(("ask_appointment", "", {"value": "kind", "kind": "class_visit"}))
    staff.booked(make_turn(), "09:00", who)
    walk_refused(("ask_appointment", "", {"value": "new"}))
    told = {"asked", "awaits", "enough", "enough_but_now", "visit", "visit_but_now"}
    assert {f"utter_booking_{name}" for name in told} <= book.filled


def test_waiting_for_a_freed_time_is_told(
    blank_turn: Any, make_turn: Any, act: Any, book: Recording
) -> None:
    """Joined on each channel, full, left; an offer that is said again, refused, taken, gone."""
    unit, now = blank_turn.unit, blank_turn.now
    staff.add_receiving_counsellor(unit, now)
    unit.execute(appointment_kinds.update().values(description="Pour y voir clair."))

    def walk(*said: Said, notebook: Optional[Notebook] = None, turns: Any = make_turn) -> None:
        stages = {"one": notebook or Notebook()}
        assert list(problems(stages, list(said), turns, act, book)) == []

    walk(("ask_appointment", "un rdv", {}))
    wish = {"value": "wait", "kind": "short", "way": "on_site", "start": "2026-11-26/2026-12-26"}
    walk(("ask_appointment", "", wish))  # something is free
    staff.close(unit, now.date(), dt.date(2028, 1, 1))
    for way in ("on_site", "telephone", "video"):
        walk(("ask_appointment", "", {**wish, "way": way}))
    leave = ("ask_appointment", "", {"value": "stop_waiting"})
    walk(leave, leave, ("ask_appointment", "", {**wish, "start": "demain"}))
    walk(("ask_appointment", "", wish), turns=partial(make_turn, channel="messenger"))
    unit.execute(closures.delete())
    place = load_venue(unit, BookingPolicy.from_settings(blank_turn.settings))
    for answer in ("deny", "skip", "affirm"):
        (entry,) = waiting_repository.list_entries_of(unit, blank_turn.conversation)
        ((_, slot),) = waiting_list.list_fits(unit, place, [entry], now)
        asker = Requester(blank_turn.person, "web", answer)
        hour = dt.timedelta(hours=1)
        held = waiting_list.offer(unit, place, entry, slot, asker, hour, now)
        offered = Notebook(question=waiting_facts.offer_question(held))
        walk(("resume", "", {}), notebook=offered)
        walk((answer, "", {}), notebook=offered)
        walk(("resume", "", {}), notebook=offered)
        number = {"appointment": str(held.id)}
        for value in ("take", "refuse"):
            walk(("ask_appointment", "", {"value": value, **number}))
    told = {"joined", "reach_window", "enough", "offer", "refused", "gone", "left", "none"}
    assert {f"utter_waiting_{name}" for name in told} <= book.filled


def test_a_visit_and_the_days_of_opening_are_told(
    blank_turn: Any, make_turn: Any, act: Any, book: Recording, settings: Any
) -> None:
    """A visit of a number of pupils, held and asked for; days open, closed, and several."""
    unit = blank_turn.unit
    staff.add_receiving_counsellor(unit, blank_turn.now)
    open_weekdays = settings.copy(update={"open_hours": "lu-ve 09:00-17:00"})
    rendered = partial(make_turn, sentence=lambda name, **told: book.fill(name, told, "")["text"])
    turns = partial(rendered, settings=open_weekdays)

    def walk(*said: Said, notebook: Optional[Notebook] = None) -> None:
        stages = {"one": notebook or Notebook()}
        assert list(problems(stages, list(said), turns, act, book)) == []

    walk(("ask_visit", "une visite pour 24 élèves vendredi 13h", {}))
    when = staff.at(staff.FRIDAY, "13:00").isoformat()
    sure = staff.asking("sure", kind="class_visit", when=when, pupils=24)
    walk(("affirm", "", {}), notebook=sure)
    staff.close(unit, dt.date(2026, 12, 24), dt.date(2027, 1, 1))
    for text in ("ouvert samedi ?", "ouvert vendredi ?", "ouvert pendant les vacances de Noël ?"):
        walk(("ask_place", text, {}))


def test_a_human_is_asked_for_and_told(
    blank_turn: Any, make_turn: Any, act: Any, book: Recording
) -> None:
    """Nobody there, the summary shown and changed, the queue, and whether it helped."""
    turns = partial(make_turn, sentence=lambda name, **facts: book.fill(name, facts, "")["text"])
    unit, now = blank_turn.unit, blank_turn.now

    def walk(stages: dict[str, Notebook], said: list[Said], turns: Any = turns) -> None:
        assert list(problems(stages, said, turns, act, book)) == []

    pressed: list[Said] = [
        ("ask_human", "", {"value": value})
        for value in ("", "plain", "preview", "write", "avoid", "take_out", "rate", "leave")
    ]
    nothing = {"nothing": Notebook()}
    walk(nothing, pressed)
    counsellor = staff.add_receiving_counsellor(unit, now)
    walk(nothing, pressed[:1])
    mine = counsellors.c.id == counsellor
    weekly = unit.execute(sa.select(counsellors.c.weekly).where(mine)).scalar()
    unit.execute(counsellors.update().where(mine).values(duty="on", weekly={}))
    walk(nothing, [("ask_appointment", "un rdv", {})])
    unit.execute(counsellors.update().where(mine).values(weekly=weekly))
    every = {about: staff.handing(about) for about in ("wish", "avoid", "write", "preview")}
    every["empty"] = Notebook(question=Question("handoff", ("", "", "", ""), "preview"))
    own = staff.booked(turns(), "09:00", blank_turn.person)
    for name, wish in (("for an appointment", "le CEFA"), ("an empty one", "")):
        draft = (wish, "", "", "", str(own.id))
        every[name] = Notebook(question=Question("handoff", draft, "preview"))
    out: Said = ("ask_human", "", {"value": "take_out", "item": "words"})
    walk(every, [*pressed, out, ("deny", "", {}), ("resume", "", {})])
    gone = Notebook(question=Question("handoff", ("le CEFA", "", "", "", "0"), "preview"))
    walk({"booked": every["for an appointment"], "gone": gone}, [("affirm", "", {})])
    words = [("tell_interest", text, {}) for text in ("le CEFA", RESIDENCE)]
    walk(every, words, partial(turns, is_answer=True))
    for share in ("summary", "transcript", "none"):
        walk({"preview": every["preview"]}, [("ask_human", "", {"value": share})])
        walk({"nothing": Notebook()}, [("ask_human", "", {"value": "leave"})])
    crowded = SimpleNamespace(beside=lambda *_: MAX_QUEUED_PER_NETWORK)
    none = [("ask_human", "", {"value": "none"})]
    walk({"preview": every["preview"]}, none, partial(turns, networks=crowded))
    walk({"preview": every["preview"]}, none)
    first = conversation_repository.create_conversation(unit, "b" * 64, "web", now)
    for before in range(3):
        other = conversation_repository.create_conversation(unit, f"{before}" * 64, "web", now)
        minutes = dt.timedelta(minutes=before + 1)
        handoff_requests.request_handoff(unit, other, "none", "", "Loutre 12", now - minutes)
        walk({"preview": every["preview"]}, [("ask_human", "", {})])
    alike = []
    for number in range(bursts.MIN_BURST_CALLS):
        other = conversation_repository.create_conversation(
            unit, f"{number}" * 63 + "b", "web", now
        )
        came = {"channel": "web", "kind": "text", "body": "un humain", "received": now}
        row = {"conversation_id": other, "external_id": str(other), "seq": 1, **came}
        unit.execute(inbox.insert().values(row))
        handoff_requests.request_handoff(
            unit, other, "none", "", "Loutre 14", now - dt.timedelta(minutes=9)
        )
        alike.append(other)
    walk({"preview": every["preview"]}, [("ask_human", "", {})])
    for other in alike:
        handoff_endings.leave_handoff(unit, other, now)
    for number in range(queue_wait.MIN_WAITS):
        handoff_requests.request_handoff(
            unit, first, "none", "", "Loutre 13", now - dt.timedelta(hours=1)
        )
        found = handoff_repository.find_open_handoff(unit, first)
        handoff_claims.claim_handoff(
            unit, found.id, counsellor, now - dt.timedelta(minutes=50 - number)
        )
        handoff_endings.close_handoff(unit, found.id, counsellor, now)
    walk({"nothing": Notebook()}, [("ask_human", "", {})])
    mine = handoff_repository.find_open_handoff(unit, blank_turn.conversation)
    handoff_claims.claim_handoff(unit, mine.id, counsellor, now)
    walk({"nothing": Notebook()}, [("ask_human", "", {}), ("ask_human", "", {"value": "leave"})])
    walk({"nothing": Notebook()}, [("ask_human", "", {"value": "rate"})])
    for kind, values in (("rating", (str(mine.id),)), ("rating_words", ("4", str(mine.id)))):
        asked = {"asked": Notebook(question=Question(kind, values, "handoff"))}
        walk(asked, [(each, "", {"value": "4"}) for each in ("rate", "skip", "deny", "affirm")])


def test_questions_left_for_the_team_are_told(
    blank_turn: Any, make_turn: Any, act: Any, book: Recording
) -> None:
    """Left, changed, taken back, refused, late, answered and rated, on each kind of channel."""
    unit, now, conversation = blank_turn.unit, blank_turn.now, blank_turn.conversation
    counsellor = staff.add_receiving_counsellor(unit, now)
    nothing = {"nothing": Notebook()}
    asked = {"asked": Notebook(question=Question("deferred_question"))}

    def walk(said: list[Said], stages: dict[str, Notebook] = nothing, **changes: Any) -> None:
        assert list(problems(stages, said, partial(make_turn, **changes), act, book)) == []

    def last() -> str:
        found = deferred_question_repository.list_waiting(unit, conversation)
        return str(found[-1].id)

    status: list[Said] = [("defer_question", "", {"value": "status"})]
    walk([("defer_question", "", {}), *status])
    typed: list[Said] = [
        ("tell_interest", text, {}) for text in (RESIDENCE, "…", "mot " * 200, "je veux mourir")
    ]
    walk([*typed, ("deny", "non", {}), ("resume", "", {})], asked, is_answer=True)
    for channel in ("web", "telegram", "messenger"):
        walk([("defer_question", "", {"words": f"quel bus pour {channel} ?"})], channel=channel)
    walk([("defer_question", "", {"words": "et le train ?"}), *status])
    walk([("defer_question", "demandez à l'équipe", {"words": "et le bateau ?"})])
    for value in ("other", "nothing", "change", "take_back", "helped", "not_helped"):
        walk([("defer_question", "", {"value": value, "item": item}) for item in (last(), "0")])
    number = last()
    changing = {"changing": Notebook(question=Question("deferred_question", (number,)))}
    late = now + dt.timedelta(days=9)
    walk([("tell_interest", "quel tram ?", {})], changing, is_answer=True, now=late)
    deferred_answers.answer_question(unit, int(number), counsellor, "Le tram 1.", now)
    taken: list[Said] = [("defer_question", "", {"value": "take_back", "item": number})]
    walk(taken)
    deferred_question_repository.mark_delivered(unit, int(number), now)
    _give_answers_elsewhere(blank_turn, walk, counsellor, int(last()))


def _give_answers_elsewhere(blank_turn: Any, walk: Any, counsellor: int, number: int) -> None:
    """A professional's answer and a refusal, said where the notebook was taken up."""
    unit, now, key = blank_turn.unit, blank_turn.now, blank_turn.key
    token = deferred_answers.invite_professional(unit, number, counsellor, key, now)
    deferred_answers.store_professional_draft(unit, token, key, "Le tram 2.", now)
    deferred_answers.accept_draft(unit, number, counsellor, "Le tram 2.", now)
    person, other = blank_turn.person, "c" * 64
    there = conversation_repository.create_conversation(unit, other, "web", now)
    days = WorkingDays()
    declined = question_submission.leave_question(
        unit, blank_turn.conversation, "le vélo ?", "", days, now
    ).id
    deferred_answers.decline_question(unit, declined, counsellor, "Ça dépend.", now)
    question_submission.move_to_conversation(unit, person, there)
    notebook_repository.save_notebook(unit, person, key, Notebook().to_json(), now)
    code = hash_code(str(notebook_repository.find_code(unit, person, key)), key)
    agreed = {"agreed": Notebook(question=Question("resume_code", (code,)))}
    walk([("affirm", "oui", {})], agreed, person=other, conversation=there)


def test_whether_an_alert_may_be_read_is_told(
    blank_turn: Any, make_turn: Any, act: Any, book: Recording
) -> None:
    """No alert, one that may be read, taken back, read before that, and nobody on duty any more."""
    unit, now, conversation = blank_turn.unit, blank_turn.now, blank_turn.conversation

    def walk(*values: str) -> None:
        said: list[Said] = [("ask_human", "", {"value": value}) for value in values]
        assert list(problems({"nothing": Notebook()}, said, make_turn, act, book)) == []

    walk("let_read", "keep_back")
    counsellor = staff.add_receiving_counsellor(unit, now, duty="on")
    staff_alerts.raise_alert(unit, conversation, 1, now)
    walk("let_read", "keep_back", "let_read")
    alert_consent.read_alert_messages(
        unit, alert_repository.find_newest_alert(unit, conversation).id, counsellor
    )
    walk("keep_back")
    unit.execute(counsellors.update().values(duty="off"))
    walk("let_read")


def test_a_request_in_danger_is_told(
    blank_turn: Any, make_turn: Any, act: Any, book: Recording
) -> None:
    """Nobody on duty, somebody who reads nothing, and somebody who may read."""
    unit, now, conversation = blank_turn.unit, blank_turn.now, blank_turn.conversation
    came = {"channel": "web", "kind": "text", "body": "je veux mourir", "received": now}
    signal = {"signal": "danger", "topic": "suicide", "matter": "suicide"}
    row = {"conversation_id": conversation, "external_id": "danger", "seq": 1, **came, **signal}
    unit.execute(inbox.insert().values(row))

    def walk(*values: str) -> None:
        said: list[Said] = [("ask_human", "", {"value": value}) for value in values]
        assert list(problems({"nothing": Notebook()}, said, make_turn, act, book)) == []

    walk("now")
    staff.add_receiving_counsellor(unit, now, duty="on")
    staff_alerts.raise_alert(unit, conversation, 1, now)
    walk("now", "let_read", "now", "leave")


def test_what_was_done_is_told_and_not_always_read(
    library: Any, make_turn: Any, act: Any, book: Recording
) -> None:
    stages = {"did": NotebookStages(sample(library)).all["did home"]}
    told: list[Said] = [
        ("tell_interest", text, {})
        for text in ("je gardais mes petits frères", "il pleuvait", "je soignais ma mère malade")
    ]
    turns = partial(make_turn, is_answer=True)
    assert list(problems(stages, told, turns, act, book)) == []


def test_the_walk_went_through_every_sentence_of_the_actions(
    library: Any, make_turn: Any, act: Any, book: Recording, monkeypatch: Any
) -> None:
    """A sentence that no stage says is one whose places nobody checked. Runs after the walks."""
    if "utter_plan" not in book.filled:
        pytest.skip("the walks above were left out of this run")
    first = make_turn("bonjour", first=True, channel="telegram")
    for reply in replies(act(first, "action_greet"), {}, book):
        check(reply)
    back = make_turn("rebonjour", seq=9)
    for reply in replies(act(back, "action_greet"), {}, book):
        check(reply)
    begun = make_turn("slt", seq=2)
    for reply in replies(act(begun, "action_greet"), {}, book):
        check(reply)
    unsure = make_turn("zblorg")
    unsure.alternatives = [
        {"intent": "ask_aspect", "occupation": sample(library)[0], "aspect": aspect}
        for aspect in ("length", "level")
    ]
    for reply in replies(act(unsure, "action_fallback", {}, {"misses": 0}), {}, book):
        check(reply)
    private = make_turn("une hernie, voilà")
    for reply in replies(act(private, "action_fallback", {}, {"misses": 0}), {}, book):
        check(reply)
    fallback = make_turn("zblorg", ranking=RANKING)
    for misses in (0, 1):
        for reply in replies(act(fallback, "action_fallback", {}, {"misses": misses}), {}, book):
            check(reply)
    spoken = Salience((Referent(OCCUPATION, sample(library)[0]),))
    for text in ("récap", "mon carnet"):  # in short, and as it is kept
        talked = make_turn(text, salience=spoken)
        for reply in replies(act(talked, "action_show_notebook"), {}, book):
            check(reply)
    changed = make_turn("en fait les grues ça passe")
    changed.notebook.refuse("pas les grues", changed.now)
    taken = {"facts": [{"kind": "like", "words": changed.text, "other": False}]}
    for reply in replies(act(changed, "action_note_facts", taken), {}, book):
        check(reply)
    told = library.base.questions["contester-conseil-de-classe"]
    for asked in (
        "on peut consulter les épreuves ?",
        "et mon frère, il garde sa place à la cantine ?",
    ):
        again = make_turn(asked)
        monkeypatch.setattr("actions.questions.fetch_last_reply_texts", lambda *_: [told.short])
        for reply in replies(act(again, "action_ask_question", {"question": told.id}), {}, book):
            check(reply)
    liked = make_turn("des pistes")
    liked.notebook.like("boulanger-patissier", liked.now)
    for reply in replies(act(liked, "action_ask_leads"), {}, book):
        check(reply)
    between = make_turn("pourquoi celui-là ?")
    monkeypatch.setattr(
        "actions.similar_occupations.find_surrounding_pair",
        lambda *_: [library.base.occupations[each] for each in sample(library)[:2]],
    )
    why = {"occupation": sample(library)[2]}
    for reply in replies(act(between, "action_ask_why", why), {}, book):
        check(reply)
    for said in range(3):
        insulted = make_turn("ta gueule")
        for reply in replies(act(insulted, "action_insult", {}, {"limits": said}), {}, book):
            check(reply)
    named = {name for path in list_python_files("actions") for name in find_named_responses(path)}
    left = sorted(named - book.filled - ELSEWHERE - NEVER)
    assert left == [], "\n".join(left)
