"""The one place that knows where SQL runs: DuckDB on one machine, Spark on a cluster."""

from __future__ import annotations

from leakwatch.engine.contract import Engine, Made, Run, Schema
from leakwatch.engine.duck import DuckDB
from leakwatch.engine.spark import Spark
from leakwatch.settings import Settings

__all__ = ["DuckDB", "Engine", "Made", "Run", "Schema", "Spark", "connect"]


def connect(settings: Settings) -> Engine:
    """The engine the settings name; ConfigError where it is not installed."""
    if settings.engine.name == "spark":
        return Spark()
    return DuckDB(settings.engine.threads, settings.engine.memory)
