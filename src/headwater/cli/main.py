"""The root of the `headwater` command, and the one place where errors become exit codes."""

import os
import sys
from typing import NoReturn

import click

from headwater import __version__
from headwater.analysis.errors import HeadwaterError
from headwater.cli.lazy import Entry, LazyGroup

EXIT_CODES = {
    "usage": 2,
    "missing_extra": 2,
    "bad_data": 65,
    "not_allowed": 77,
    "try_again": 75,
}
"""Exit code for each error code; 0 is done, 1 is a fault of Headwater itself."""

root = LazyGroup(
    "headwater",
    "Find the contacts that should never have happened, and who can stop them.",
    {
        "contacts": Entry(
            "headwater.cli.contacts", "contacts", "Import exports and look into the contact store."
        ),
        "demand": Entry("headwater.cli.demand", "demand", "What the contacts say about the operation."),
        "interventions": Entry(
            "headwater.cli.interventions",
            "interventions",
            "Plan what is paid for, and judge whether it changed anything.",
        ),
        "policy": Entry(
            "headwater.cli.policy",
            "policy",
            "Find the instructions that cannot all be met, and what would free them.",
        ),
        "staffing": Entry(
            "headwater.cli.staffing",
            "staffing",
            "How many people the work needs, and what customers get from those who are there.",
        ),
        "serve": Entry("headwater.cli.serve", "serve", "Start the product people sign in to."),
        "work": Entry("headwater.cli.serve", "work", "Run a background worker alone."),
        "health": Entry(
            "headwater.cli.health", "health", "Ask the product on this machine whether it is well."
        ),
        "backup": Entry(
            "headwater.cli.backup", "backup", "Save records, contact store and keys in one file."
        ),
        "restore": Entry("headwater.cli.backup", "restore", "Put a backup into an empty data folder."),
        "sample-org": Entry(
            "headwater.cli.sample_org", "sample_org", "Simulate a delivery company with known truth."
        ),
        "sample-code": Entry(
            "headwater.cli.sample_code", "sample_code", "Let simulated coders fill a sheet drawn from it."
        ),
    },
)
root = click.version_option(__version__, prog_name="headwater")(root)


def run() -> NoReturn:
    """Run the command line and leave with a documented exit code."""
    try:
        outcome = root.main(prog_name="headwater", standalone_mode=False)
        sys.exit(outcome if isinstance(outcome, int) else 0)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped; nothing half-done was kept.", err=True)
        sys.exit(130)
    except HeadwaterError as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(EXIT_CODES[error.code])
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
