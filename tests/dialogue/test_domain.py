"""The domain is tested like code: nothing unused, nothing missing, nothing that VOICE forbids.

That every place gets filled is `test_domain_walk.py`.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from actions import acknowledgements, recap
from actions.studies import FIELD_BY_ASPECT
from bot.booking import booking_errors
from bot.booking.appointment_kinds import MODES
from bot.care import abusive_messages, reply_kinds
from bot.choice_payloads import PAYLOADS_BY_INTENT, ChoicePayload, NoteConsent, StartSkills
from bot.deferred_questions.deferred_question_errors import (
    AlreadyAnswered,
    EmptyQuestion,
    NeverWritten,
    QuestionTooLong,
    UnknownQuestion,
)
from bot.deferred_questions.deferred_question_repository import COUNSELLOR, PROFESSIONAL
from bot.dialogue.interpretation.elliptical_questions import STUDY_ASPECTS, STUDY_RULE_ASPECTS
from bot.dialogue.interpretation.question_labels import OCCUPATION_INTENT_BY_LABEL
from bot.dialogue.reading.labels import ASPECTS, FRENCH, LANGUAGES
from bot.guidance import dream_prompts
from bot.handoff import counsellor_summary
from bot.matching import skill_questions
from bot.messages import parse_payload
from bot.messaging.care_replies import OPEN_SENTENCE_COUNT
from bot.messaging.slash_commands import COMMAND_INTENTS
from bot.notebook import fact_topics
from bot.notebook.notebook_entries import (
    FACT_KINDS,
    OBSTACLE_KEYS,
    PHASES,
    PLAN_KEYS,
    TRIAL_CHANGES,
)
from bot.notebook.questionnaire_items import CRITERIA, ITEMS, RIASEC_LETTERS
from bot.notebook.wishes import TRADE_WISHES, VALUES, WISHES
from bot.presentation import result_charts
from bot.presentation.booking_facts import refusal_response
from bot.settings import PROJECT_ROOT
from knowledge import access_conditions
from tests.support.domain_contents import (
    DOMAIN,
    ENTITIES,
    INTENTS,
    PAYLOADS,
    RESPONSES,
    find_named_responses,
    list_python_files,
    list_variants,
    read_yaml,
)
from tests.support.error_classes import list_raised_kinds

PLACE = re.compile(r"\{(\w+)\}")


ACTIONS = [a for path in sorted(DOMAIN.glob("*.yml")) for a in read_yaml(path).get("actions", ())]
RULES = [
    rule
    for path in sorted((PROJECT_ROOT / "nlu_data").rglob("rules.yml"))
    for rule in read_yaml(path)["rules"]
]

LIMITS = ("criticism", abusive_messages.INSULT, abusive_messages.SEXUAL)

# Families of responses whose last part is computed, and every value that part can take.
OF_ASPECTS = {*OCCUPATION_INTENT_BY_LABEL, *STUDY_ASPECTS, *STUDY_RULE_ASPECTS, "ask.difference"}
FAMILIES: dict[str, set[str]] = {
    "utter_meaning_": INTENTS,
    "utter_command_": set(COMMAND_INTENTS),
    "utter_item_": {item.id for item in ITEMS},
    "utter_answer_": set("12345"),
    "utter_weight_": set("12345"),
    "utter_flip_answer_": set("12345"),
    "utter_flip_weight_": set("12345"),
    "utter_criterion_": set(CRITERIA),
    "utter_tendency_": set(RIASEC_LETTERS),
    "utter_wish_": {*WISHES, *(f"why_{key}" for key in WISHES), *(f"answer_{n}" for n in "12345")},
    "utter_worry_": {"money", "distance", *(f"answer_{n}" for n in "12345")},
    "utter_wished_": set(TRADE_WISHES),
    "utter_where_": {*PHASES, "read", "said", "kept", "else"},
    "utter_next_": set(PHASES),
    "utter_phase_": set(PHASES),
    "utter_change_": set(TRIAL_CHANGES),
    "utter_tried_": set(TRIAL_CHANGES),
    "utter_obstacle_": {*OBSTACLE_KEYS, *(f"name_{key}" for key in OBSTACLE_KEYS)},
    "utter_value_": set(VALUES),
    "utter_letter_": set(RIASEC_LETTERS),
    "utter_level_": {"short", "secondary", "after", "bachelor", "master"},
    "utter_dream_": {
        *dream_prompts.PROMPTS,
        *(f"{dream_prompts.EASIER_PREFIX}{n}" for n in "123456"),
    },
    "utter_experience_": {
        skill_questions.WHERE,
        skill_questions.MORE,
        *skill_questions.CONTEXTS,
        *skill_questions.EASIER_ABOUTS,
    },
    "utter_regulated_": {"yes", "no", "unknown"},
    "utter_condition_": {*access_conditions.CONDITION_PATTERNS} - {access_conditions.DIPLOMA},
    "utter_aspect_": {"age_unknown", "condition_unknown", "subject_yes", "subject_no"},
    "utter_aspect_hours_": {"yes", "no", "avoided"},
    "utter_path_": {"one_more", "many_more"},
    "utter_question_": {"before", "quoted"},
    "utter_trainings_": {"one", "few", "many"},
    "utter_diploma_": {
        f"{kind}_{asked}"
        for kind in ("open", "depends", "closed")
        for asked in ("without", "needed")
    },
    "utter_pay_": {"figure", "range", "old_figure", "old_range"},
    "utter_line_": set(FACT_KINDS),
    "utter_foreign_": set(LANGUAGES) - {FRENCH},
    "utter_abroad_": set(LANGUAGES) - {FRENCH},
    "utter_meaning_aspect_": {label.partition(".")[2] for label in OF_ASPECTS},
    "utter_out_of_scope_": {"probe", "need", *ASPECTS["off"]},
    "utter_told_": {*fact_topics.TOPIC_KEYS, "licence_held", "diploma_held"},
    "utter_recap_": set(recap.GROUPS),
    "utter_heard_": set(acknowledgements.EXPERIENCE_KINDS),
    "utter_useful_": set(acknowledgements.EXPERIENCE_KINDS)
    - set(acknowledgements.KINDS_WITHOUT_TIP),
    "utter_question_of_": set(acknowledgements.EXPERIENCE_KINDS)
    - set(acknowledgements.KINDS_WITHOUT_QUESTION),
    "utter_why_beside_": {"longer", "shorter", "same"},
    "utter_study_": set(FIELD_BY_ASPECT.values()),
    "utter_training_": set(FIELD_BY_ASPECT.values()),
    "utter_do_": set(PLAN_KEYS),
    "utter_phone": {"", "_unknown"},
    "utter_hours": {"", "_unknown"},
    "utter_address": {"", "_unknown"},
    "utter_way_": {*MODES, *(f"button_{way}" for way in MODES)},
    "utter_help_": set("12345"),
    "utter_sureness_": set("12345"),
    "utter_human_preview": {"", "_empty"},
    "utter_booking_kind": {"", "_described"},
    "utter_booking_preview": {"", "_empty"},
    "utter_booking_nobody": {"", "_but_now"},
    # Why a time cannot be had.
    "utter_": {
        refusal_response(kind).removeprefix("utter_")
        for kind in list_raised_kinds(booking_errors.Unavailable)
    },
    "utter_booking_full": {"", "_but_now", "_kept"},
    "utter_booking_all_full": {"", "_but_now"},
    "utter_booking_dropped": {"", "_but_now"},
    "utter_booking_enough": {"", "_but_now"},
    "utter_booking_visit": {"", "_but_now"},
    "utter_waiting_reach": {"", "_window"},
    "utter_booking_button_": {"move", "cancel"},
    "utter_deferred_by_": {COUNSELLOR, PROFESSIONAL},
    "utter_deferred_": {
        error.code.removeprefix("deferred_")
        for error in (
            AlreadyAnswered,
            EmptyQuestion,
            NeverWritten,
            QuestionTooLong,
            UnknownQuestion,
        )
    },
    "utter_human_ask_": {"wish", "avoid", "write"},
    "utter_summary_": {*counsellor_summary.LINE_KEYS, *counsellor_summary.LABELS},
    "utter_limit_": {f"{kind}{end}" for kind in LIMITS for end in ("", "_again")},
    "utter_care_": {
        *reply_kinds.ANSWERED_KINDS,
        *(f"open_{n + 1}" for n in range(OPEN_SENTENCE_COUNT)),
    },
}
# Answers to distress and refusals of a channel are named in data and in other layers; their own
# tests (tests/care, tests/channels) hold every one of them against the code.
OPEN_FAMILIES = ("utter_distress_", "utter_refused_", "utter_storage_failed", "utter_unforeseen")


NAMED = {
    name for path in list_python_files("actions", "bot") for name in find_named_responses(path)
}


def strings(part: Any) -> Iterator[str]:
    """Every text inside a response that a person reads."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, list):
        for item in part:
            yield from strings(item)
    elif isinstance(part, dict):
        for key, value in part.items():
            if key not in ("payload", "each", "channel", "condition", "url"):
                yield from strings(value)


