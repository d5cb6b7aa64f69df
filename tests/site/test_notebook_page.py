"""« Mon carnet » as a page and as a PDF: the same words, escaped, for nobody but its session."""

from __future__ import annotations

import asyncio
import datetime as dt
import io
import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any, Optional

import pytest
from icalendar import Calendar
from pypdf import PdfReader
from sqlalchemy.exc import OperationalError
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.testclient import TestClient

from bot.notebook.export_document import (
    ConfirmedReading,
    DocumentedAnswer,
    DocumentedGrid,
    DocumentedStep,
    DocumentedWayIn,
    DocumentedWish,
    DocumentPart,
    GridRow,
    NotebookDocument,
    OccupationCard,
)
from bot.notebook.notebook_entries import (
    Comparison,
    Decision,
    Like,
    Note,
    Obstacle,
    PlanB,
    Refusal,
    StudiesLimit,
    Trial,
    Value,
)
from bot.settings import Settings
from bot.site.notebook_pages import NotebookPages
from bot.site.notebook_pdf import render_pdf, to_drawable
from bot.site.page_facts import build_page_facts
from bot.site.security_headers import SecurityHeaders
from knowledge.provenance import Source

DAY = dt.date(2026, 12, 1)
WHEN = dt.datetime(2026, 12, 1, 9, tzinfo=dt.timezone.utc)
NOW = dt.datetime(2026, 11, 25, 10, tzinfo=dt.timezone.utc)
FACTS = build_page_facts(Settings(_env_file=None, site_name="Cité des Métiers de Liège"))
WORDS = "l'« œil » du mécano… — réparer · bricoler <script>alert(1)</script> & plus"
SOURCES = (
    Source(id="un", title="Fiche de l'Onem", publisher="Onem", date=DAY, url="https://example.org/a"),
    Source(id="deux", title="Sans adresse", publisher="Siep", date=DAY),
)  # fmt: skip


def part(shown_as: str, *entries: Any) -> DocumentPart:
    """What a field named like its form says."""
    return DocumentPart(shown_as, shown_as, entries)


FULL = NotebookDocument(
    day=DAY,
    empty=False,
    sections={
        "said": (
            part("quotation", Note(WORDS, WHEN)),
            part("refusal", Refusal(None, "un bureau", WHEN)),
            part("studies_limit", StudiesLimit(4, WHEN)),
        ),
        "interests": (
            part("interest", ConfirmedReading("le travail manuel", "démonter des vélos", WHEN)),
        ),
        "skills": (part("skill", ConfirmedReading("écouter", "j'aide ma sœur", WHEN)),),
        "matters": (
            part("value", Value("team", WHEN)),
            part(
                "wishes",
                DocumentedWish("nights", 2, False, WHEN),
                DocumentedWish("money", 1, True, WHEN),
            ),
        ),
        "answers": (part("answers", DocumentedAnswer("r1", 5, WHEN)),),
        "kept": (
            part(
                "profession",
                Like("maçonne / maçon", WHEN, "dehors"),
                Like("sérigraphe", WHEN),
            ),
        ),
        "put_aside": (part("refused_profession", Refusal("notaire", "enfermé", WHEN)),),
        "tried": (part("trial", Trial("notaire", "less", WHEN, "trop de papier")),),
        "compared": (
            part("comparison", Comparison(("maçonne / maçon", "sérigraphe"), WHEN)),
            part(
                "grid",
                DocumentedGrid(
                    (
                        GridRow("pay", 4, (("maçonne / maçon", 2), ("sérigraphe", 5))),
                        GridRow("people", None, ()),
                    ),
                    WHEN,
                ),
            ),
        ),
        "decision": (part("decision", Decision("maçonne / maçon", WHEN)),),
        "plan_b": (part("plan_b", PlanB("sérigraphe", WHEN)),),
        "obstacles": (
            part(
                "obstacle",
                Obstacle("money", "", WHEN),
                Obstacle(None, "le bus", WHEN),
            ),
        ),
        "plan": (
            part(
                "plan",
                DocumentedStep("read_card", DAY, "maçonne / maçon"),
                DocumentedStep("meet_someone", DAY, ""),
            ),
        ),
        "questions": (part("quotation", Note("faut-il le CESS ?", WHEN)),),
    },
    cards=(
        OccupationCard(
            "maçonne / maçon",
            ("Elle bâtit.",),
            (DocumentedWayIn("CEFA", "2 ans", "Liège"),),
            DAY,
            SOURCES,
        ),
        OccupationCard("sérigraphe", ("Elle imprime.",), (), None, ()),
    ),
)


