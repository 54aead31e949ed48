"""`headwater serve` and `headwater work`: the product people sign in to, started by one command."""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec
from urllib.parse import urlsplit

import click

from headwater.analysis.errors import MissingExtraError
from headwater.cli.output import Output, with_output
from headwater.cli.processes import check_address, told_to_stop, watch


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(1, 65_535),
    help="Port to listen on; the port of HEADWATER_URL by default, else 8000.",
)
@click.option(
    "--workers", type=click.IntRange(1, 64), default=2, show_default=True, help="Processes that answer pages."
)
@click.option(
    "--sample/--no-sample",
    default=True,
    show_default=True,
    help="Load the sample organisation at the first start, or start empty.",
)
@click.option(
    "--sample-contacts",
    type=click.IntRange(500, 20_000_000),
    default=200_000,
    show_default=True,
    help="How many contacts the sample organisation has.",
)
@click.option("--prepare-only", is_flag=True, help="Bring records, files and keys up to date, and stop.")
@with_output
def serve(
    output: Output,
    *,
    host: str,
    port: int | None,
    workers: int,
    sample: bool,
    sample_contacts: int,
    prepare_only: bool,
) -> int | None:
    """Start Headwater: its pages and its background worker, until Ctrl-C.

    Settings come from the environment; the page "Running Headwater" of the documentation lists them. The
    first start with an empty data folder loads the sample organisation, or with --no-sample prints a token
    for the first administrator.
    """
    if port and not os.environ.get("HEADWATER_URL"):
        os.environ["HEADWATER_URL"] = f"http://127.0.0.1:{port}"
    set_up_django()
    from headwater.apps import installation
    from headwater.web.folder import held
    from headwater.web.start import prepare

    port = port or urlsplit(installation.site_url()).port or 8000
    with held(installation.data()):
        if not prepare_only:
            check_address(host, port)
        ready = prepare(sample_contacts=sample_contacts if sample else 0)
        output.result(ready)
        sys.stdout.flush()
        if prepare_only:
            return None
        output.say("Ctrl-C stops it.")
        pages = [sys.executable, "-m", "granian", "headwater.web.wsgi:application", "--interface", "wsgi"]
        pages += ["--host", host, "--port", str(port), "--workers", str(workers), "--blocking-threads", "4"]
        pages += ["--no-ws", "--log-level", "warning", "--workers-kill-timeout", "10"]
        work = [sys.executable, "-m", "headwater", "work", "--parent", str(os.getpid())]
        with told_to_stop() as stopping:
            return watch({"pages": pages, "worker": work}, stopping, output.say)


@click.command("work")
@click.option("--parent", type=int, help="Process that started this one; stop when it is gone.")
@with_output
def work(output: Output, *, parent: int | None) -> None:
    """Run a background worker alone, where pages are served by something else."""
    set_up_django()
    from headwater.apps.tasks.worker import Worker

    with told_to_stop() as stopping:
        Worker(stopping, parent).run()


def set_up_django() -> None:
    """Make the product's part of Headwater ready to use, with the settings of the environment."""
    if find_spec("django") is None or find_spec("granian") is None:
        raise MissingExtraError("The product with its pages", "web")
    os.umask(0o077)  # what is made from here on is its owner's only
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "headwater.web.settings")
    import django

    django.setup()
