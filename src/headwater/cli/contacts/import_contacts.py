"""`headwater contacts import`."""

from datetime import UTC, datetime
from pathlib import Path

import click

from headwater.cli.output import Output, with_output

_REFUSED = 65


class _Limit(click.ParamType[float]):
    """A share (0.05 or 5%) or a number of rows."""

    name = "share or count"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> float:
        text = str(value).strip()
        try:
            number = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
        except ValueError:
            number = -1.0
        if not 0 <= number < float("inf") or (text.endswith("%") and number > 1):
            self.fail(f"{text!r} is neither a share (0.05 or 5%) nor a number of rows (50).", param, ctx)
        # 100% means every row may fail, not one row
        return float("inf") if text.endswith("%") and number == 1 else number


@click.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--mapping", required=True, help="Name of a shipped mapping, or a YAML file of your own.")
@click.option("--store", required=True, type=click.Path(path_type=Path), help="Folder of the contact store.")
@click.option("--source", help="Name of the system and export; the mapping's own name for it by default.")
@click.option("--timezone", help="The organisation's time zone, such as Europe/Berlin.")
@click.option(
    "--key-file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Key of the pseudonyms; beside the store by default, made when missing.",
)
@click.option("--no-text", is_flag=True, help="Leave subject lines and bodies out.")
@click.option("--encoding", help="Encoding of the files, when it cannot be detected.")
@click.option(
    "--max-rejects",
    type=_Limit(),
    default="1%",
    show_default=True,
    help="Refuse the whole import above this share (0.05 or 5%) or number of rejected rows.",
)
@click.option(
    "--rejects",
    "rejects_file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Where to list rejected rows; in a folder beside the store by default.",
)
@click.option(
    "--wait",
    "wait_seconds",
    type=float,
    default=600.0,
    show_default=True,
    help="Seconds to wait for another import.",
)
@with_output
def import_contacts(
    output: Output,
    *,
    files: tuple[Path, ...],
    mapping: str,
    store: Path,
    source: str | None,
    timezone: str | None,
    key_file: Path | None,
    no_text: bool,
    encoding: str | None,
    max_rejects: float,
    rejects_file: Path | None,
    wait_seconds: float,
) -> int | None:
    """Import FILES of one export into a contact store, every row accounted for.

    The whole import happens or none of it. Importing the same files again changes nothing; files with later
    versions of the same contacts update them. CSV, JSON, JSON Lines and Parquet are read, each also as .gz
    or .zst.
    """
    from headwater.analysis.contacts.importing import ImportSettings, import_files
    from headwater.analysis.contacts.mapping import load_mapping
    from headwater.analysis.contacts.pseudonyms import PseudonymKey

    chosen = load_mapping(mapping)
    settings = ImportSettings(
        mapping=chosen,
        source=source or chosen.source or chosen.mapping,
        timezone=timezone,
        with_text=not no_text,
        max_rejects=max_rejects,
        encoding=encoding,
        wait_seconds=wait_seconds,
    )
    key = PseudonymKey.load_or_create(key_file or store.with_name(f"{store.name}-pseudonym.key"))
    with output.progress("Importing", "rows") as report:
        result = import_files(
            files,
            store,
            settings,
            key,
            now=datetime.now(UTC),
            rejects_file=rejects_file,
            progress=lambda rows: report(rows, None),
            say=output.say,
        )
    output.result(result)
    return _REFUSED if result.status == "refused" else None
