"""Two tastes that a profession may join: when that is asked, and which are meant."""

from __future__ import annotations

import datetime as dt

from bot.matching import combined_tastes
from bot.notebook.model import Notebook


def test_a_question_for_a_combination_is_recognised() -> None:
    assert combined_tastes.asks_for_combination("ça existe un boulot qui combine les deux ?")
    assert not combined_tastes.asks_for_combination("c'est quoi la différence entre les deux ?")


def test_the_last_two_tastes_that_point_apart(now: dt.datetime) -> None:
    notebook = Notebook()
    notebook.tell("done", "huit ans de piano", now, (("musician", 0.8),))
    notebook.add_dream("les étoiles", [], now, (("physicist", 0.9),))
    later = now + dt.timedelta(minutes=1)
    notebook.tell("situation", "tout le monde me presse", later, (("printer", 0.9),))
    notebook.add_dream("les planètes", [], later, (("physicist", 0.8),))
    assert combined_tastes.find_two_tastes(notebook) == ("huit ans de piano", "les planètes")
    assert combined_tastes.find_two_tastes(Notebook()) is None
