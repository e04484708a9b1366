"""Jobs by the clock: one leader among all schedulers, every window once, in order."""