def planned(*steps: DocumentedStep) -> NotebookDocument:
    """FULL with this plan."""
    return replace(FULL, sections={**FULL.sections, "plan": (part("plan", *steps),)})


EMPTY = NotebookDocument(day=DAY, empty=True)
TOKEN = {"authorization": "Bearer token"}


def sentence(name: str, **facts: Any) -> str:
    """Names and facts, as `Sentences.fill` would put them."""
    shown = "".join(f" {value}" for key, value in facts.items() if key != "vous")
    return f"[{name}]{shown}"


def client(found: Optional[NotebookDocument], raises: Optional[Exception] = None) -> TestClient:
    async def read(request: Request) -> Optional[NotebookDocument]:
        if raises is not None:
            raise raises
        return found if "authorization" in request.headers else None

    pages = NotebookPages(FACTS, read, sentence, lambda: NOW)
    app = Starlette(routes=[*pages.routes()], middleware=[Middleware(SecurityHeaders)])
    return TestClient(app, headers={})


class Text(HTMLParser):
    """The words of the article, as a person reads them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found, self._inside = "", False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self._inside = self._inside or tag == "article"

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag != "article"

    def handle_data(self, data: str) -> None:
        self.found += data if self._inside else ""


def plain(text: str) -> str:
    """Without the breaks of lines, which are the paper's."""
    return re.sub(r"\s+", " ", text).strip()


def read_pdf(content: bytes) -> str:
    return plain(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages))


TOLD = (
    "« l'« œil » du mécano… — réparer · bricoler <script>alert(1)</script> & plus »",
    "Le 1er décembre 2026, avec Boussole, le robot de la Cité des Métiers de Liège",
    "Le travail manuel (« démonter des vélos », 1er décembre 2026)",
    "Écouter (« j'aide ma sœur », 1er décembre 2026)",
    "[utter_value_team] (1er décembre 2026)",
    "[utter_wish_nights] [utter_wish_answer_2] (1er décembre 2026)",
    "[utter_wish_money] [utter_worry_answer_1] (1er décembre 2026)",
    "Notaire : [utter_change_less], « trop de papier » (1er décembre 2026)",
    "Mon plan B Sérigraphe (1er décembre 2026)",
    "[utter_obstacle_name_money] (1er décembre 2026)",
    "« le bus » (1er décembre 2026)",
    "Je ne veux pas : « un bureau » (1er décembre 2026)",
    "Pas de longues études (1er décembre 2026)",
    "[utter_item_r1] [utter_answer_5] (1er décembre 2026)",
    "Maçonne / maçon : « dehors » (1er décembre 2026)",
    "Notaire, parce que : « enfermé » (1er décembre 2026)",
    "Maçonne / maçon · sérigraphe (1er décembre 2026)",
    "de 1 (pas du tout) à 5 (très bien), la dernière le 1er décembre 2026 :",
    "[utter_criterion_pay] (ça compte : [utter_weight_4]) : maçonne / maçon 2, sérigraphe 5",
    "Maçonne / maçon, noté le 1er décembre 2026. Je peux changer d’avis.",
    "1er décembre 2026 : [utter_do_read_card] maçonne / maçon",
    "« faut-il le CESS ? » (1er décembre 2026)",
    "Elle bâtit.",
    "CEFA : 2 ans, Liège",
    "Vérifié le 1er décembre 2026. Sources : Fiche de l'Onem (Onem, 1er décembre 2026)",
    "À confirmer : à vérifier avant de décider.",
    "Pas de voie d’accès vérifiée",
)


@pytest.mark.parametrize("words", TOLD)
def test_the_page_and_the_pdf_tell_the_same(words: str) -> None:
    browser = client(FULL)
    page = browser.get("/carnet", headers=TOKEN)
    assert page.status_code == 200
    assert words in plain(Text(page.text).found)
    assert words in read_pdf(browser.get("/carnet/pdf", headers=TOKEN).content)


