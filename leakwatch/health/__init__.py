"""Whether all is well: what to look at, for people, for a balancer, and for Prometheus."""

from leakwatch.health.check import Check
from leakwatch.health.grounds import Grounds
from leakwatch.health.looking import health, ready
from leakwatch.health.page import Page
from leakwatch.health.serving import serving, watched

__all__ = ["Check", "Grounds", "Page", "health", "ready", "serving", "watched"]
