"""One Delta table of a store: its files at a version, and the two ways it is written."""

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from deltalake import DeltaTable, WriterProperties, write_deltalake

_PROPERTIES = WriterProperties(compression="ZSTD", compression_level=1, max_row_group_size=250_000)
_CONFIGURATION = {"delta.enableExpiredLogCleanup": "false"}
"""Old versions stay readable until someone tidies up on purpose."""
_MANY_FILES = 24
"""Files in one month above which small ones are put together."""


class StoreTable:
    """A Delta table partitioned by month, in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def exists(self) -> bool:
        """Whether the table has been created."""
        return (self.folder / "_delta_log" / f"{0:020d}.json").exists()

    def version(self) -> int | None:
        """Return the newest Delta version, committed by an import or not; None without a table."""
        return self._newest() if self.exists() else None

    def files(self, version: int | None, months: Sequence[str] | None = None) -> list[str]:
        """Return the Parquet files of a version, of some months only when asked."""
        if version is None:
            return []
        # the addresses are those of a URL: a space in the folder's name stands there as %20
        found = (Path(uri) for uri in DeltaTable(str(self.folder), version=version).file_uris())
        folder = self.folder.absolute()
        files = [folder / file.parent.name / file.name for file in found]
        if months is None:
            return sorted(map(str, files))
        wanted = {f"month={month}" for month in months}
        return sorted(str(file) for file in files if file.parent.name in wanted)

    def append(self, rows: Any) -> int:
        """Add rows (anything that exports an Arrow stream) and return the new version."""
        write_deltalake(
            str(self.folder),
            rows,
            mode="append",
            partition_by=["month"],
            writer_properties=_PROPERTIES,
            configuration=_CONFIGURATION,
        )
        return self._newest()

    def replace_months(self, rows: Any, months: Sequence[str]) -> int:
        """Replace the content of some months by `rows`, which are all of those months."""
        listed = ", ".join("'" + month.replace("'", "''") + "'" for month in months)
        write_deltalake(
            str(self.folder),
            rows,
            mode="overwrite",
            predicate=f"month IN ({listed})",
            partition_by=["month"],
            writer_properties=_PROPERTIES,
        )
        return self._newest()

    def compact(self, months: Sequence[str]) -> int:
        """Put the small files of crowded months together and return the version."""
        table = DeltaTable(str(self.folder))
        counts: dict[str, int] = {}
        for file in table.file_uris():
            month = Path(file).parent.name.removeprefix("month=")
            counts[month] = counts.get(month, 0) + 1
        for month in months:
            if counts.get(month, 0) > _MANY_FILES:
                table.optimize.compact(
                    partition_filters=[("month", "=", month)], writer_properties=_PROPERTIES
                )
        return self._newest()

    def return_to(self, version: int | None) -> None:
        """Take back what an interrupted import left: the newest content is that of `version`."""
        if version is None:
            if self.folder.exists():
                shutil.rmtree(self.folder)
            return
        if self._newest() != version:
            table = DeltaTable(str(self.folder))
            if set(self.files(int(table.version()))) != set(self.files(version)):
                table.restore(version)
        self._remove_strays()

    def _newest(self) -> int:
        return int(DeltaTable(str(self.folder)).version())

    def _remove_strays(self) -> None:
        """Remove Parquet files that no version ever named: an interrupted write left them."""
        named: set[str] = set()
        for log in (self.folder / "_delta_log").glob("*.json"):
            for line in log.read_text(encoding="utf-8").splitlines():
                action = json.loads(line)
                if "add" in action:
                    named.add(Path(action["add"]["path"]).name)
        for file in self.folder.glob("month=*/*.parquet"):
            if file.name not in named:
                file.unlink()
