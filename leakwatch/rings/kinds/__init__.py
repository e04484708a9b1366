"""Kinds of evidence between two accounts, a file each: what they have in common, beyond chance."""
