"""Events → days, windows, pairs, subjects: numbers with plain names, a noun a file."""
