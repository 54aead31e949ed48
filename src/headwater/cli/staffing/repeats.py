"""`headwater staffing repeats`."""

from __future__ import annotations

import click

from headwater.cli.output import Output, with_output


@click.command("repeats")
@click.option("--issues-per-hour", type=float, required=True, help="New issues in an hour.")
@click.option("--handle-seconds", type=float, required=True, help="Mean handle time now.")
@click.option("--resolution", type=float, required=True, help="Share of contacts that settle it now (FCR).")
@click.option(
    "--call-back",
    type=float,
    default=1.0,
    show_default=True,
    help="Share of customers with an unsettled issue who contact again.",
)
@click.option("--then-handle-seconds", type=float, help="Mean handle time after the change.")
@click.option("--then-resolution", type=float, help="Share of contacts that settle it after the change.")
@click.option("--service-level", type=float, help="With it, required agents are given for both.")
@click.option("--max-occupancy", type=float, help="Likewise.")
@click.option(
    "--threshold-seconds", type=float, default=20.0, show_default=True, help="Of the service level."
)
@click.option("--agents", type=float, help="Agents who are there, to follow customers who leave.")
@click.option("--patience-seconds", type=float, help="Mean time customers wait before they leave.")
@click.option(
    "--redial", type=float, default=0.0, show_default=True, help="Share of those who left who try again."
)
@with_output
def repeats(
    output: Output,
    *,
    issues_per_hour: float,
    handle_seconds: float,
    resolution: float,
    call_back: float,
    then_handle_seconds: float | None,
    then_resolution: float | None,
    service_level: float | None,
    max_occupancy: float | None,
    threshold_seconds: float,
    agents: float | None,
    patience_seconds: float | None,
    redial: float,
) -> None:
    """Count the contacts that come back and, with a change, say whether longer handling pays for itself.

    The change is --then-handle-seconds and --then-resolution. Without one, --agents, --patience-seconds and
    --redial follow those who leave as well.
    """
    from headwater.analysis.errors import UsageError
    from headwater.analysis.staffing import equilibrium, neutrality

    if (then_handle_seconds is None) != (then_resolution is None):
        raise UsageError("A change needs both --then-handle-seconds and --then-resolution.")
    if then_handle_seconds is not None and then_resolution is not None:
        if agents is not None or redial:
            raise UsageError(
                "--agents and --redial describe one state of affairs: leave them out with a change."
            )
        found = neutrality(
            issues_per_hour,
            handle_before=handle_seconds,
            resolution_before=resolution,
            handle_after=then_handle_seconds,
            resolution_after=then_resolution,
            call_back=call_back,
            service_level=service_level,
            max_occupancy=max_occupancy,
            threshold_seconds=threshold_seconds,
            patience_seconds=patience_seconds,
        )
        output.result(found)
        return
    if redial and agents is None:
        raise UsageError("--redial needs --agents and --patience-seconds: else nobody leaves.")
    output.result(
        equilibrium(
            issues_per_hour,
            resolution,
            call_back,
            handle_seconds=handle_seconds,
            agents=agents,
            patience_seconds=patience_seconds,
            redial=redial,
            threshold_seconds=threshold_seconds,
        )
    )
