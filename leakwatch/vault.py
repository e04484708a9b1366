"""Raw files as they were delivered: compressed, encrypted, named by their digest."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import zstandard

from leakwatch.errors import SourceError
from leakwatch.tokens import Key


class Vault:
    """A folder of age files (age-encryption.org/v1) of zstd frames, one a raw file."""

    def __init__(self, path: Path, key: Key) -> None:
        self.path, self._key = path, key

    def place(self, digest: str) -> Path:
        """Where the file of this digest lies."""
        return self.path / digest[:2] / f"{digest}.zst.age"

    def keep(self, path: Path, digest: str) -> None:
        """Puts a file in; one that is there already is left alone."""
        import pyrage

        place = self.place(digest)
        if place.exists():
            return
        place.parent.mkdir(parents=True, exist_ok=True)
        recipient = pyrage.x25519.Identity.from_str(self._key.vault).to_public()
        with tempfile.NamedTemporaryFile(dir=place.parent, delete=False) as sealed:
            try:
                with path.open("rb") as raw:
                    packed = zstandard.ZstdCompressor(level=3).stream_reader(raw)
                    pyrage.encrypt_io(packed, sealed, [recipient])
                sealed.flush()
                os.fsync(sealed.fileno())
            except OSError as error:
                Path(sealed.name).unlink(missing_ok=True)
                raise SourceError(f"cannot be kept: {error}", where=str(place)) from error
        Path(sealed.name).replace(place)

    @contextmanager
    def open(self, digest: str) -> Iterator[BinaryIO]:
        """The bytes of a kept file; SourceError where it is not in the vault."""
        import pyrage

        place = self.place(digest)
        if not place.exists():
            raise SourceError("not in the vault", where=str(place))
        identity = pyrage.x25519.Identity.from_str(self._key.vault)
        with (
            place.open("rb") as sealed,
            tempfile.TemporaryFile() as packed,
            tempfile.TemporaryFile() as raw,
        ):
            pyrage.decrypt_io(sealed, packed, [identity])
            packed.seek(0)
            with zstandard.ZstdDecompressor().stream_reader(packed) as plain:
                shutil.copyfileobj(plain, raw)
            raw.seek(0)
            yield raw
