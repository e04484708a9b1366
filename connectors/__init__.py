"""Connectors: one file per kind of log."""
