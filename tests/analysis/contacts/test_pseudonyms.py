"""The key file and what it makes."""

import hashlib
import hmac
import re
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from headwater.analysis.contacts.frames import customer_key
from headwater.analysis.contacts.pseudonyms import PseudonymKey
from headwater.analysis.errors import UsageError


def test_a_pseudonym_is_128_bits_of_hmac_sha256_of_kind_and_identifier() -> None:
    secret = bytes(range(32))
    expected = hmac.new(secret, b"customer\x1fanna@example.org", hashlib.sha256).hexdigest()[:32]
    assert PseudonymKey(secret).pseudonym("anna@example.org") == expected


def test_customer_and_agent_of_the_same_number_stay_apart() -> None:
    key = PseudonymKey(bytes(32))
    assert key.pseudonym("7", "customer") != key.pseudonym("7", "agent")


def test_the_key_does_not_show_in_its_repr() -> None:
    assert "6162" not in repr(PseudonymKey(b"ab" * 16))
    assert "abab" not in repr(PseudonymKey(b"ab" * 16))


def test_a_missing_key_file_is_made_for_the_owner_alone_and_read_again(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "key"
    made = PseudonymKey.load_or_create(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert re.fullmatch(r"[0-9a-f]{64}\n", path.read_text())
    assert PseudonymKey.load_or_create(path).pseudonym("x") == made.pseudonym("x")
    assert [p.name for p in path.parent.iterdir()] == ["key"]


def test_two_importers_that_start_together_use_one_key(tmp_path: Path) -> None:
    path = tmp_path / "key"
    with ThreadPoolExecutor(8) as pool:
        keys = list(pool.map(lambda _: PseudonymKey.load_or_create(path), range(8)))
    assert len({key.pseudonym("x") for key in keys}) == 1


def test_a_file_system_without_links_gets_its_key_file_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_link(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr("os.link", no_link)
    path = tmp_path / "key"
    made = PseudonymKey.load_or_create(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert PseudonymKey.load_or_create(path).pseudonym("x") == made.pseudonym("x")
    assert [p.name for p in tmp_path.iterdir()] == ["key"]


def test_a_place_where_no_key_file_can_be_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match=r"The key file .*file/key cannot be"):
        PseudonymKey.load_or_create(tmp_path / "file" / "key")


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o666])
def test_a_key_file_others_can_open_is_refused_with_what_to_do(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "key"
    path.write_text("00" * 32)
    path.chmod(mode)
    with pytest.raises(UsageError, match=f"chmod 600 {path}"):
        PseudonymKey.load_or_create(path)


@pytest.mark.parametrize("content", ["", "00" * 31, "zz" * 32, "00" * 33])
def test_a_file_that_is_no_key_is_refused_and_not_overwritten(tmp_path: Path, content: str) -> None:
    path = tmp_path / "key"
    path.write_text(content)
    path.chmod(0o600)
    with pytest.raises(UsageError, match="does not hold a key"):
        PseudonymKey.load_or_create(path)
    assert path.read_text() == content


def test_a_folder_is_no_key_file(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is not a file"):
        PseudonymKey.load_or_create(tmp_path)


def test_a_customer_key_is_the_first_half_of_the_pseudonym() -> None:
    assert customer_key("00000000000000ff" + "a" * 16) == 255
    assert customer_key("ffffffffffffffff" + "a" * 16) == -1
