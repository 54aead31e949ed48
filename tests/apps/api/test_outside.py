"""Requests to addresses people type in: outwards only, to what was looked at, and not for long."""

import socket
import threading
from collections.abc import Iterator
from http.client import BadStatusLine
from http.server import BaseHTTPRequestHandler, HTTPServer
from time import monotonic, sleep
from typing import Any

import pytest

from headwater.analysis.errors import UsageError
from headwater.apps.api import outside


def leads_to(monkeypatch: Any, *addresses: str) -> None:
    def found(host: str, port: int, **options: Any) -> list[Any]:
        return [(socket.AF_INET6 if ":" in a else socket.AF_INET, 1, 6, "", (a, port)) for a in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", found)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.9.9.9", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "0.0.0.0", "224.0.0.1", "240.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1",
        "::1", "::", "fe80::1", "fc00::1", "fd00:ec2::254", "ff02::1", "2001:db8::1",
        "::ffff:127.0.0.1", "::ffff:169.254.169.254", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe",
        "2002:7f00:1::", "2002:a9fe:a9fe::1", "64:ff9b:1::1",
    ],
)  # fmt: skip
def test_nothing_is_sent_inside_however_the_address_is_dressed(monkeypatch: Any, address: str) -> None:
    leads_to(monkeypatch, "93.184.215.14", address)
    with pytest.raises(UsageError, match="The host leads"):
        outside.resolve("https://receiver.example/", ())


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"])
def test_public_addresses_are_told(monkeypatch: Any, address: str) -> None:
    leads_to(monkeypatch, address)
    assert outside.resolve("https://receiver.example/x?y=1", ()).addresses == (address,)


def test_a_host_inside_is_told_when_it_was_allowed_by_name(monkeypatch: Any) -> None:
    leads_to(monkeypatch, "10.1.2.3")
    assert outside.resolve("https://flows.internal/", ("flows.internal",)).addresses == ("10.1.2.3",)
    with pytest.raises(UsageError, match="only this machine itself"):
        outside.resolve("http://flows.internal/", ("flows.internal",))
    leads_to(monkeypatch, "169.254.169.254")
    with pytest.raises(UsageError, match="no message belongs to"):
        outside.resolve("https://flows.internal/", ("flows.internal",))


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://receiver.example/", "Only https"),
        ("http://127.0.0.1/", "Only https"),
        ("ftp://receiver.example/", "not a web address"),
        ("receiver.example", "not a web address"),
        ("https://", "not a web address"),
        ("https://[::1", "not a web address"),
        ("https://receiver.example:99999/", "not a web address"),
        ("https://user:word@receiver.example/", "Leave name and password out"),
        ("https://receiver.example/#part", "what follows the #"),
        ("https://receiver.example/a b", "%20"),
        ("https://receiver.example/\r\nHost: x", "not a web address"),
        ("https://" + "a" * 70 + ".example/", "not a web address"),
    ],
)
def test_what_is_no_safe_address_is_refused_in_words(url: str, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        outside.resolve(url, ())


@pytest.mark.parametrize(
    "url", ["https://2130706433/", "https://0x7f.1/", "https://017700000001/", "https://127.1/"]
)
def test_numbers_that_mean_this_machine_are_seen_through(url: str) -> None:
    with pytest.raises(UsageError):
        outside.resolve(url, ())


class _Receiver(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        if self.path == "/slow":
            for _ in range(100):
                self.wfile.write(b"H")
                sleep(0.05)
            return
        status = int(self.path.strip("/"))
        self.send_response(status)
        self.send_header("Location", f"http://127.0.0.1:{self.server.server_port}/200")  # type: ignore[attr-defined]
        self.end_headers()

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture
def receiver() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), _Receiver)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_redirects_are_not_followed(receiver: str) -> None:
    target = outside.resolve(f"{receiver}/302", ("127.0.0.1",))
    assert outside.post(target, {}, "{}")[0] == 302


def test_an_answer_that_drips_is_cut_off(receiver: str) -> None:
    target = outside.resolve(f"{receiver}/slow", ("127.0.0.1",))
    begun = monotonic()
    with pytest.raises((OSError, BadStatusLine)):
        outside.post(target, {}, "{}", seconds=0.3)
    assert monotonic() - begun < 2


def test_the_name_is_not_looked_up_again(receiver: str, monkeypatch: Any) -> None:
    target = outside.resolve(f"{receiver}/204", ("127.0.0.1",))
    asked: list[str] = []
    real = socket.getaddrinfo
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda host, *a, **o: asked.append(host) or real(host, *a, **o)
    )
    assert outside.post(target, {}, "{}")[0] == 204
    assert set(asked) <= {"127.0.0.1"}


def test_a_receiver_that_is_not_there_is_an_error(unused_port: int) -> None:
    target = outside.resolve(f"http://127.0.0.1:{unused_port}/", ("127.0.0.1",))
    with pytest.raises(OSError, match=r"refused"):
        outside.post(target, {}, "{}")


@pytest.fixture
def unused_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
