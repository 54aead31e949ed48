"""The cluster's engine: Spark, on the same Parquet files."""

import os
from collections.abc import Mapping, Sequence
from functools import reduce
from pathlib import Path
from typing import Any

import narwhals as nw

from headwater.analysis.errors import MissingExtraError, TryAgainError

_TYPES = {
    "VARCHAR": "string",
    "TIMESTAMPTZ": "timestamp",
    "DOUBLE": "double",
    "BOOLEAN": "boolean",
    "INTEGER": "int",
    "SMALLINT": "smallint",
    "BIGINT": "bigint",
    "DATE": "date",
    "VARCHAR[]": "array<string>",
    "MAP(VARCHAR, VARCHAR)": "map<string,string>",
}


class SparkEngine:
    """Computes on Spark: in this process by default, on a cluster when given its address.

    Parameters
    ----------
    master : str, optional
        Address such as `spark://host:7077`; the environment's `HEADWATER_SPARK_MASTER`, else `local[*]`.
        Every worker must see the store's folder under the same path.
    options : mapping, optional
        Further Spark settings.

    Raises
    ------
    MissingExtraError
        The extra `spark` is not installed.
    TryAgainError
        Spark did not start: no Java, or no cluster at that address.
    """

    name = "spark"

    def __init__(self, master: str | None = None, options: Mapping[str, str] | None = None) -> None:
        try:
            from pyspark.sql import SparkSession
        except ImportError:
            raise MissingExtraError("The Spark engine", "spark") from None
        self.master = master or os.environ.get("HEADWATER_SPARK_MASTER") or "local[*]"
        settings = {
            "spark.sql.session.timeZone": "UTC",
            "spark.sql.sources.partitionColumnTypeInference.enabled": "false",
            "spark.sql.ansi.enabled": "true",
            "spark.ui.enabled": "false",
            "spark.ui.showConsoleProgress": "false",
            "spark.log.level": "ERROR",
            **(options or {}),
        }
        builder = SparkSession.builder.master(self.master).appName("headwater")
        for key, value in settings.items():
            builder = builder.config(key, value)
        try:
            self.session = builder.getOrCreate()
        except Exception as error:
            raise TryAgainError(
                f"Spark did not start at {self.master}: {str(error).splitlines()[0]} "
                "It needs Java 17 or newer on the path, and a cluster that answers at that address."
            ) from error

    def scan(
        self,
        files: Sequence[str],
        types: Mapping[str, str],
        dictionaries: Mapping[str, Sequence[str]],
    ) -> nw.LazyFrame[Any]:
        """Return a lazy table over Parquet files; dictionaries are not used."""
        shape = ", ".join(f"`{name}` {_TYPES[kind]}" for name, kind in types.items())
        if not files:
            return nw.from_native(self.session.createDataFrame([], shape))
        reader = self.session.read.schema(shape)
        root = _common_root(files)
        frame = reader.option("basePath", root).parquet(*files) if root else reader.parquet(*files)
        return nw.from_native(frame.select(*[f"`{name}`" for name in types]))

    def keep(self, frame: nw.LazyFrame[Any], path: Path) -> None:
        """Compute a lazy table into a folder of Parquet files."""
        nw.to_native(frame).write.mode("overwrite").parquet(str(path))

    def kept(self, path: Path, types: Mapping[str, str]) -> nw.LazyFrame[Any]:
        """Return a table kept in a folder of Parquet files, lazily."""
        return self.scan(sorted(str(file) for file in path.glob("*.parquet")), types, {})

    def close(self) -> None:
        """Stop the session."""
        self.session.stop()


def _common_root(files: Sequence[str]) -> str:
    """Return the folder above the partition folders, or nothing when the files are not partitioned."""
    partitioned = [Path(file) for file in files if "=" in Path(file).parent.name]
    if len(partitioned) != len(files):
        return ""
    return str(
        reduce(
            lambda kept, path: kept if kept == path else kept.parent, (p.parent.parent for p in partitioned)
        )
    )