SHOWN = [(name, text) for name, variant in list_variants() for text in strings(variant)]


# Responses


def test_every_response_is_used() -> None:
    families = {prefix + end for prefix, ends in FAMILIES.items() for end in ends}
    unused = {
        name for name in set(RESPONSES) - NAMED - families if not name.startswith(OPEN_FAMILIES)
    }
    assert unused == set()


def test_every_response_that_code_names_exists() -> None:
    assert NAMED - set(RESPONSES) == set()


@pytest.mark.parametrize("prefix", FAMILIES)
def test_every_computed_response_exists(prefix: str) -> None:
    assert {prefix + end for end in FAMILIES[prefix]} - set(RESPONSES) == set()


def test_no_response_is_written_twice() -> None:
    names = Counter(
        line.split(":")[0].strip()
        for path in DOMAIN.glob("*.yml")
        for line in path.read_text("utf-8").splitlines()
        if re.match(r"  utter_\w+:", line)
    )
    assert [name for name, count in names.items() if count > 1] == []
    assert set(names) == set(RESPONSES)


def test_every_response_says_something() -> None:
    """An empty one is a sentence inside another (« rien à dire »), never a reply of its own."""
    silent = {
        name
        for name, variant in list_variants()
        if not variant.get("text") and not variant.get("custom", {}).get("cards")
    }
    assert silent == {"utter_regulated_no", "utter_about_any"}


