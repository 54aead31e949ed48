"""`headwater health`: ask a Headwater that runs on this machine whether it is well."""

from __future__ import annotations

import http.client
from dataclasses import dataclass
from urllib.parse import urlsplit

import click

from headwater.analysis.errors import TryAgainError
from headwater.cli.output import Output, with_output


@dataclass(frozen=True)
class Health:
    """A Headwater that answers."""

    port: int

    def to_dict(self) -> dict[str, object]:
        """Return the same as plain data."""
        return {"port": self.port, "healthy": True}

    def __str__(self) -> str:
        return f"Headwater answers on port {self.port}, and its records work."


@click.command("health")
@click.option("--port", type=click.IntRange(1, 65_535), help="Port it listens on, as given to serve.")
@with_output
def health(output: Output, *, port: int | None) -> None:
    """Say whether the Headwater on this machine answers; for a container or whatever else watches over it.

    Exit code 0 when it is well, 75 when it is not.
    """
    from headwater.web.environment import Environment

    site = urlsplit(Environment().text("HEADWATER_URL"))
    port = port or site.port or 8000
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=8)
    try:
        # by the name people use: every other one is refused
        connection.request("GET", "/health", headers={"Host": site.netloc})
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        raise TryAgainError(f"Nothing answers on port {port}: {error}.") from None
    finally:
        connection.close()
    if status != http.client.OK:
        raise TryAgainError(f"Headwater answers on port {port} with {status}: its log says why.")
    output.result(Health(port))
