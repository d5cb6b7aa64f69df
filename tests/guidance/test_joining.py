"""Two tastes that a profession may join: when that is asked, and which are meant."""

from __future__ import annotations

import datetime as dt

from bot.guidance import joining
from bot.guidance.notebook import Notebook


def test_what_asks_for_both() -> None:
    assert joining.asked("ça existe un boulot qui combine les deux ?")
    assert not joining.asked("c'est quoi la différence entre les deux ?")


def test_the_last_two_tastes_that_point_apart(now: dt.datetime) -> None:
    notebook = Notebook()
    notebook.tell("done", "huit ans de piano", now, (("musician", 0.8),))
    notebook.dream("les étoiles", [], now, (("physicist", 0.9),))
    later = now + dt.timedelta(minutes=1)
    notebook.tell("situation", "tout le monde me presse", later, (("printer", 0.9),))
    notebook.dream("les planètes", [], later, (("physicist", 0.8),))
    assert joining.two_tastes(notebook) == ("huit ans de piano", "les planètes")
    assert joining.two_tastes(Notebook()) is None
