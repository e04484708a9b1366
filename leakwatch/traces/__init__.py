"""What single deeds leave in the facts: the counting that detectors build on."""
