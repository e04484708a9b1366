"""The promises of connectors and detectors, for our tests and for yours."""

from leakwatch.checks.connector import check_connector
from leakwatch.checks.detector import check_detector

__all__ = ["check_connector", "check_detector"]
