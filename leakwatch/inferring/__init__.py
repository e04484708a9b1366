"""What an unknown file is: a log of a known kind, or a table and how to map it."""
