"""`headwater policy authority`."""

from __future__ import annotations

from pathlib import Path

import click

from headwater.cli.options import FILE
from headwater.cli.output import Output, with_output


@click.command("authority")
@click.argument("remedies", type=FILE)
@click.option("--limit", type=float, required=True, help="What agents may give without asking.")
@click.option(
    "--raise-to",
    type=float,
    multiple=True,
    help="Higher limit to compare it with; may be repeated. By default those that cover 75, 90 and 95%.",
)
@click.option("--cost-per-escalation", type=float, help="What handling one escalation costs.")
@click.option("--cost-per-contact", type=float, help="What one more contact costs.")
@click.option(
    "--call-back",
    type=float,
    default=0.9,
    show_default=True,
    help="Share of customers without a solution who come back.",
)
@click.option(
    "--generosity",
    type=float,
    default=0.0,
    show_default=True,
    help="By what share agents would pay more than was paid, once they may.",
)
@with_output
def authority(
    output: Output,
    *,
    remedies: Path,
    limit: float,
    raise_to: tuple[float, ...],
    cost_per_escalation: float | None,
    cost_per_contact: float | None,
    call_back: float,
    generosity: float,
) -> None:
    """Say what a limit on the remedies in REMEDIES covers and causes, and whether raising it pays.

    REMEDIES is a CSV file with amount, escalated and resolved, and where known remedy_type, currency,
    approval_latency_s and contact_id: one row for each remedy that a customer needed.
    """
    from headwater.analysis.policy.authority import AuthorityCosts
    from headwater.analysis.policy.authority import authority as run
    from headwater.analysis.policy.remedies_table import read_remedies

    costs = AuthorityCosts(cost_per_escalation, cost_per_contact, call_back, generosity)
    output.result(run(read_remedies(remedies), limit, raise_to=raise_to, costs=costs))
