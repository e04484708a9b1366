"""Pages, a file each; every one says which right it wants."""
