"""Feeds: whether the logs still come, whole, and as they came before."""
