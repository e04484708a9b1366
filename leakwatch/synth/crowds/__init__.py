"""Honest people who belong together, and look like rings."""
