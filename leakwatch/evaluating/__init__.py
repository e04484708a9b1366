"""The release card: how much of what is planted is found, at what price, beside the usual way."""
