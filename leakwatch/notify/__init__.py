"""Tells people what needs them: found in the store, put once for each channel, then sent."""

from leakwatch.notify.telling import digest, find, tell, tried

__all__ = ["digest", "find", "tell", "tried"]