def test_a_picture_names_the_letters_as_the_bot_does() -> None:
    for letter, label in result_charts.LETTER_LABELS.items():
        assert RESPONSES[f"utter_letter_{letter}"][0]["text"].startswith(f"{label} ({letter}) : ")
        assert RESPONSES[f"utter_tendency_{letter}"][0]["text"].startswith(f"• {label} : ")


def test_every_picture_has_words_that_replace_it() -> None:
    images = [
        (n, v["custom"]["image"]) for n, v in list_variants() if v.get("custom", {}).get("image")
    ]
    assert images
    assert [name for name, image in images if not image["url"] or len(image["alt"]) < 20] == []


# Buttons


def test_every_button_is_a_meaning_of_the_domain() -> None:
    for text in PAYLOADS:
        intent, values = parse_payload(text.replace("{intent}", "greet"))
        assert intent in INTENTS, text
        assert set(values) <= ENTITIES, text
        assert [each for each in values.values() if not each or not isinstance(each, str)] == []


# What stands for « {value} » in the buttons of an intent, beside its payloads.
LISTED_VALUES = {
    "ask_where": set(PHASES),
    "rate": {str(number) for number in range(6)},
    "start_values": set(VALUES),
    "tell_obstacle": set(OBSTACLE_KEYS),
    "tell_trial": set(TRIAL_CHANGES),
}


@pytest.mark.parametrize("text", [text for text in PAYLOADS if '"value"' in text])
def test_every_value_of_a_button_is_a_known_payload(text: str) -> None:
    intent, values = parse_payload(text.replace("{intent}", "any_intent"))
    known = {*PAYLOADS_BY_INTENT.get(intent, ()), *LISTED_VALUES.get(intent, ())}
    if intent == "any_intent":  # the words to note, or a meaning with all that it carries
        assert values["value"] in (NoteConsent.KEEP, "{value}")
    elif values["value"] == "{value}":
        assert known
    else:
        assert values["value"] in {*known, NoteConsent.KEEP}


