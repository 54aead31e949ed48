"""Addresses in the environment, taken apart: the database, the mail server, the site itself."""

from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from headwater.analysis.errors import UsageError

_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_POSTGRES_OPTIONS = ("sslmode", "sslrootcert", "connect_timeout", "application_name")


def database(url: str | None, data: Path) -> dict[str, Any]:
    """Return Django's description of a database.

    Examples
    --------
    >>> database("postgresql://head:water@db:5433/records", Path("data"))["PORT"]
    '5433'
    """
    if url is None:
        return _sqlite(data / "records.sqlite3")
    parts = _split("DATABASE_URL", url)
    if parts.scheme == "sqlite":
        if len(parts.path) < 2:
            raise UsageError("DATABASE_URL names no file: write sqlite:////path/to/file with four slashes.")
        return _sqlite(Path(unquote(parts.path.removeprefix("/"))))
    if parts.scheme not in ("postgres", "postgresql"):
        raise UsageError(
            f"DATABASE_URL begins with {parts.scheme or 'nothing'}://; Headwater keeps its records in "
            "sqlite:// or postgresql://."
        )
    name = unquote(parts.path.lstrip("/"))
    options = dict(parse_qsl(parts.query))
    host = options.pop("host", "") or unquote(parts.hostname or "")
    wrong = sorted(set(options) - set(_POSTGRES_OPTIONS))
    if wrong:
        raise UsageError(f"DATABASE_URL has {', '.join(wrong)}; known: {', '.join(_POSTGRES_OPTIONS)}, host.")
    if not name or not host:
        raise UsageError("DATABASE_URL needs a host and a name: postgresql://user:password@host:5432/name.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def mail(url: str) -> dict[str, Any]:
    """Return Django's mail settings.

    Examples
    --------
    >>> mail("smtp://post:word@mail.example.org")["EMAIL_PORT"]
    587
    """
    if url == "console":
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    parts = _split("HEADWATER_EMAIL_URL", url)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise UsageError(
            "HEADWATER_EMAIL_URL is neither console nor smtp://user:password@host:587 nor smtps://..."
        )
    safe = parts.scheme == "smtps"
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (465 if safe else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": safe,
        "EMAIL_USE_TLS": not safe and parts.hostname not in _LOOPBACK,
        "EMAIL_TIMEOUT": 20,
    }


def site(url: str, *, allow_http: bool) -> SplitResult:
    """Return the address of the site; http only on this machine, unless it was allowed by name."""
    parts = _split("HEADWATER_URL", url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/") or parts.query:
        raise UsageError(f"HEADWATER_URL is {url!r}: write https://name, with a port if needed and no path.")
    if parts.scheme == "http" and parts.hostname not in _LOOPBACK and not allow_http:
        raise UsageError(
            f"HEADWATER_URL is {url}: passwords would travel unencrypted. Put a reverse proxy with https in "
            "front, or set HEADWATER_ALLOW_HTTP=yes on a network that is all yours."
        )
    return parts


def _split(name: str, url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        # never the address itself: it may hold a password
        raise UsageError(f"{name} is not an address: {error}.") from None
    return parts


def _sqlite(file: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": file,
        "OPTIONS": {
            # a writer waits its turn at the start, instead of failing in the middle
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; "
            # what is removed is gone from the file too: quotes of purged words, addresses of people
            "PRAGMA secure_delete=ON;",
        },
        "CONN_MAX_AGE": 60,
    }
