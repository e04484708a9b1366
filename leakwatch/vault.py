"""Raw files as they were delivered: compressed, encrypted, named by their digest."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, cast

import zstandard

from leakwatch.errors import ConfigError, SourceError
from leakwatch.readers.opening import HASHED, RawFile, unchanged
from leakwatch.tokens import Key

#: twice as fast as zstd's own choice, and a tenth larger
LEVEL = 1


class Vault:
    """A folder of age files (age-encryption.org/v1) of zstd frames, one a raw file."""

    def __init__(self, path: Path, key: Key) -> None:
        self.path, self._key = path, key

    def place(self, digest: str) -> Path:
        """Where the file of this digest lies."""
        return self.path / digest[:2] / f"{digest}.zst.age"

    def keep(self, raw: RawFile) -> None:
        """Puts a file in; one that is there already is left alone."""
        import pyrage

        place = self.place(raw.digest)
        if place.exists():
            return
        draft = place.with_suffix(".part")
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            self._seal(raw, draft)
            # what is named by a digest has it
            unchanged(raw)
            draft.replace(place)
        except (OSError, SourceError, pyrage.EncryptError) as error:
            with suppress(OSError):
                draft.unlink()
            if isinstance(error, SourceError):
                raise
            raise SourceError(f"cannot be kept: {error}", where=str(self.path),
                              hint="make room or give the right, run again") from error  # fmt: skip

    def _seal(self, raw: RawFile, draft: Path) -> None:
        import pyrage

        recipient = pyrage.x25519.Identity.from_str(self._key.vault).to_public()
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as sealed:
            packed = zstandard.ZstdCompressor(level=LEVEL).stream_reader(
                cast(BinaryIO, _Chunks(raw))
            )
            pyrage.encrypt_io(packed, sealed, [recipient])
            sealed.flush()
            os.fsync(sealed.fileno())

    @contextmanager
    def open(self, digest: str) -> Iterator[BinaryIO]:
        """The bytes of a kept file; SourceError where it is not in the vault.

        ConfigError under a key that does not open it.
        """
        import pyrage

        place = self.place(digest)
        if not place.exists():
            raise SourceError("not in the vault", where=str(place),
                              hint="look where the log was delivered")  # fmt: skip
        identity = pyrage.x25519.Identity.from_str(self._key.vault)
        with (
            place.open("rb") as sealed,
            tempfile.TemporaryFile() as packed,
            tempfile.TemporaryFile() as raw,
        ):
            try:
                pyrage.decrypt_io(sealed, packed, [identity])
            except pyrage.DecryptError as error:
                raise ConfigError(f"cannot be opened: {error}", where=str(place),
                                  hint="restore the key it was kept under") from error  # fmt: skip
            packed.seek(0)
            with zstandard.ZstdDecompressor().stream_reader(packed) as plain:
                shutil.copyfileobj(plain, raw)
            raw.seek(0)
            yield raw


class _Chunks:
    """The bytes of a raw file for one who reads so many at a time."""

    def __init__(self, raw: RawFile) -> None:
        self._chunks, self._rest = raw.chunks(HASHED), memoryview(b"")

    def read(self, size: int) -> bytes:
        """The next bytes, at most `size`; none at the end."""
        if not self._rest:
            self._rest = memoryview(next(self._chunks, b""))
        taken, self._rest = self._rest[:size], self._rest[size:]
        return bytes(taken)