def test_a_day_that_was_never_kept_is_left_out() -> None:
    undated = replace(
        EMPTY,
        empty=False,
        sections={
            "said": (part("studies_limit", StudiesLimit(4, None)),),
            "compared": (
                part("comparison", Comparison(("notaire", "sérigraphe"), None)),
                part("grid", DocumentedGrid((GridRow("pay", 4, ()),), None)),
            ),
        },
    )
    told = plain(Text(client(undated).get("/carnet", headers=TOKEN).text).found)
    assert "Pas de longues études Ce que je compare Notaire · sérigraphe Mes réponses" in told
    assert "à 5 (très bien) :" in told


def test_what_a_person_wrote_is_escaped() -> None:
    html = client(FULL).get("/carnet", headers=TOKEN).text
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)" in html


@pytest.mark.parametrize("path", ["/carnet", "/carnet/pdf", "/carnet/plan.ics"])
@pytest.mark.parametrize("found", [FULL, EMPTY, None])
def test_nothing_of_it_is_kept_on_the_way(path: str, found: Optional[NotebookDocument]) -> None:
    headers = client(found).get(path, headers=TOKEN).headers
    assert headers["cache-control"] == "no-store"
    assert headers["vary"] == "authorization"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "set-cookie" not in headers
    assert "etag" not in headers


def test_the_page_has_its_ways_on() -> None:
    html = client(FULL).get("/carnet", headers=TOKEN).text
    ways = ("Imprimer", "Télécharger le PDF", "Mettre le plan dans mon agenda")
    for words in (*(f">{way}<" for way in ways), 'href="/">Retour à la conversation<'):
        assert words in html
    assert (
        "agenda"
        not in client(NotebookDocument(day=DAY, empty=False)).get("/carnet", headers=TOKEN).text
    )


REASONS = {
    "closed": (FULL, {}, 200, 401, "dans le même navigateur"),
    "unknown": (None, TOKEN, 401, 401, "elle a été effacée, ou son temps est passé"),
    "empty": (EMPTY, TOKEN, 200, 404, "Ce carnet est encore vide"),
}


@pytest.mark.parametrize(
    ("found", "headers", "page", "file", "words"), REASONS.values(), ids=REASONS
)
def test_a_plain_page_says_why_it_is_not_here(
    found: Optional[NotebookDocument], headers: dict[str, str], page: int, file: int, words: str
) -> None:
    browser = client(found)
    for path, status in (("/carnet", page), ("/carnet/pdf", file), ("/carnet/plan.ics", file)):
        answer = browser.get(path, headers=headers)
        assert answer.status_code == status
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        assert words in Text(answer.text).found
        assert "Retour à la conversation" in answer.text
        assert "mécano" not in answer.text
        assert "Télécharger" not in answer.text


@pytest.mark.parametrize(
    "error", [OperationalError("SELECT 'secret'", {}, Exception()), asyncio.TimeoutError()]
)
def test_a_database_that_does_not_answer_is_told_honestly(error: Exception) -> None:
    for path in ("/carnet", "/carnet/pdf", "/carnet/plan.ics"):
        answer = client(FULL, error).get(path, headers=TOKEN)
        assert answer.status_code == 503
        assert "Il n’est pas perdu" in answer.text
        assert "secret" not in answer.text


def test_leaving_it_open_is_a_valid_ending() -> None:
    decision = {"decision": (part("decision", Decision(None, WHEN)),)}
    undecided = NotebookDocument(day=DAY, empty=False, sections=decision)
    html = client(undecided).get("/carnet", headers=TOKEN).text
    assert "j’ai choisi de ne pas encore décider" in html


def test_a_decision_shows_the_words_it_was_said_in() -> None:
    for title in ("notaire", None):
        decision = part("decision", Decision(title, WHEN, "je prends <ça>"))
        decided = NotebookDocument(day=DAY, empty=False, sections={"decision": (decision,)})
        browser = client(decided)
        page = plain(Text(browser.get("/carnet", headers=TOKEN).text).found)
        file = read_pdf(browser.get("/carnet/pdf", headers=TOKEN).content)
        for told in (page, file):
            assert "« je prends <ça> »" in told
            assert "1er décembre 2026" in told


# The file


def test_the_pdf_is_named_titled_and_in_french() -> None:
    answer = client(FULL).get("/carnet/pdf", headers=TOKEN)
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"] == 'attachment; filename="carnet.pdf"'
    reader = PdfReader(io.BytesIO(answer.content))
    assert reader.metadata
    assert reader.metadata.title == "Mon carnet d’orientation"
    assert reader.root_object["/Lang"] == "fr-BE"


