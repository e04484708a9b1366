"""Source → connector → times, tokens → lake; quarantine; nothing twice, nothing lost."""
