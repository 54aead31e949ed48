"""`headwater policy example`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from headwater.cli.output import Output, with_output


@dataclass(frozen=True)
class Written:
    """The files that were written."""

    paths: tuple[Path, ...]

    def __str__(self) -> str:
        policies, facts = self.paths
        return f"Change them, then: headwater policy conflicts {policies} --facts {facts}"

    def to_dict(self) -> dict[str, Any]:
        """Return the paths as plain data."""
        return {"files": [str(path) for path in self.paths]}


@click.command("example")
@click.argument("name", type=click.Choice(["telecom", "worked"]))
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder to write policies.yaml and facts.yaml to.",
)
@with_output
def example(output: Output, *, name: str, out: Path) -> None:
    """Write the policies and facts of a scenario that ships, to start your own from."""
    from headwater.analysis.errors import TryAgainError, UsageError
    from headwater.analysis.policy.samples import sample_text

    paths = (out / "policies.yaml", out / "facts.yaml")
    for path in paths:
        if path.exists():
            raise UsageError(f"{path} exists already: give another folder.")
    try:
        out.mkdir(parents=True, exist_ok=True)
        for path in paths:
            path.write_text(sample_text(name, path.stem), encoding="utf-8")
    except OSError as error:
        raise TryAgainError(
            f"{out} cannot be written to: {error.strerror}. Choose another folder."
        ) from error
    output.result(Written(paths))
