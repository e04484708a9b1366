"""The parts of a case file, in the order they are read."""
