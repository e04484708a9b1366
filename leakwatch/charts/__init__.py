"""Charts, a file each: numbers in, SVG out, the same for the same; the colours are the sheet's."""
