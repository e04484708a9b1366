"""A folder to begin with: commented settings, a key, an empty lake, a store."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from leakwatch import pipeline, settings, tokens
from leakwatch.errors import ConfigError


def begin(folder: Path) -> Iterator[str]:
    """Makes what is missing, and says of each what it did."""
    place = folder / "leakwatch.toml"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        kept = place.exists()
        if not kept:
            template = files("leakwatch").joinpath("leakwatch.toml").read_text(encoding="utf-8")
            place.write_text(template, encoding="utf-8")
    except OSError as error:
        raise ConfigError(f"cannot be made: {error.strerror}", where=str(folder)) from error
    yield f"{place}: {'kept as it was' if kept else 'new; add your sources to it'}"
    read = settings.read(place)
    if not read.keys.environment:
        key = Path(read.place(read.keys.file))
        yield f"{key}: {'kept as it was' if key.exists() else 'new; keep it secret, back it up'}"
        tokens.new(key)
    with pipeline.opened(read) as house:
        yield f"{house.lake.path}: the lake"
    yield f"{read.store.url}: the store"
