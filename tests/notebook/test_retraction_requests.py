"""Which words ask for a message to be taken back, and for nothing else."""

from __future__ import annotations

import pytest

from bot.notebook.retraction_requests import LAST_MESSAGE, NAMED_MESSAGE, parse_retraction_request


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Efface mon dernier message", LAST_MESSAGE),
        ("oups, supprime ce que je viens d'écrire stp", LAST_MESSAGE),
        ("Pourriez-vous retirer mon message ?", LAST_MESSAGE),
        ("reprends ce message", LAST_MESSAGE),
        ("effacer ma dernière phrase", LAST_MESSAGE),
        ("enlève mon nom", NAMED_MESSAGE),
        ("tu peux effacer mon nom et mon adresse", NAMED_MESSAGE),
        ("efface tout", None),
        ("efface mes données", None),
        ("enlève boulanger", None),
        ("enlève ce que mon père a dit", None),
        ("oublie ce que je viens de dire", None),  # a correction, of which the talk makes something
        ("efface mon dernier message de ta liste de métiers interdits", None),
        ("comment on efface un message ?", None),
        ("retire mon rendez-vous", None),
    ],
)
def test_it_is_asked_in_so_many_words(text: str, meant: str) -> None:
    assert parse_retraction_request(text) == meant
