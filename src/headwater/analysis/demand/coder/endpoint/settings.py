"""What has to be said before any text leaves the machine."""

import os
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from headwater.analysis.errors import UsageError


@dataclass(frozen=True)
class EndpointSettings:
    """Where texts are sent to, by whose key, and at what cost at most.

    Attributes
    ----------
    url : str
        Address of the service, up to its version, such as https://models.example/v1.
    model : str
    send_text_to : str
        The same host once more, as consent: customers' texts leave this machine for it.
    max_cost : float
        Most that may be spent, in the currency of the prices.
    price_in, price_out : float
        Price of a million tokens sent and received; 0 for a server of your own.
    cache : Path
        File that keeps answers, so that no text is sent twice; it holds no text.
    key_variable : str
        Environment variable that holds the key; empty when the service wants none.
    key_file : Path, optional
        Or a file that holds it.
    per_minute : float
        Most requests a minute.
    concurrency : int
        Most requests at a time.
    timeout_seconds : float
        Longest wait for an answer.
    tries : int
        How often a request is made before giving up.
    """

    url: str
    model: str
    send_text_to: str
    max_cost: float
    price_in: float
    price_out: float
    cache: Path
    key_variable: str = ""
    key_file: Path | None = None
    per_minute: float = 300.0
    concurrency: int = 4
    timeout_seconds: float = 60.0
    tries: int = 5
    host: str = field(init=False, default="")

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise UsageError(
                f"{self.url!r} is no address of a service. Give one such as https://models.example/v1."
            )
        if parts.username or parts.password or parts.query:
            raise UsageError(
                "The address holds a name, a password or a query. Give the key by a variable or a file."
            )
        object.__setattr__(self, "host", parts.netloc)
        consent = urlsplit(self.send_text_to).netloc or self.send_text_to
        if not self.send_text_to:
            raise UsageError(
                f"Texts of customers would leave this machine for {self.host}. Nothing was sent. If that is "
                f"allowed, say so with: --send-text-to {self.url}"
            )
        if consent != self.host:
            raise UsageError(
                f"--send-text-to names {consent}, and the texts would go to {self.host}. Nothing was "
                "sent. Name the same host in both."
            )
        if parts.scheme == "http" and not _here(parts.hostname):
            raise UsageError(
                f"Texts and key would travel to {self.host} unencrypted. Nothing was sent. Use an "
                "https address."
            )
        if min(self.price_in, self.price_out, self.max_cost) < 0:
            raise UsageError("A price or --max-cost is below zero.")
        if self.per_minute <= 0 or self.concurrency < 1 or self.timeout_seconds <= 0 or self.tries < 1:
            raise UsageError("per_minute, concurrency, timeout_seconds and tries have to be above zero.")
        if self.key_variable and self.key_file:
            raise UsageError("Give the key by a variable or by a file, not by both.")

    def key(self) -> str:
        """Return the key; empty when none is asked for."""
        if self.key_variable:
            found = os.environ.get(self.key_variable, "").strip()
            if not found:
                raise UsageError(f"The environment variable {self.key_variable} holds no key. Set it.")
            return found
        if self.key_file is not None:
            try:
                found = self.key_file.read_text(encoding="utf-8").strip()
            except OSError as error:
                raise UsageError(f"The key file {self.key_file} cannot be read: {error.strerror}.") from error
            if not found or len(found.split()) > 1:
                raise UsageError(f"The key file {self.key_file} has to hold the key and nothing else.")
            return found
        return ""


def _here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