def test_only_public_addresses_are_links_in_the_pdf() -> None:
    reader = PdfReader(
        io.BytesIO(render_pdf('<p><a href="https://a.be/x?a=1&amp;b=2">un</a></p>', "t"))
    )
    (link,) = reader.pages[0]["/Annots"]
    assert link.get_object()["/A"]["/URI"] == "https://a.be/x?a=1&b=2"
    for address in ("javascript:alert(1)", "file:///etc/passwd", "#top", ""):
        bare = PdfReader(io.BytesIO(render_pdf(f'<p><a href="{address}">un</a></p>', "t")))
        assert "/Annots" not in bare.pages[0]
        assert "un" in bare.pages[0].extract_text()


def test_every_sign_of_french_is_drawn() -> None:
    signs = "ÀÂÆÇÉÈÊËÎÏÔŒÙÛÜŸàâæçéèêëîïôœùûüÿ«»“”‘’…·•—–€°½"
    assert to_drawable(signs) == signs
    assert plain(signs) in read_pdf(render_pdf(f"<p>{signs}</p>", "t"))


@pytest.mark.parametrize(
    ("said", "drawn"),
    [
        ("12\u202f000", "12\u00a0000"),
        ("e\u0301cole", "école"),
        ("foot ⚽ !", "foot ? !"),
        ("tome Ⅷ", "tome VIII"),
        ("a\u200bb\ufe0f", "ab"),
        ("Київ", "????"),
    ],
)
def test_what_the_font_does_not_hold_never_breaks_it(said: str, drawn: str) -> None:
    assert to_drawable(said) == drawn
    assert render_pdf(f"<p>{said}</p>", "t").startswith(b"%PDF-")


@pytest.mark.parametrize(
    "said", ["a" * 2000, "mot " * 500, "&lt;b&gt;&lt;/i&gt; &amp;amp;", "% ( \\"]
)
def test_any_words_make_a_file(said: str) -> None:
    assert render_pdf(f"<h2>titre</h2><ul><li>{said}</li></ul>" * 40, "t").startswith(b"%PDF-")


# The calendar


def steps(answer: Any) -> list[Any]:
    return list(Calendar.from_ical(answer.content).walk("VEVENT"))


def test_the_plan_is_whole_days_with_a_reminder_the_evening_before() -> None:
    answer = client(FULL).get("/carnet/plan.ics", headers=TOKEN)
    assert answer.headers["content-type"].startswith("text/calendar")
    assert answer.headers["content-disposition"] == 'attachment; filename="plan.ics"'
    first, second = steps(answer)
    assert (first["dtstart"].dt, first["dtend"].dt) == (DAY, DAY + dt.timedelta(days=1))
    assert str(first["summary"]) == "[utter_do_read_card] maçonne / maçon"
    assert first.walk("VALARM")[0]["trigger"].dt == dt.timedelta(hours=-6)
    assert first["uid"] != second["uid"]
    assert b"METHOD" not in answer.content


def test_a_plan_taken_twice_moves_its_days_and_doubles_none() -> None:
    later = planned(DocumentedStep("read_card", DAY + dt.timedelta(days=9), "maçonne / maçon"))
    ids = [
        steps(client(found).get("/carnet/plan.ics", headers=TOKEN))[0]["uid"]
        for found in (FULL, later)
    ]
    assert ids[0] == ids[1]


def test_a_deadline_that_is_not_sure_says_so_in_the_calendar_too() -> None:
    sure, unsure = (
        DocumentedStep("enrol", DAY, "Inscription", unsure=unsure) for unsure in (False, True)
    )
    told = steps(client(planned(sure)).get("/carnet/plan.ics", headers=TOKEN))
    asked = steps(client(planned(unsure)).get("/carnet/plan.ics", headers=TOKEN))
    assert "utter_status_to_confirm" not in str(told[0]["summary"])
    assert "utter_status_to_confirm" in str(asked[0]["summary"])


def test_without_a_plan_there_is_no_calendar() -> None:
    answer = client(planned()).get("/carnet/plan.ics", headers=TOKEN)
    assert answer.status_code == 404
    assert "Mettre le plan" not in answer.text
