"""Further rings, each cast, worked and known outside in its own way."""
