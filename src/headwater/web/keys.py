"""Keys in files: made once, readable by their owner only."""

import os
import secrets
from pathlib import Path

from headwater.analysis.errors import UsageError


def secret_key(folder: Path) -> str:
    """Return the key that signs sessions, made at the first start."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = folder / "session.key"
    return write_once(file, secrets.token_urlsafe(64))


def write_once(file: Path, text: str) -> str:
    """Write a secret into a new file (0600) and return it; return what is there when it exists.

    Two processes that start together get the same secret.
    """
    draft = file.with_name(f".{file.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        if not file.exists():
            descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8") as out:
                out.write(text)
                out.flush()
                os.fsync(out.fileno())
            try:
                os.link(draft, file)  # fails when another process was first; never half a key
            except FileExistsError:
                pass
            finally:
                draft.unlink()
        if file.stat().st_mode & 0o077:
            raise UsageError(f"{file} can be read by others: make it private with chmod 600.")
        said = file.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise UsageError(f"The key {file} cannot be made or read: {error.strerror}.") from None
    if not said:
        raise UsageError(
            f"The key {file} is empty: restore it from a backup, or delete it to make a new one."
        )
    return said
