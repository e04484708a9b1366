"""What a machine needs to run the scheduler for years: a unit of systemd, or containers."""

from leakwatch.deploy.writing import write

__all__ = ["write"]