def test_every_payload_belongs_to_an_intent_of_the_domain() -> None:
    assert set(PAYLOADS_BY_INTENT) <= INTENTS
    assert set(ChoicePayload.__subclasses__()) == {*PAYLOADS_BY_INTENT.values(), NoteConsent}


@pytest.mark.parametrize("kind", ChoicePayload.__subclasses__())
def test_a_payload_is_stored_as_its_string_and_read_back(kind: type[ChoicePayload]) -> None:
    for payload in kind:
        stored = json.loads(json.dumps({"value": payload}))
        assert stored == {"value": payload.value}
        assert f"{payload}" == str(payload) == payload.value
        assert kind.parse(stored["value"]) is payload
    assert kind.parse("nothing of the kind") is None


def test_what_is_read_of_skills_is_a_payload_of_theirs() -> None:
    assert set(skill_questions.CONTEXTS) == set(StartSkills) - {
        StartSkills.RIGHT,
        StartSkills.WRONG,
    }


def test_every_command_is_a_meaning_of_the_domain() -> None:
    assert set(COMMAND_INTENTS.values()) <= INTENTS


def test_every_button_has_a_label() -> None:
    for name, variant in list_variants():
        for holder in _dicts(variant):
            if "payload" in holder:
                assert holder.get("title"), name


def _dicts(part: Any) -> Iterator[dict[str, Any]]:
    if isinstance(part, dict):
        yield part
        for value in part.values():
            yield from _dicts(value)
    elif isinstance(part, list):
        for item in part:
            yield from _dicts(item)


def test_no_response_offers_the_same_label_twice() -> None:
    for name, variant in list_variants():
        labels = [h["title"] for h in _dicts(variant) if "payload" in h]
        assert len(labels) == len(set(labels)), name


# Intents


@pytest.mark.parametrize("intent", sorted(INTENTS))
def test_every_intent_has_a_rule_an_action_and_words(intent: str) -> None:
    rules = [r for r in RULES if r["steps"][0] == {"intent": intent}]
    assert [r["steps"] for r in rules] == [[{"intent": intent}, {"action": f"action_{intent}"}]]
    assert f"action_{intent}" in ACTIONS
    assert f"utter_meaning_{intent}" in RESPONSES


def test_every_rule_is_about_an_intent() -> None:
    assert {r["steps"][0]["intent"] for r in RULES} == INTENTS | {"nlu_fallback"}


def test_two_meanings_never_read_the_same() -> None:
    """They are offered side by side when the bot hesitates."""
    labels = Counter(RESPONSES[f"utter_meaning_{intent}"][0]["text"] for intent in INTENTS)
    assert [label for label, count in labels.items() if count > 1] == []


# Voice

FORBIDDEN = (
    r"\btu es faite?s?\b.{0,4}\bpour\b",
    r"\btu es fait·e pour\b",
    r"\bton profil\b",
    r"\bcompatibles? à\b",
    r"\bpeux-tu reformuler\b",
    r"\bil suffit de\b",
    r"\bplus adapté.{0,4} à ton niveau\b",
    r"\bcourage\s?!",
)
ENGLISH = r"\b(enter|click|submit|please|loading|button|next|back|yes|cancel|chatbot|email)\b"


@pytest.mark.parametrize("pattern", [*FORBIDDEN, ENGLISH])
def test_the_bot_never_says(pattern: str) -> None:
    found = re.compile(pattern, re.IGNORECASE)
    assert [(name, text) for name, text in SHOWN if found.search(text)] == []


def test_sentences_are_short() -> None:
    """25 words at most, as in the base."""
    long = [
        (name, sentence)
        for name, text in SHOWN
        for sentence in re.split(r"(?<=[.!?…:])\s+|\n", text)
        if sum(1 for word in sentence.split() if re.search(r"\w", word)) > 25
    ]
    assert long == []


# Care tells lines and whom to turn to besides; what it says is measured in docs/care.md.
CARE = {
    name
    for file in ("safeguarding.yml", "after_distress.yml")
    for name in read_yaml(DOMAIN / file)["responses"]
}
QUOTED = re.compile(r"«[^»]*»")
# Five choices, and a way out or to a human.
MAX_BUTTONS = 6
# More: the first screen with its notice, one more taste after the five of « Aucune idée », what of
# a talk is passed on, and where experience comes from.
LARGER_MENUS = {
    "utter_welcome": 8,
    "utter_dont_know": 7,
    "utter_human_preview": 7,
    "utter_experience_where": 7,
    "utter_experience_more": 7,
}


