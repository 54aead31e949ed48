"""Every page a person can reach, found by following the table of addresses and every link."""

import http.client
import json
import math
import os
import tempfile
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urljoin, urlsplit

from benchmarks.load.product import Product

COUNTS = Path("tests/apps/query_counts")
_NEVER = ("account_logout",)
_MOST_EXAMPLES = 2
"""Addresses of one route that are tried for one person: with another id, or another question."""
_WARM = 2


@dataclass(frozen=True)
class Page:
    """What one address took for one person."""

    name: str
    who: str
    path: str
    median_ms: float
    p95_ms: float
    kilobytes: float
    queries: int | None


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        self.found += [str(said[n]) for n in ("href", "hx-get") if said.get(n) and tag != "link"]


class Reader:
    """Somebody who is signed in and asks for one page after another over one connection."""

    def __init__(self, url: str, cookie: str) -> None:
        self._at, self._cookie = urlsplit(url), cookie
        self._connection = http.client.HTTPConnection(self._at.netloc, timeout=120)

    def get(self, path: str) -> tuple[int, float, str, bytes]:
        """Return status, seconds, kind of content and content."""
        started = time.perf_counter()
        self._connection.request("GET", path, headers={"Cookie": self._cookie, "Accept-Encoding": "identity"})
        answer = self._connection.getresponse()
        content = answer.read()
        return answer.status, time.perf_counter() - started, answer.headers.get("Content-Type", ""), content


def time_pages(product: Product, repeat: int) -> list[Page]:
    """Time every page of everybody, one request at a time."""
    names, queries = _Names(), _query_counts()
    rows: list[Page] = []
    for who, cookie in product.cookies.items():
        reader = Reader(product.url, cookie)
        for name, path in found_by(reader, names):
            taken, size = [], 0
            for turn in range(_WARM + repeat):
                status, seconds, _, content = reader.get(path)
                if status >= 500:
                    raise SystemExit(f"{path} as {who}: {status}")
                size = len(content)
                if turn >= _WARM:
                    taken.append(seconds * 1000)
            p95 = sorted(taken)[math.ceil(0.95 * len(taken)) - 1]
            rows.append(Page(name, who, path, median(taken), p95, size / 1024, queries.get(name)))
    return rows


def found_by(reader: Reader, names: "_Names") -> Iterator[tuple[str, str]]:
    """Yield the pages one person can open: name of the route, and path."""
    seen: dict[str, set[str]] = {}
    tried: set[str] = set()
    waiting = deque(["/", *names.without_arguments()])
    while waiting:
        path = waiting.popleft()
        name = names.of(path)
        if (
            path in tried
            or name is None
            or name in _NEVER
            or len(seen.setdefault(name, set())) >= _MOST_EXAMPLES
        ):
            continue
        tried.add(path)
        status, _, kind, content = reader.get(path)
        if status >= 500:
            raise SystemExit(f"{path}: {status}")
        if status != 200:
            continue
        seen[name].add(path)
        yield name, path
        if kind.startswith("text/html"):
            links = _Links()
            links.feed(content.decode(errors="replace"))
            waiting.extend(_inside(path, link) for link in links.found)


def _inside(path: str, link: str) -> str:
    target = urlsplit(urljoin(f"http://here{path}", link))
    if target.netloc != "here":
        return ""
    return target.path + (f"?{target.query}" if target.query else "")


class _Names:
    """The product's own table of addresses."""

    def __init__(self) -> None:
        # a folder that is thrown away: reading the table needs settings, and settings want a folder
        with tempfile.TemporaryDirectory(prefix="headwater-names-") as nowhere:
            os.environ |= {"HEADWATER_DATA": nowhere, "DJANGO_SETTINGS_MODULE": "headwater.web.settings"}
            import django

            django.setup()
            from django.urls import get_resolver

            self._resolver: Any = get_resolver()
            self._patterns = list(_leaves(self._resolver))

    def of(self, path: str) -> str | None:
        """Return the name of a path's route; None when it is no page."""
        from django.urls import Resolver404

        try:
            return str(self._resolver.resolve(urlsplit(path).path).view_name)
        except Resolver404:
            return None

    def without_arguments(self) -> list[str]:
        """Return the paths that need nothing filled in."""
        return [f"/{route}" for route in self._patterns if "<" not in route and "(" not in route]


def _leaves(resolver: Any, before: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern).removeprefix("^").removesuffix("$").removesuffix("\\Z")
        if hasattr(pattern, "url_patterns"):
            yield from _leaves(pattern, route)
        else:
            yield route


def _query_counts() -> dict[str, int]:
    """Return the most queries of each page, as the tests have them on record."""
    most: dict[str, int] = {}
    for file in COUNTS.glob("*.json"):
        for page, count in json.loads(file.read_text(encoding="utf-8")).items():
            name = page.rpartition(" ")[0]
            most[name] = max(count, most.get(name, 0))
    return most
