"""Settings come from the environment, are read strictly, and stop the start when they are wrong."""

import re
from pathlib import Path

import pytest
from scripts.reference import ROOT

from headwater.analysis.errors import UsageError
from headwater.web import addresses
from headwater.web.environment import ELSEWHERE, SETTINGS, Environment
from headwater.web.keys import secret_key, write_once


@pytest.mark.parametrize(
    ("variables", "message"),
    [
        (
            {"HEADWATER_DATTA": "x"},
            r"HEADWATER_DATTA .* no setting of Headwater. Did you mean 'HEADWATER_DATA'\?",
        ),
        ({"HEADWATER_URL_FILE": "x"}, "only secrets are read from files: set HEADWATER_URL itself"),
        ({"DATABASE_URL": "a", "DATABASE_URL_FILE": "b"}, "both set: keep one"),
        ({"DATABASE_URL_FILE": "/no/such/file"}, "cannot be read: No such file"),
        ({"HEADWATER_ALLOW_HTTP": "perhaps"}, "say yes or no"),
        ({"HEADWATER_SESSION_HOURS": "0"}, "say a whole number from 1 to 720"),
        ({"HEADWATER_SESSION_HOURS": "many"}, "say a whole number from 1 to 720"),
        ({"HEADWATER_LOG_LEVEL": "loud"}, "say one of DEBUG, INFO"),
    ],
)
def test_a_wrong_setting_says_which_and_what_to_do(variables: dict[str, str], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        _read_all(variables)


def _read_all(variables: dict[str, str]) -> None:
    said = Environment(variables)
    said.given("DATABASE_URL")
    said.text("HEADWATER_URL")
    said.flag("HEADWATER_ALLOW_HTTP")
    said.number("HEADWATER_SESSION_HOURS", 1, 720)
    said.choice("HEADWATER_LOG_LEVEL", ["DEBUG", "INFO"])


def test_a_secret_may_lie_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "url"
    file.write_text("postgresql://a:b@c/d\n", encoding="utf-8")
    assert Environment({"DATABASE_URL_FILE": str(file)}).given("DATABASE_URL") == "postgresql://a:b@c/d"


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("mysql://a:secret@b/c", "begins with mysql://"),
        ("postgresql://a:secret@b", "needs a host and a name"),
        ("postgresql://a:secret@b/c?sslmod=x", "has sslmod; known: sslmode"),
        ("postgresql://a:secret@b:port/c", "DATABASE_URL is not an address"),
        ("sqlite:///", "names no file"),
    ],
)
def test_a_wrong_database_is_named_without_its_password(url: str, message: str) -> None:
    with pytest.raises(UsageError, match=message) as caught:
        addresses.database(url, Path())
    assert "secret" not in str(caught.value)


def test_databases_are_taken_apart() -> None:
    found = addresses.database("postgresql://he%40d:w%2Fd@db.internal:5433/records?sslmode=require", Path())
    assert (found["USER"], found["PASSWORD"], found["HOST"], found["PORT"], found["NAME"]) == (
        *("he@d", "w/d", "db.internal", "5433", "records"),
    )
    assert found["OPTIONS"] == {"sslmode": "require"}
    assert addresses.database("sqlite:////srv/records.db", Path())["NAME"] == Path("/srv/records.db")
    assert addresses.database(None, Path("data"))["NAME"] == Path("data/records.sqlite3")
    assert "secure_delete=ON" in addresses.database(None, Path("data"))["OPTIONS"]["init_command"]
    assert "journal_mode=WAL" in addresses.database(None, Path("data"))["OPTIONS"]["init_command"]


def test_mail_is_encrypted_unless_it_stays_on_this_machine() -> None:
    assert addresses.mail("smtp://u:p@mail.example.org")["EMAIL_USE_TLS"]
    assert addresses.mail("smtps://u:p@mail.example.org")["EMAIL_PORT"] == 465
    assert not addresses.mail("smtp://127.0.0.1:25")["EMAIL_USE_TLS"]
    with pytest.raises(UsageError, match="neither console nor smtp"):
        addresses.mail("https://mail.example.org")


def test_http_beyond_this_machine_has_to_be_allowed_by_name() -> None:
    with pytest.raises(UsageError, match="passwords would travel unencrypted"):
        addresses.site("http://support.example.org", allow_http=False)
    assert addresses.site("http://support.example.org", allow_http=True).hostname == "support.example.org"
    assert addresses.site("http://127.0.0.1:8000", allow_http=False).port == 8000
    with pytest.raises(UsageError, match="no path"):
        addresses.site("https://example.org/support", allow_http=False)


def test_a_key_is_made_once_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    first = secret_key(tmp_path / "keys")
    assert len(first) >= 50
    assert secret_key(tmp_path / "keys") == first
    file = tmp_path / "keys" / "session.key"
    assert oct(file.stat().st_mode & 0o777) == "0o600"
    assert [f.name for f in file.parent.iterdir()] == ["session.key"]
    file.chmod(0o640)
    with pytest.raises(UsageError, match="can be read by others: make it private with chmod 600"):
        secret_key(tmp_path / "keys")


def test_an_empty_key_is_no_key(tmp_path: Path) -> None:
    (tmp_path / "key").touch(mode=0o600)
    with pytest.raises(UsageError, match="is empty: restore it from a backup"):
        write_once(tmp_path / "key", "anything")


def test_every_variable_the_code_reads_is_known() -> None:
    known = {setting.name for setting in SETTINGS} | set(ELSEWHERE)
    for file in (ROOT / "src").rglob("*.py"):
        for name in re.findall(r'"(HEADWATER_[A-Z_]+)"', file.read_text(encoding="utf-8")):
            assert name in known, f"{file.name}: {name}"
