"""Made-up organisations: difficult honest life first, planted leaks second, real files on disk."""

from leakwatch.synth.make import make
from leakwatch.synth.planted import Decoy, Leak, Planted, PlantedRing, Sample
from leakwatch.synth.scenarios import DEMO, SCENARIOS
from leakwatch.synth.settings import settings

__all__ = [
    "DEMO",
    "SCENARIOS",
    "Decoy",
    "Leak",
    "Planted",
    "PlantedRing",
    "Sample",
    "make",
    "settings",
]
