"""The engine runs SQL files and holds tables; stages see this interface and never ask which engine it is."""

from dtsen_link.engine.base import Engine
from dtsen_link.engine.duckdb import DuckDBEngine
from dtsen_link.engine.opening import Engines, check_spark, open_engines

__all__ = ["DuckDBEngine", "Engine", "Engines", "check_spark", "open_engines"]
