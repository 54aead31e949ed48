"""What holds on every page, whatever room it is in: policies, forms, sessions, addresses that lead away."""

import csv
import io
import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from django.conf import settings as product
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from scripts.reference import ROOT
from tests.apps.expected_answers import EXPECTED
from tests.apps.factories import PASSWORD
from tests.apps.world import World

from headwater.apps.csv_export import csv_response
from headwater.web.security import POLICY

pytestmark = pytest.mark.django_db
READERS = ("amara", "bela", "chidi", "ada", "nobody")
TOKEN_IN_PLACE_OF_COOKIE = ("api:",)
"""Addresses that no browser's cookie opens, so that no other site can use one."""


class Page(HTMLParser):
    """Looks for whatever a strict policy would drop, or a stranger could have put in."""

    def __init__(self) -> None:
        super().__init__()
        self.wrong: list[str] = []
        self.unprotected_forms = 0
        self._form: dict[str, str | None] | None = None
        self._script = self._protected = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        self.wrong += [f"<{tag} {name}>" for name in said if name.startswith("on") or name == "style"]
        self.wrong += [f"{name}={value}" for name, value in attrs if str(value).startswith("javascript:")]
        if tag == "style" or (tag == "script" and not (said.get("src") or _is_data(said))):
            self.wrong.append(f"<{tag}>")
        if tag in ("script", "link", "img", "iframe") and _foreign(said.get("src") or said.get("href")):
            self.wrong.append(f"<{tag}> from elsewhere")
        if tag == "form":
            self._form, self._protected = said, False
        if tag == "input" and said.get("name") == "csrfmiddlewaretoken":
            self._protected = True
        if tag == "a" and said.get("target") == "_blank" and "noopener" not in str(said.get("rel")):
            self.wrong.append("a new window that can reach this one")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self._form is not None:
            posts = str(self._form.get("method")).lower() == "post"
            self.unprotected_forms += posts and not self._protected
            self._form = None


def _is_data(said: dict[str, str | None]) -> bool:
    """Data for a script that is its own file: never run."""
    return said.get("type") in ("application/json", "speculationrules")


def _foreign(address: str | None) -> bool:
    return bool(address) and bool(re.match(r"(https?:)?//", str(address)))


@pytest.fixture
def pages(
    visit: Callable[[str], Client], paths: dict[str, list[str | int]]
) -> Callable[[], Iterator[tuple[str, Any]]]:
    """Every page that answers, as several people."""

    def answers() -> Iterator[tuple[str, Any]]:
        for who in READERS:
            browser = visit(who)
            for (name, method), expected in EXPECTED.items():
                if method == "GET" and expected[who] == "200":
                    yield f"{name} as {who}", browser.get(reverse(name, args=paths.get(name, [])))

    return answers


def test_no_page_runs_or_loads_what_is_not_its_own(pages: Callable[[], Iterator[tuple[str, Any]]]) -> None:
    wrong: dict[str, Any] = {}
    looked_at = 0
    for where, response in pages():
        if not response.headers.get("Content-Type", "").startswith("text/html"):
            continue
        found = Page()
        found.feed(response.content.decode())
        looked_at += 1
        if found.wrong or found.unprotected_forms:
            wrong[where] = (found.wrong, found.unprotected_forms)
    assert wrong == {}
    assert looked_at > 50


A_FILE = "default-src 'none'; sandbox; frame-ancestors 'none'"
"""What a file carries that somebody gave: nothing in it runs, wherever it is opened."""


