"""Findings → alerts: what a person must answer, its identity, its state, its decisions."""

from leakwatch.alerts.deciding import decide
from leakwatch.alerts.explained import Explained, lines
from leakwatch.alerts.raising import Raised, raise_alerts
from leakwatch.alerts.tables import findings_table, table

__all__ = ["Explained", "Raised", "decide", "findings_table", "lines", "raise_alerts", "table"]
