"""What is stored encrypted (P8): keys stand outside of the database, and can be replaced."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.privacy.vault import UnreadableToken, Vault, WrongVaultKeys
from bot.settings import Settings, SettingsError, generate_vault_key

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


@given(st.text(st.characters()))
def test_p8_what_is_sealed_opens_again_and_cannot_be_read(text: str) -> None:
    vault = Vault([NEW])
    token = vault.seal(text)
    assert vault.open(token) == text
    assert vault.seal(text) != token
    assert len(text) < 4 or text not in token


@given(st.integers(0), st.characters())
def test_what_was_changed_does_not_open(place: int, char: str) -> None:
    vault = Vault([NEW])
    token = vault.seal("0470 12 34 56")
    at = place % len(token)
    changed = token[:at] + char + token[at + 1 :]
    try:
        opened = vault.open(changed)
    except UnreadableToken as error:
        opened = str(error)
    # Base64 leaves a few bits unused, or nothing was changed.
    assert opened in ("0470 12 34 56", "sealed with another key, or changed since")


def test_p8_another_key_does_not_open_it() -> None:
    with pytest.raises(UnreadableToken):
        Vault([NEW]).open(Vault([OLD]).seal("secret"))
    with pytest.raises(UnreadableToken):
        Vault([NEW]).turn(Vault([OLD]).seal("secret"))


def test_p8_turning_seals_with_the_newest_key() -> None:
    token = Vault([OLD]).seal("secret")
    both = Vault([NEW, OLD])
    assert both.open(token) == "secret"
    turned = both.turn(token)
    assert Vault([NEW]).open(turned) == "secret"
    with pytest.raises(UnreadableToken):
        Vault([OLD]).open(turned)


@pytest.mark.parametrize("keys", [[], [""], ["courte"], [OLD, "é" * 44], [OLD + OLD]])
def test_wrong_keys_are_one_line_that_does_not_repeat_them(keys: list[str]) -> None:
    with pytest.raises(WrongVaultKeys) as caught:
        Vault(keys)
    assert isinstance(caught.value, SettingsError)
    assert "\n" not in str(caught.value)
    assert [key for key in keys if key and key in str(caught.value)] == []
    assert caught.value.__cause__ is None


@pytest.mark.parametrize(
    "given_keys",
    ["courte", f"{OLD},", f"{OLD} {NEW}", "é" * 44],
    ids=["short", "an empty one", "a blank between", "no base64"],
)
def test_the_setting_holds_fernet_keys_or_is_refused(given_keys: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Settings(_env_file=None, vault_keys=given_keys)
    assert given_keys not in str(caught.value)


def test_the_newest_key_of_the_setting_comes_first() -> None:
    settings = Settings(_env_file=None, vault_keys=f"{NEW}, {OLD}")
    token = Vault.of(settings).seal("secret")
    assert Vault([NEW]).open(token) == "secret"


def test_without_a_setting_a_key_is_made_once_for_the_owner_only(tmp_path: Path) -> None:
    settings = Settings(_env_file=None, data=tmp_path / "data")
    token = Vault.of(settings).seal("secret")
    assert Vault.of(settings).open(token) == "secret"
    assert stat.S_IMODE(settings.vault_file.stat().st_mode) == 0o600
    assert [path.name for path in settings.data.iterdir()] == ["vault.keys"]


def test_a_new_key_is_put_in_front_of_the_file(tmp_path: Path) -> None:
    settings = Settings(_env_file=None, data=tmp_path)
    (first,) = settings.load_vault_keys()
    settings.add_vault_key()
    newest, kept = settings.load_vault_keys()
    assert (kept, newest != first) == (first, True)
    assert stat.S_IMODE(settings.vault_file.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["vault.keys"]


@pytest.mark.parametrize("written", [b"", b"\n", b"courte", b"\xff\xfe\x00"])
def test_a_broken_file_is_one_line_that_names_it(tmp_path: Path, written: bytes) -> None:
    settings = Settings(_env_file=None, data=tmp_path)
    settings.vault_file.write_bytes(written)
    with pytest.raises(SettingsError, match=r"^\S+vault\.keys: not Fernet keys, one a line$"):
        Vault.of(settings)


def test_every_new_key_is_another() -> None:
    assert len({generate_vault_key() for _ in range(100)}) == 100
