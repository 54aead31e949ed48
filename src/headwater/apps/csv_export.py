"""Tables that leave as files: nothing in them is run by the spreadsheet that opens them."""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpResponse

from headwater.analysis.demand.coding.cells import safe


def csv_response(name: str, columns: Mapping[str, Sequence[Any]]) -> HttpResponse:
    """Answer with a table as a CSV file: UTF-8 with its mark, texts that look like formulas made harmless.

    Parameters
    ----------
    name : str
        Of the file, without its ending: letters, digits and hyphens.
    columns : mapping of str to sequence
        Column by heading, all equally long.
    """
    written = io.StringIO()
    rows = csv.writer(written)
    rows.writerow([safe(heading) for heading in columns])
    rows.writerows([_cell(value) for value in row] for row in zip(*columns.values(), strict=True))
    response = HttpResponse("\ufeff" + written.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    return safe(value) if isinstance(value, str) else value
