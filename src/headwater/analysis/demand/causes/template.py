"""A ledger to fill in: the reasons that make most of failure demand, with what is known of them."""

from pathlib import Path

import yaml

from headwater.analysis.demand.causes.actions import STATES
from headwater.analysis.demand.causes.causes_result import Causes
from headwater.analysis.demand.causes.reading_figures import yearly
from headwater.analysis.demand.prevalence.prevalence_result import NOUNS
from headwater.analysis.errors import TryAgainError, UsageError


def ledger_template(found: Causes) -> str:
    """Return a ledger as YAML, one entry a reason, empty where somebody has to decide."""
    ledger = found.ledger
    noun = NOUNS[found.measure]
    lines = [
        f"# Action ledger. These reasons make the first {ledger.within:.0%} of the {noun} of failure demand.",
        "# Fill in who does what, and what you expect: contacts saved a year, from the low to the high end.",
        "# cost: what the action costs once. start, due: days such as 2026-03-31. An entry may also be about",
        "# a whole cause: write `cause: process` in place of `reason:`.",
        f"# state: {', '.join(STATES)}.",
    ]
    if found.currency:
        lines.append(f"currency: {_scalar(found.currency)}")
    lines.append("actions:" if ledger.lines else "actions: []")
    for line in sorted(ledger.lines, key=lambda each: -(each.share.value or 0.0)):
        node = next(node for node in found.named("reason") if node.name == line.reason)
        unsure = "; sampling error leaves open whether it belongs here" if line.unsure else ""
        contacts = yearly(node.yearly.contacts, "contacts")
        lines += [
            f"  # {line.share.percent()} of {noun}, {contacts} a year{unsure}",
            f"  - reason: {_scalar(line.reason)}",
            f"    owner: {_scalar(line.owner)}" if line.owner else "    owner:",
            "    action:",
            "    saved_low:",
            "    saved_high:",
            "    cost:",
            "    start:",
            "    due:",
            f"    state: {STATES[0]}",
        ]
    return "\n".join(lines) + "\n"


def write_template(found: Causes, path: Path) -> None:
    """Write the ledger to fill in; a file that is there is never overwritten.

    Raises
    ------
    UsageError
        There is such a file.
    """
    if path.suffix.lower() not in (".yaml", ".yml"):
        raise UsageError(f"{path}: a new ledger is YAML; give a name that ends in .yaml.")
    if path.exists():
        raise UsageError(
            f"{path} is there already, and may hold what people decided. Choose another name for the new "
            "ledger."
        )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(ledger_template(found))
    except OSError as error:
        raise TryAgainError(f"The ledger cannot be written to {path}: {error.strerror}.") from error


def _scalar(text: str) -> str:
    """Return a text as YAML keeps it on one line."""
    written: str = yaml.safe_dump(text, allow_unicode=True, width=10_000)
    return written.removesuffix("...\n").strip()