def test_a_text_keeps_its_budget() -> None:
    """60 words and one question, without what is filled in; what is quoted asks nothing."""
    said = [
        (name, PLACE.sub("", variant["text"]))
        for name, variant in list_variants()
        if name not in CARE and variant.get("text")
    ]
    assert len(said) > 500
    words = [(name, len(re.findall(r"\w+(?:['-]\w+)*", text))) for name, text in said]
    assert [each for each in words if each[1] > 60] == []
    asked = [(name, QUOTED.sub("", text).count("?")) for name, text in said]
    assert [each for each in asked if each[1] > 1] == []


def test_a_menu_has_five_choices_and_a_way_out() -> None:
    """Of the buttons that the domain writes: those made of what was found are counted there."""
    menus = [(name, len(variant.get("buttons", ()))) for name, variant in list_variants()]
    assert {name: size for name, size in menus if size > MAX_BUTTONS} == LARGER_MENUS
    assert {size for name, size in menus if name in LARGER_MENUS} == set(LARGER_MENUS.values())


def test_typography_is_french() -> None:
    """A space before « ? ! : ; » and typographic quotes, so that nothing looks like a draft."""
    wrong = re.compile(r"[^\s\d.?!…][?!;](?!\w)|\w:\s|(?<!\w)\"|\"(?!\w)")
    others = ("utter_foreign_", "utter_abroad_")
    french = [(name, text) for name, text in SHOWN if not name.startswith(others)]
    assert [(name, text) for name, text in french if wrong.search(PLACE.sub("x", text))] == []


# « tu » and « vous »

# After these, the verb is no order (« je garde », « je vous dis », « on regarde », « un métier le
# demande ») or it is a noun (« votre demande »).
BEFORE = ("je", "je ne", "me", "vous", "on", "qui", "le", "la", "les", "une", "votre", "ma")
NO_ORDER = "".join(rf"(?<!\b{word} )" for word in BEFORE)
TU = re.compile(
    r"\b(tu|toi|ton|ta|tes|te)\b|\bt['’]"
    rf"|{NO_ORDER}\b(dis|écris|choisis|regarde|vérifie|garde|donne|appelle|parle|nomme|pose|tape"
    r"|reprends|essaie|demande|envoie|prends|pense|écoute|viens|fais)\b",
    re.IGNORECASE,
)
VOUS = {"condition": [{"type": "slot", "name": "vous", "value": True}]}
# Said before anybody is known: neutral, or to be made so.
UNADDRESSED = ("utter_refused_", "utter_storage_failed")


def speaks_tu(variant: dict[str, Any]) -> list[str]:
    """The forms of « tu » in what is the bot's own: not in quotes « … », nor after « je »."""
    own = [re.sub(r"« [^»]*»|\{\w+\}", "", text) for text in strings(variant)]
    return [found[0] for text in own for found in TU.finditer(text)]


def for_vous(variant: dict[str, Any]) -> bool:
    return variant.get("condition") == VOUS["condition"]


def test_both_forms_exist_where_they_differ() -> None:
    for name, every in RESPONSES.items():
        if name.startswith(UNADDRESSED):
            assert [found for variant in every if (found := speaks_tu(variant))] == [], name
            continue
        plain = [variant for variant in every if not for_vous(variant)]
        formal = [variant for variant in every if for_vous(variant)]
        assert [found for variant in formal if (found := speaks_tu(variant))] == [], name
        if any(speaks_tu(variant) for variant in plain):
            channels = {variant.get("channel") for variant in plain}
            assert {variant.get("channel") for variant in formal} == channels, name


def test_both_forms_offer_the_same() -> None:
    """The same payloads in the same order: only the words differ."""
    for name, every in RESPONSES.items():
        for formal in filter(for_vous, every):
            expected = _offered_payloads(formal)
            for plain in every:
                if not for_vous(plain) and plain.get("channel") == formal.get("channel"):
                    assert _offered_payloads(plain) == expected, name


def _offered_payloads(variant: dict[str, Any]) -> list[str]:
    return [part["payload"] for part in _dicts(variant) if "payload" in part]
