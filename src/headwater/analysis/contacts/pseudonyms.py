"""Pseudonyms of customers and agents: the same person gets the same one, and only the key can make it."""

import hmac
import os
import re
import secrets
import stat
from pathlib import Path
from typing import Literal

from headwater.analysis.errors import UsageError

Person = Literal["customer", "agent"]


class PseudonymKey:
    """A secret key that turns identifiers into pseudonyms.

    Parameters
    ----------
    secret : bytes
        32 random bytes. Whoever has them can test whether a known identifier is in the store.

    Notes
    -----
    A pseudonym is the first 128 bits of HMAC-SHA256 of the kind of person and the identifier [1]_. The
    kind is part of the message, so that a customer and an agent with the same number stay apart.

    References
    ----------
    .. [1] Krawczyk, Bellare, Canetti (1997), HMAC: Keyed-Hashing for Message Authentication, RFC 2104.

    Examples
    --------
    >>> key = PseudonymKey(bytes(32))
    >>> key.pseudonym("anna@example.org") == key.pseudonym("anna@example.org")
    True
    >>> key.pseudonym("7", "customer") == key.pseudonym("7", "agent")
    False
    """

    def __init__(self, secret: bytes) -> None:
        if len(secret) != 32:
            raise UsageError("A pseudonym key has to be 32 bytes.")
        self._secret = secret

    def __repr__(self) -> str:
        return "PseudonymKey(...)"

    def pseudonym(self, raw: str, person: Person = "customer") -> str:
        """Return the pseudonym of an identifier: 32 hexadecimal digits."""
        return hmac.digest(self._secret, f"{person}\x1f{raw}".encode(), "sha256").hex()[:32]

    @classmethod
    def load_or_create(cls, path: Path) -> "PseudonymKey":
        """Read the key file, or make it with a new key when it is missing.

        Raises
        ------
        UsageError
            The file can be read by others, or does not hold a key.
        """
        path = Path(path)
        try:
            return cls(_create(path))
        except FileExistsError:
            return cls(_read(path))
        except OSError as error:
            raise UsageError(f"The key file {path} cannot be made: {error.strerror}.") from error


def _create(path: Path) -> bytes:
    secret = secrets.token_bytes(32)
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() or path.is_symlink():
        raise FileExistsError
    # written apart and linked into place: another importer never sees a key file that is half written
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        _write(draft, secret)
        os.link(draft, path)
    except FileExistsError:
        raise
    except OSError:
        _write(path, secret)  # some file systems have no links
    finally:
        draft.unlink(missing_ok=True)
    return secret


def _write(path: Path, secret: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secret.hex() + "\n")
        file.flush()
        os.fsync(file.fileno())


def _read(path: Path) -> bytes:
    try:
        mode = path.stat().st_mode
        if not stat.S_ISREG(mode):
            raise UsageError(f"The key file {path} is not a file.")
        if os.name == "posix" and mode & 0o077:
            raise UsageError(
                f"The key file {path} can be read or written by others (mode {stat.S_IMODE(mode):04o}): "
                f"whoever has it can find out who is behind a pseudonym. Run: chmod 600 {path}"
            )
        text = path.read_text(encoding="ascii", errors="replace").strip()
    except OSError as error:
        raise UsageError(f"The key file {path} cannot be read: {error.strerror}.") from error
    if not re.fullmatch(r"[0-9a-fA-F]{64}", text):
        raise UsageError(
            f"The key file {path} does not hold a key (64 hexadecimal digits). Give the right file, or one "
            "that does not exist yet to make a new key; pseudonyms made under another key will not match."
        )
    return bytes.fromhex(text)
