"""Detectors: one file per way of leaking, named for the deed."""
