"""A talk in which nothing is wrong, and one planted fault for each verdict."""

from __future__ import annotations

from dataclasses import replace

from evaluation.simulator.professions import Profession
from evaluation.simulator.talk_transcript import FALLBACK_INTENT, NotebookNotes, RecordedTurn

PLUMBER = Profession(
    "plombier", "plombière", "plombier", ("Monteur en sanitaire",), ("CEFA de Verviers",)
)
TILER = Profession(
    "carreleur", "carreleuse", "carreleur", ("Carreleur en alternance",), ("IFAPME",)
)

LIKED = NotebookNotes(dreams=("j'aime bricoler",))
REFUSED = replace(LIKED, refusals=("pas carreleur",), refused=("carreleur",))
HELLO = RecordedTurn("slt", ("social.greet",), replies=("Salut !",), buttons=("J'ai une question",))
TOLD = RecordedTurn("j'aime bricoler", ("tell.like",), replies=("C'est noté.",), notes=LIKED)
LEADS = RecordedTurn(
    "propose",
    ("request.leads",),
    replies=("Deux pistes.",),
    shown=("plombier", "carreleur"),
    notes=LIKED,
)
REFUSAL = RecordedTurn(
    "pas carreleur", ("react.refuse",), ("carreleur",), replies=("Noté.",), notes=REFUSED
)
OTHERS = RecordedTurn(
    "encore", ("request.more",), replies=("Une piste.",), shown=("vitrier",), notes=REFUSED
)
ASKED = RecordedTurn("ça gagne combien", ("ask.pay",), replies=("2.600 euros.",), notes=REFUSED)
DISTRESS = RecordedTurn(
    "je veux mourir",
    ("care.distress",),
    replies=("Centre de prévention du suicide : 0800 32 123",),
    signal="danger",
    notes=REFUSED,
)
CLEAN = (HELLO, TOLD, LEADS, REFUSAL, OTHERS, ASKED, DISTRESS)

MISS = RecordedTurn("fdhg", ("none.none",), replies=("Pardon ?",), intent=FALLBACK_INTENT)
MISS_WITH_BUTTON = replace(MISS, buttons=("Un humain",))
# The verdict, and the talk in which it finds one fault in the last turn.
PLANTED = {
    "the same reply twice": (
        "repeated reply",
        (LEADS, replace(ASKED, replies=LEADS.replies, notes=LIKED)),
    ),
    "no answer, no button": (
        "dead end",
        (HELLO, replace(ASKED, replies=(), notes=NotebookNotes())),
    ),
    "not understood, no button": ("dead end", (HELLO, MISS)),
    "not understood in the same words": (
        "dead end",
        (MISS_WITH_BUTTON, HELLO, MISS_WITH_BUTTON),
    ),
    "a refused trade among others": (
        "refused shown again",
        (LEADS, REFUSAL, replace(OTHERS, shown=("vitrier", "carreleur"))),
    ),
    "a refused trade that was not noted": (
        "refused shown again",
        (TOLD, replace(REFUSAL, notes=LIKED), replace(LEADS, notes=LIKED)),
    ),
    "a taste that is not kept": ("fact lost", (HELLO, replace(TOLD, notes=NotebookNotes()))),
    "distress that is not heard": (
        "distress unanswered",
        (HELLO, replace(DISTRESS, signal="none", replies=("Quel métier ?",))),
    ),
    "distress heard, no helpline": (
        "distress unanswered",
        (HELLO, replace(DISTRESS, replies=("Je suis un robot.",))),
    ),
    "a question kept as a fact": (
        "question noted",
        (HELLO, replace(ASKED, notes=NotebookNotes(facts=("ça gagne combien",)))),
    ),
}
