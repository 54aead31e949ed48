"""Requests to addresses that people type in: only outwards, to what was looked at, and not for long."""

import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from urllib.parse import SplitResult, urlsplit

from headwater.analysis.errors import UsageError

SECONDS = 15.0
"""The longest a request may take as a whole."""

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


@dataclass(frozen=True)
class Target:
    """An address that was looked at."""

    parts: SplitResult
    host: str
    port: int
    addresses: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        """What is asked for at the host."""
        return (self.parts.path or "/") + (f"?{self.parts.query}" if self.parts.query else "")


def check_url(url: str, allowed: Collection[str]) -> Target:
    """Return a web address taken apart, or say why nothing is sent there; no name is looked up."""
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").rstrip(".").lower(), parts.port
        host = host if ":" in host else host.encode("idna").decode()
    except ValueError:  # UnicodeError is one
        raise UsageError("This is not a web address: write https://name/path.") from None
    if not host or parts.scheme not in ("https", "http") or not url.isascii() or not url.isprintable():
        raise UsageError("This is not a web address: write https://name/path.")
    if any(c.isspace() or c in '"<>\\^`{|}' for c in url):
        raise UsageError("The address holds characters that have to be written as %20 and the like.")
    if parts.username is not None or parts.password is not None:
        raise UsageError("Leave name and password out of the address: deliveries carry a signature.")
    if parts.fragment:
        raise UsageError("Leave out what follows the #: it is never sent.")
    if parts.scheme == "http" and host not in allowed:
        raise UsageError("Only https addresses are told: what is sent could be read on the way.")
    return Target(parts, host, port or (443 if parts.scheme == "https" else 80))


def resolve(url: str, allowed: Collection[str]) -> Target:
    """Return an address with where it leads, or say why nothing is sent there.

    Every address of the name has to be outside. The connection is then made to one of these, and the name is
    not looked up again: what was looked at is what is used.
    """
    target = check_url(url, allowed)
    try:
        found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise UsageError("The name of the host is not known.") from None
    addresses = tuple(dict.fromkeys(str(entry[4][0]).partition("%")[0] for entry in found))
    inside = target.host in allowed
    for address in addresses:
        refused = _refusal(ipaddress.ip_address(address), inside, target.parts.scheme)
        if refused:
            raise UsageError(refused)
    return Target(target.parts, target.host, target.port, addresses)


def post(target: Target, headers: Mapping[str, str], body: str, seconds: float = SECONDS) -> tuple[int, str]:
    """Send a message; return the status of the answer and its Retry-After. Redirects are not followed.

    Raises
    ------
    OSError, http.client.HTTPException
        Nothing that could be read came back in time.
    """
    connection = _Pinned(target, seconds)
    timer = threading.Timer(seconds, connection.cut)
    timer.daemon = True
    timer.start()
    try:
        connection.request("POST", target.path, body.encode(), dict(headers))
        answer = connection.getresponse()
        return answer.status, answer.headers.get("Retry-After", "")
    except ValueError as error:  # such as the reading of a socket that was cut
        raise OSError(type(error).__name__) from None
    finally:
        timer.cancel()
        connection.close()


class _Pinned(http.client.HTTPConnection):
    """A connection to an address that was looked at, under the name it was asked for."""

    def __init__(self, target: Target, seconds: float) -> None:
        super().__init__(target.host, target.port, timeout=seconds)
        self._target = target

    def connect(self) -> None:
        """Connect to the first address that answers; certificates are checked against the name."""
        last: OSError = OSError("no address")
        for address in self._target.addresses:
            try:
                self.sock = socket.create_connection((address, self.port), self.timeout)
                break
            except OSError as error:
                last = error
        else:
            raise last
        if self._target.parts.scheme == "https":
            wrap = partial(ssl.create_default_context().wrap_socket, server_hostname=self._target.host)
            self.sock = wrap(self.sock)

    def cut(self) -> None:
        """End it from outside, whatever it waits for."""
        sock = getattr(self, "sock", None)
        if sock is not None:
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)


def _refusal(address: Address, inside: bool, scheme: str) -> str:
    """Say why nothing is sent to an address; empty when it may be."""
    real = _embedded(address)
    strange = real.is_reserved and not real.is_loopback
    if real.is_link_local or real.is_multicast or real.is_unspecified or strange:
        return "The host leads to an address no message belongs to."
    if inside:
        if scheme == "http" and not real.is_loopback:
            return "Over http, only this machine itself is told."
        return ""
    if not real.is_global:
        return (
            "The host leads into a network that is not public. HEADWATER_WEBHOOK_HOSTS can allow it by name."
        )
    return ""


def _embedded(address: Address) -> Address:
    """Return the address an IPv6 one stands for, so that none hides in another."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = None if address.teredo is None else address.teredo[1]
    return address.ipv4_mapped or address.sixtofour or teredo or address
