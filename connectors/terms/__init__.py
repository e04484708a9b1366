"""Words of the standards that more than one connector reads."""
