"""Engines: where lazy tables over contacts are computed. One laptop (DuckDB) or a cluster (Spark)."""

from headwater.analysis.contacts.engines.base import Engine, collect, engine_named

__all__ = ["Engine", "collect", "engine_named"]
