"""Any reply that the message model can hold, up to three times what a platform takes."""

from __future__ import annotations

from base64 import b64encode
from itertools import count

from hypothesis import strategies as st

from bot.messages import Card, Choice, File, Link, Picture, Reply

_WORDS = st.sampled_from(
    [
        *("métier", "d'abord", "orientation", "c'est", "Liège", "réparer", "à", "et", "x" * 70),
        *("👩‍🔧", "🇧🇪", "❤️", "e\u0301te\u0301", "שלום", "مرحبا", "é" * 25, "₂", "𝒳𝒴"),
    ]
)
_BETWEEN = st.sampled_from([" ", " ", " ", ". ", "\n", "\n\n", " : ", "! ", "… "])
_DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>'
_DRAWN = f"data:image/svg+xml;base64,{b64encode(_DRAWING).decode()}"
_FILE = File("/carnet/pdf", "carnet.pdf", "application/pdf", "Mon carnet en PDF")


@st.composite
def texts(draw: st.DrawFn, most: int = 6000) -> str:
    """Words of several scripts, long ones too; a few of them are drawn, then repeated."""
    pairs = draw(st.lists(st.tuples(_WORDS, _BETWEEN), max_size=8))
    unit = "".join(word + between for word, between in pairs)
    return (unit * draw(st.sampled_from([1, 1, 2, 10, 80])))[:most]


@st.composite
def replies(draw: st.DrawFn) -> Reply:
    """Replies with something to read or to press; tokens are as long as the service's own, and
    none comes twice. Labels are drawn a few at a time and used again."""
    numbers = count()
    labels = draw(st.lists(texts(most=90).filter(str.strip), min_size=1, max_size=4))

    def choices(most: int) -> tuple[Choice, ...]:
        size = min(draw(st.sampled_from([0, 1, 2, 3, 4, 13, 14, 60, 99, 100, 101, 150])), most)
        return tuple(Choice(labels[n % len(labels)], f"{next(numbers):022d}") for n in range(size))

    def card() -> Card:
        return Card(
            draw(texts(most=240).filter(str.strip)),
            draw(texts()),
            draw(st.sampled_from([None, "https://www.leforem.be/une-page"])),
            draw(st.sampled_from([None, "2026-11-01"])),
            choices(7),
        )

    reply = Reply(
        text=draw(texts()),
        choices=choices(150),
        cards=tuple(card() for _ in range(draw(st.sampled_from([0, 0, 1, 2, 5, 15])))),
        image=draw(st.one_of(st.none(), st.builds(Picture, st.just(_DRAWN), texts(most=3000)))),
        link=draw(
            st.sampled_from([None, Link("/carnet", "Mon carnet"), Link("https://a.be/b", "Là")])
        ),
        file=draw(st.sampled_from([None, _FILE])),
        author=draw(st.sampled_from(["", "", "human"])),
    )
    return reply if reply.text.strip() or reply.offered or reply.cards else Reply("Bonjour.")
