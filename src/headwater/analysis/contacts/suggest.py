"""Which mapping fits an export: one that ships, or a proposal with how sure each of its columns is."""

from collections.abc import Mapping as Keyed
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from headwater.analysis.contacts.mapping import parse_mapping
from headwater.analysis.contacts.suggesting.column_guesses import ColumnGuess, LeftOut, guess_columns
from headwater.analysis.contacts.suggesting.proposal import proposed_text
from headwater.analysis.contacts.suggesting.shipped_fit import ShippedFit, compare_with_shipped, shipped_text
from headwater.analysis.contacts.transform import Preview, preview
from headwater.analysis.errors import BadDataError
from headwater.analysis.frames import Backend, to_frame

SAMPLE_ROWS = 1_000


@dataclass(frozen=True)
class Suggestion:
    """What can be said about the mapping of one file.

    Attributes
    ----------
    shipped : str or None
        Name of the mapping that ships with Headwater and fits; None when none does.
    compared : tuple of ShippedFit
        The shipped mappings compared, best first.
    columns : tuple of ColumnGuess
        What each canonical column would be filled from, with score and evidence.
    left_out : tuple of LeftOut
        Columns that look useful and are not used, with the reason.
    unsure : tuple of str
        Why no mapping can be written, when none can.
    text : str or None
        The mapping file, ready for `contacts import --mapping`; None when it would be a guess.
    rejected : int
        Rows of the sample that this mapping turns away.
    excluded : dict of str to int
        Rows of the sample that its filters leave out, by name.
    """

    file: str
    rows: int
    records: str | None
    shipped: str | None
    compared: tuple[ShippedFit, ...]
    columns: tuple[ColumnGuess, ...]
    left_out: tuple[LeftOut, ...]
    unsure: tuple[str, ...]
    text: str | None
    rejected: int = 0
    excluded: dict[str, int] = field(default_factory=dict)

    @property
    def nearly(self) -> tuple[ShippedFit, ...]:
        """Mappings that would fit, were it not for a column or two."""
        return () if self.shipped else tuple(fit for fit in self.compared if fit.nearly_fits)

    def __str__(self) -> str:
        lines = [f"{self.file}: {self.rows:,} rows looked at"]
        if self.shipped:
            best = self.compared[0]
            lines.append(f"The mapping {self.shipped!r} fits: {best.said()}.")
        elif self.text:
            lines.append("No mapping that ships fits. This is a proposal; check each column.")
        else:
            lines.append("Not sure: no mapping is proposed.")
        lines += [
            f"It looks like {fit.name!r}, but lacks {' and '.join(fit.missing)}: export it with that."
            for fit in self.nearly
        ]
        lines += [f"  - {why}" for why in self.unsure]
        if self.text:
            left = sum(self.excluded.values())
            lines.append(
                f"Tried on these rows: {self.rejected:,} rejected, {left:,} left out by its filters."
            )
        if self.columns:
            width = max(6, *(len(c.column) for c in self.columns))
            lines += ["", "sure  column" + " " * (width - 6) + "  from"]
            lines += [f"{c.score:4.2f}  {c.column:<{width}}  {c.source}: {c.evidence}" for c in self.columns]
        if self.left_out:
            lines += ["", "Left out:", *(f"  {c.source}: {c.why}" for c in self.left_out)]
        return "\n".join(lines)

    def to_dict(self) -> dict[str, Any]:
        """Return the suggestion as JSON-ready data."""
        return {
            "file": self.file,
            "rows": self.rows,
            "shipped": self.shipped,
            "compared": [fit.to_dict() for fit in self.compared],
            "nearly": [{"name": fit.name, "missing": list(fit.missing)} for fit in self.nearly],
            "columns": [{**asdict(c), "sure": c.sure} for c in self.columns],
            "left_out": [asdict(c) for c in self.left_out],
            "unsure": list(self.unsure),
            "rejected": self.rejected,
            "excluded": self.excluded,
            "mapping": self.text,
        }

    def to_frame(self, backend: Backend | None = None) -> Any:
        """Return the columns with score and evidence as a data frame."""
        names = ("column", "source", "score", "evidence")
        return to_frame({n: [getattr(c, n) for c in self.columns] for n in names}, backend)

    def mapping_text(self) -> str:
        """Return the mapping file.

        Raises
        ------
        BadDataError
            No mapping is proposed; the message says what is missing.
        """
        if self.text is None:
            why = " ".join(self.unsure)
            raise BadDataError(
                f"{self.file}: no mapping is proposed, so none is written. {why} Write the mapping by hand: "
                "start from the output of `headwater contacts mappings generic --out my_mapping.yaml`.",
                file=self.file,
            )
        return self.text