def test_every_answer_carries_the_headers(pages: Callable[[], Iterator[tuple[str, Any]]]) -> None:
    wanted = {
        "Content-Security-Policy": POLICY,
        "X-Frame-Options": "DENY",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    wrong = {}
    for where, response in pages():
        got = {name: response.headers.get(name, "") for name in wanted}
        if got["Referrer-Policy"] in ("no-referrer", "strict-origin"):  # where an address is a key
            got["Referrer-Policy"] = wanted["Referrer-Policy"]
        if got["Content-Security-Policy"] == A_FILE:
            got["Content-Security-Policy"] = POLICY
        cached = response.headers.get("Cache-Control", "")
        if got != wanted or "no-store" not in cached:
            wrong[where] = got | {"Cache-Control": cached}
    assert wrong == {}
    assert "unsafe" not in POLICY
    assert POLICY.startswith("default-src 'none'")


def test_no_template_has_script_or_style_of_its_own() -> None:
    banned = re.compile(
        r"<script(?![^>]*\ssrc=)|<style|\sstyle\s*=|\son[a-z]+\s*=|javascript:|(?:src|action|srcset)=.https?:",
        re.IGNORECASE,
    )
    templates = list((ROOT / "src" / "headwater" / "web").rglob("templates/**/*.html"))
    templates += (ROOT / "src" / "headwater" / "apps").rglob("templates/**/*.html")
    assert len(templates) >= 40
    found = {
        f"{file.name}: {hit.group()}"
        for file in templates
        for hit in banned.finditer(re.sub(r"{#.*?#}", "", file.read_text(encoding="utf-8")))
    }
    assert found == set()


def test_no_script_of_ours_makes_code_from_text() -> None:
    banned = re.compile(
        r"\beval\(|new Function|innerHTML|outerHTML|insertAdjacentHTML|document\.write|https?://"
    )
    scripts = list((ROOT / "src").rglob("static/**/*.js"))
    found = {
        f"{file.name}: {hit}" for file in scripts for hit in banned.findall(file.read_text(encoding="utf-8"))
    }
    assert found == set()


def test_every_form_is_refused_without_this_browsers_token(
    visit: Callable[[str], Client], paths: dict[str, list[str | int]]
) -> None:
    let_through = {}
    for who in ("amara", "ada", "nobody"):
        browser = visit(who)
        browser.handler.enforce_csrf_checks = True
        for (name, method), expected in EXPECTED.items():
            if (
                method != "POST"
                or expected[who] in ("404", "405", "in")
                or name.startswith(TOKEN_IN_PLACE_OF_COOKIE)
            ):
                continue
            status = browser.post(reverse(name, args=paths.get(name, []))).status_code
            if status != 403:
                let_through[f"{name} as {who}"] = status
    assert let_through == {}


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "http:///evil.example",
        "javascript:alert(1)",
    ],
)
def test_sign_in_leads_nowhere_else(world: World, elsewhere: str) -> None:
    browser = Client()
    said = {"login": "amara@parcels.example", "password": PASSWORD, "next": elsewhere}
    response = browser.post(f"{reverse('account_login')}?next={elsewhere}", said)
    assert response.status_code == 302
    assert response.headers["Location"] == reverse("home")


def sign_in(browser: Client, who: str = "amara") -> HttpResponse:
    said = {"login": f"{who}@parcels.example", "password": PASSWORD}
    answered: Any = browser.post(reverse("account_login"), said)
    return answered  # type: ignore[no-any-return]


def test_a_session_begins_anew_at_sign_in_and_ends_at_sign_out(world: World) -> None:
    browser = Client()
    browser.get(reverse("account_login"))
    browser.cookies[product.SESSION_COOKIE_NAME] = "a-session-somebody-else-chose"
    sign_in(browser)
    held = browser.cookies[product.SESSION_COOKIE_NAME]
    assert held.value != "a-session-somebody-else-chose"
    assert (held["httponly"], held["samesite"]) == (True, "Lax")
    stolen = Client()
    stolen.cookies[product.SESSION_COOKIE_NAME] = held.value
    assert stolen.get(reverse("home")).status_code == 200
    browser.post(reverse("account_logout"))
    assert stolen.get(reverse("home")).status_code == 302


def test_a_new_password_ends_the_sessions_of_other_browsers(world: World) -> None:
    browser, other = Client(), Client()
    sign_in(browser)
    sign_in(other)
    new = "another long enough phrase 7"
    said = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert browser.post(reverse("account_change_password"), said).status_code == 302
    assert browser.get(reverse("home")).status_code == 200
    assert other.get(reverse("home")).status_code == 302


def test_an_address_that_is_not_this_sites_is_refused(world: World) -> None:
    assert Client().get(reverse("account_login"), headers={"host": "evil.example"}).status_code == 400
    forged = Client().get(reverse("account_login"), headers={"x-forwarded-host": "evil.example"})
    assert b"evil.example" not in forged.content
    post = Client(enforce_csrf_checks=True).post(
        reverse("account_login"), headers={"origin": "https://evil.example"}
    )
    assert post.status_code == 403


def test_a_body_that_is_too_large_or_has_too_many_fields_is_refused(world: World) -> None:
    large = b"login=" + b"a" * (product.DATA_UPLOAD_MAX_MEMORY_SIZE or 0)
    form = "application/x-www-form-urlencoded"
    assert Client().post(reverse("account_login"), large, content_type=form).status_code == 400
    many = "&".join(f"field{n}=1" for n in range(600))
    assert Client().post(reverse("account_login"), many, content_type=form).status_code == 400


def test_a_table_that_leaves_runs_nothing_in_the_spreadsheet_that_opens_it() -> None:
    cells = ["=1+1", "+1", "-cmd", "@SUM(A1)", "\t=1", "\r=1", "\n=1", '=HYPERLINK("x")', "plain", -3, None]
    answer = csv_response("table", {"=heading": cells})
    text = answer.content.decode("utf-8-sig")
    rows = [row[0] if row else "" for row in csv.reader(io.StringIO(text, newline=""))]
    assert not [cell for cell in rows if cell[:1] in tuple("=+@\t\r\n") or re.match(r"-\D", cell)]
    assert rows[-3:] == ["plain", "-3", ""]
    assert answer.headers["Content-Disposition"] == 'attachment; filename="table.csv"'
