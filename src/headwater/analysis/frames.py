"""Results as columns, and as the data frame of whichever library the analyst has."""

from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from typing import Any, Literal

from headwater.analysis.errors import UsageError

Columns = Mapping[str, Sequence[Any]]
"""A table as named columns of equal length."""

Backend = Literal["pandas", "polars", "pyarrow"]
_BACKENDS: tuple[Backend, ...] = ("pandas", "polars", "pyarrow")


def to_frame(columns: Columns, backend: Backend | None = None) -> Any:
    """Return columns as a data frame of the library asked for, or of the first one installed.

    Parameters
    ----------
    columns : mapping of str to sequence
        Columns of equal length.
    backend : {'pandas', 'polars', 'pyarrow'}, optional
        None takes the first of these three that is installed.

    Raises
    ------
    UsageError
        None of the three is installed, or the name is not one of them.
    """
    chosen = backend or next((name for name in _BACKENDS if find_spec(name)), None)
    if chosen is None or chosen not in _BACKENDS:
        raise UsageError(
            "A data frame needs one of pandas, polars or pyarrow. Install one, or use .to_dict()."
        )
    data = {name: list(values) for name, values in columns.items()}
    if chosen == "pandas":
        import pandas as pd

        return pd.DataFrame(data)
    if chosen == "polars":
        import polars as pl

        return pl.DataFrame(data, strict=False)
    import pyarrow as pa

    return pa.table(data)


def to_rows(columns: Columns) -> list[dict[str, Any]]:
    """Return the same table as a list of rows.

    Examples
    --------
    >>> to_rows({"team": ["a", "b"], "contacts": [2, 1]})
    [{'team': 'a', 'contacts': 2}, {'team': 'b', 'contacts': 1}]
    """
    names = list(columns)
    return [dict(zip(names, values, strict=True)) for values in zip(*columns.values(), strict=True)]
