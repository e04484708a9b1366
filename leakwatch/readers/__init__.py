"""Bytes of a file → records with their line numbers → raw rows of text."""
