"""Requests to a service: not too many at a time, again where that can help, and never to another host."""

import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from threading import Lock
from typing import Any

from headwater.analysis.demand.coder.endpoint.prompt import ANSWER_TOKENS, Messages
from headwater.analysis.demand.coder.endpoint.settings import EndpointSettings
from headwater.analysis.errors import TryAgainError, UsageError

_PASSING = (408, 409, 425, 429, 500, 502, 503, 504, 529)
_REFUSED = (401, 403)
_LONGEST_WAIT, _LARGEST = 300.0, 1_000_000


@dataclass(frozen=True)
class Reply:
    """What came back.

    Attributes
    ----------
    content : str
        What the model said; empty where the service answered something else.
    tokens_in, tokens_out : int or None
        As the service counted them, where it says so.
    """

    content: str
    tokens_in: int | None = None
    tokens_out: int | None = None


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        """Follow none: texts and key go to the host that was named and to no other."""


class Client:
    """Sends requests to one service.

    Parameters
    ----------
    settings : EndpointSettings
    clock, sleep : callable
        Seconds that only go forward, and waiting.
    """

    def __init__(
        self,
        settings: EndpointSettings,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._settings, self._clock, self._sleep = settings, clock, sleep
        self._key = settings.key()
        self._opener = urllib.request.build_opener(_NoRedirects)
        self._lock = Lock()
        self._free_at = clock()

    def ask(self, messages: Messages) -> Reply:
        """Send one request and return the reply.

        Raises
        ------
        UsageError
            The service refuses the key or the request.
        TryAgainError
            It does not answer, however often it is asked.
        """
        why = ""
        for attempt in range(self._settings.tries):
            self._wait_for_turn()
            try:
                return self._send(messages)
            except urllib.error.HTTPError as error:
                with error:
                    wait = self._after(error)
                why = f"answers {error.code}"
            except (OSError, HTTPException) as error:
                wait = None
                why = f"does not answer ({getattr(error, 'reason', None) or type(error).__name__})"
            if attempt + 1 < self._settings.tries:
                self._sleep(min(2.0**attempt, 60.0) if wait is None else wait)
        raise TryAgainError(
            f"{self._settings.host} {why}, {self._settings.tries} times in turn. The answers so far are "
            "kept: run it again later and only the rest is asked."
        )

    def _send(self, messages: Messages) -> Reply:
        body = {
            "model": self._settings.model,
            "messages": messages,
            "temperature": 0,
            "max_tokens": ANSWER_TOKENS * 2,
        }
        headers = {
            "Content-Type": "application/json",
            "Accept": "application/json",
            "User-Agent": "headwater",
        }
        if self._key:
            headers["Authorization"] = f"Bearer {self._key}"
        request = urllib.request.Request(  # noqa: S310 - the scheme was checked with the settings
            f"{self._settings.url.rstrip('/')}/chat/completions",
            json.dumps(body).encode(),
            headers,
            method="POST",
        )
        with self._opener.open(request, timeout=self._settings.timeout_seconds) as response:
            return _reply(response.read(_LARGEST))

    def _after(self, error: urllib.error.HTTPError) -> float | None:
        """Return how long the service asks to wait, or None; refuse what waiting does not mend."""
        host = self._settings.host
        if error.code in _REFUSED:
            raise UsageError(
                f"{host} refuses the key ({error.code}). Check the key and what it may use."
            ) from None
        if error.code not in _PASSING:
            raise UsageError(
                f"{host} refuses the request ({error.code}). Check the address and the name of the model "
                f"({self._settings.model!r})."
            ) from None
        wait = _seconds(error.headers.get("Retry-After"))
        if wait is not None and wait > _LONGEST_WAIT:
            raise TryAgainError(
                f"{host} asks to wait {wait:,.0f} s. The answers so far are kept: run it again then."
            ) from None
        return wait

    def _wait_for_turn(self) -> None:
        """Wait until this request keeps to the most requests a minute."""
        with self._lock:
            now = self._clock()
            start = max(now, self._free_at)
            self._free_at = start + 60.0 / self._settings.per_minute
        if start > now:
            self._sleep(start - now)


def _reply(raw: bytes) -> Reply:
    """Read what came back; anything that is not the protocol has no content."""
    try:
        said = json.loads(raw)
        content = said["choices"][0]["message"]["content"]
    except (ValueError, KeyError, IndexError, TypeError, RecursionError):
        return Reply("")
    usage = said.get("usage")
    counted = usage if isinstance(usage, dict) else {}
    tokens = [counted.get(name) for name in ("prompt_tokens", "completion_tokens")]
    known = [value if isinstance(value, int) and value >= 0 else None for value in tokens]
    return Reply(content if isinstance(content, str) else "", known[0], known[1])


def _seconds(said: str | None) -> float | None:
    """Read a Retry-After header: seconds, or a date."""
    if not said:
        return None
    try:
        return max(float(said), 0.0)
    except ValueError:
        pass
    try:
        return max((parsedate_to_datetime(said) - datetime.now(UTC)).total_seconds(), 0.0)
    except (ValueError, TypeError):
        return None