def suggest(
    path: Path | str, *, encoding: str | None = None, rows: int = SAMPLE_ROWS, name: str | None = None
) -> Suggestion:
    r"""Say which mapping fits an export, or propose one.

    First the columns are compared with every mapping that ships. When none fits, each column is judged by
    its header (English, German, Spanish, French) and by a sample of its values. Time that passed is never
    proposed as handle time, and without a contact id and an opening instant nothing is proposed.

    Parameters
    ----------
    path : Path or str
        The export: CSV, JSON, JSON Lines or Parquet, each also packed.
    encoding : str, optional
        Encoding of the text; None finds it out.
    rows : int
        How many rows to look at.
    name : str, optional
        What the file is called, when it does not lie under its own name.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder, "anrufe.csv")
    ...     _ = file.write_text("Ticketnummer;Erstellt am;Kanal;Kundennummer\n"
    ...                         "1;02.03.2026 09:15;Anruf;K7\n2;13.03.2026 10:00;E-Mail;K8\n")
    ...     found = suggest(file)
    >>> [(c.column, c.source, c.sure) for c in found.columns]
    [('contact_id', 'Ticketnummer', True), ('customer_id', 'Kundennummer', True),
     ('opened_at', 'Erstellt am', True), ('channel', 'Kanal', True)]
    """
    path = Path(path)
    name = name or path.name
    compared, samples = compare_with_shipped(path, rows, encoding)
    best = next((fit for fit in compared if fit.fits), None)
    if best is not None:
        taken = samples[best.records]
        found = Suggestion(
            file=name, rows=_length(taken), records=best.records, shipped=best.name,
            compared=tuple(compared), columns=best.columns, left_out=(), unsure=(),
            text=shipped_text(best.name),
        )  # fmt: skip
        return _tried(found, path, encoding)
    records, taken = next(iter(samples.items()))
    columns, left_out = guess_columns(taken)
    unsure = _unsure(columns, _length(taken))
    found = Suggestion(
        file=name, rows=_length(taken), records=records, shipped=None, compared=tuple(compared),
        columns=tuple(columns), left_out=tuple(left_out), unsure=unsure,
        text=None if unsure else proposed_text(name, records, columns, taken),
    )  # fmt: skip
    return _tried(found, path, encoding)


def _tried(found: Suggestion, path: Path, encoding: str | None) -> Suggestion:
    """Run the mapping over the rows looked at; a column whose values it turns away is less sure."""
    if found.text is None:
        return found
    mapping = parse_mapping(found.text, f"the mapping for {found.file}")
    tried = preview(path, mapping, max(found.rows, 1), encoding=encoding)
    columns = tuple(_after_trial(column, tried) for column in found.columns)
    return replace(found, columns=columns, rejected=len(tried.rejects), excluded=tried.excluded)


def _after_trial(column: ColumnGuess, tried: Preview) -> ColumnGuess:
    why = [r.reason for r in tried.rejects if r.reason.split(":")[0].split(" ")[0] == column.column]
    if not why:
        return column
    share = 1 - len(why) / tried.source_rows
    said = f"{column.evidence}; {len(why)} of {tried.source_rows} rows are turned away: {why[0]}"
    return replace(column, score=round(column.score * share, 2), evidence=said)


def _unsure(columns: Sequence[ColumnGuess], rows: int) -> tuple[str, ...]:
    found = {c.column: c for c in columns}
    wanted = {
        "contact_id": "No column is named like an identifier of the contact and differs in every row. "
        "(Are these events of cases? Then the table is case_events.)",
        "opened_at": "No column is named like the instant a contact began and holds instants.",
    }
    return tuple(why for name, why in wanted.items() if name not in found) if rows else ("It has no rows.",)


def _length(taken: Keyed[str, Sequence[str | None]]) -> int:
    return max((len(values) for values in taken.values()), default=0)
