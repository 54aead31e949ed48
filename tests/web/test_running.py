"""The product as it runs behind a proxy with https: cookies, ways out of the folder, what the log holds."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from .running import HOST, Caller, Running, server


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    settings = {
        "HEADWATER_URL": f"https://{HOST}",
        "HEADWATER_TRUSTED_PROXIES": "1",
        "HEADWATER_LOG_LEVEL": "DEBUG",
        "HEADWATER_EMAIL_URL": "smtp://127.0.0.1:9",  # nobody listens there
    }
    with server(tmp_path_factory.mktemp("running"), "--sample-contacts", "500", **settings) as found:
        yield found


def test_cookies_travel_over_https_only_and_no_script_reads_them(running: Running) -> None:
    caller = Caller(running.port)
    answer = caller.fill_in(
        "/account/login/", login="amara@sample.example", password=running.password("amara")
    )
    assert (answer.status, answer.headers["location"]) == (302, "/")
    assert {cookie.partition("=")[0] for cookie in answer.cookies} == {"headwater_session", "headwater_csrf"}
    for cookie in answer.cookies:
        assert {"HttpOnly", "Secure", "SameSite=Lax"} <= set(cookie.split("; "))
    home = caller.ask("GET", "/")
    assert home.status == 200
    assert home.headers["cache-control"] == "no-store"
    assert home.headers["strict-transport-security"].startswith("max-age=31536000")
    plain = caller.ask("GET", "/", X_Forwarded_Proto="http")
    assert (plain.status, plain.headers["location"]) == (301, f"https://{HOST}/")
    assert caller.ask("GET", "/", Host="evil.example").status == 400


@pytest.mark.parametrize(
    "path",
    [
        "/static/../keys/session.key",
        "/static/..%2fkeys/session.key",
        "/static/%2e%2e/%2e%2e/keys/session.key",
        "/static/..%5ckeys%5csession.key",
        "/static//etc/passwd",
        "/static/%00",
        "/static/web/../../../keys/session.key",
        "/static/",
        "/records.sqlite3",
        "/keys/session.key",
    ],
)
def test_no_path_leads_to_what_is_kept(running: Running, path: str) -> None:
    key = (running.folder / "data" / "keys" / "session.key").read_text()
    answer = Caller(running.port).ask("GET", path)
    assert answer.status in (400, 404)
    assert key not in answer.body


def test_what_never_changes_is_cached_and_packed(running: Running) -> None:
    page = Caller(running.port).ask("GET", "/account/login/")
    (sheet,) = re.findall(r'href="(/static/web/headwater\.[0-9a-f]{12}\.css)"', page.body)
    answer = Caller(running.port).ask("GET", sheet, Accept_Encoding="gzip")
    assert answer.status == 200
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-encoding"] == "gzip"


def test_a_mail_server_that_does_not_answer_is_said_in_words(running: Running) -> None:
    for who in ("bela", "somebody"):
        answer = Caller(running.port).fill_in("/account/password/reset/", email=f"{who}@sample.example")
        assert answer.status == 503
        assert "The mail could not be sent" in answer.body
    caller = Caller(running.port)
    old, new = running.password("chidi"), "another long enough phrase 7"
    caller.fill_in("/account/login/", login="chidi@sample.example", password=old)
    path = "/account/password/change/"
    assert caller.fill_in(path, oldpassword=old, password1=new, password2=new).status == 302
    assert caller.ask("GET", "/").status == 200


def test_the_log_holds_no_secret_no_address_and_no_token(running: Running) -> None:
    """Whatever went well or wrong before this: signing in, failing to, inviting, being refused."""
    caller = Caller(running.port)
    for password in ("a wrong phrase to try", running.password("admin")):
        caller.fill_in("/account/login/", login="admin@sample.example", password=password)
    page = caller.ask("GET", "/people/invitations/").body
    (team,) = re.findall(r'<option value="(\d+)"[^>]*>Sample delivery company', page)[:1]
    form = {"name": "Noor Haddad", "email": "noor@parcels.example", "role": "agent", "team": team}
    invited = caller.fill_in("/people/invitations/", **form)
    tokens = re.findall(r"/invitation/([\w-]{20,})/", invited.body)
    assert tokens, (invited.status, invited.body[:2000])
    Caller(running.port).ask("GET", f"/invitation/{tokens[0]}/")
    Caller(running.port).ask("GET", "/account/password/reset/key/3-secretsecret/")
    data: Path = running.folder / "data"
    secrets = [(data / "keys" / name).read_text().strip() for name in ("session.key",)]
    secrets += [running.password(who) for who in ("amara", "chidi", "admin")]
    secrets += ["a wrong phrase to try", "another long enough phrase 7", "secretsecret", *tokens]
    secrets += [*caller.cookies.values(), "sample.example", "parcels.example", "Noor", "203.0.113.7"]
    log = running.log
    assert "task 1 (sample.load) begins" in log, "the log is on"
    assert [secret for secret in secrets if secret in log] == []
    assert "Traceback" not in log
