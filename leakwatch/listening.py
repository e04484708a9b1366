"""`[watch]`: where the scheduler can be asked how it is, and how much room must be left."""

from __future__ import annotations

import re

import msgspec

from leakwatch.errors import ConfigError

#: bytes of a unit, as disks are sold
UNITS = {"MB": 10**6, "GB": 10**9, "TB": 10**12}
SIZE = re.compile(r"(\d+(?:\.\d+)?) ?([MGT]B)")
ADDRESS = re.compile(r"(?:\[([0-9A-Fa-f:.]+)\]|([^\s:/\[\]]+)):(\d{1,5})")


class Watch(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[watch]`: an address as "127.0.0.1:9464" (empty: none), and a size as "2GB"."""

    listen: str = ""
    least_free: str = "2GB"

    @property
    def least_bytes(self) -> int:
        """Below so many bytes free, a disk is about to be full; ConfigError for no size.

        >>> Watch(least_free="1.5GB").least_bytes
        1500000000
        """
        found = SIZE.fullmatch(self.least_free)
        if found is None:
            raise ConfigError(f"least_free = {self.least_free!r} is no size", where="[watch]",
                              hint='write "500MB" or "2GB"')  # fmt: skip
        return round(float(found[1]) * UNITS[found[2]])


def address(written: str) -> tuple[str, int]:
    """Host and port; port 0 takes any that is free. ConfigError for anything else.

    >>> address("127.0.0.1:9464"), address("[::1]:0")
    (('127.0.0.1', 9464), ('::1', 0))
    """
    found = ADDRESS.fullmatch(written)
    if found is None or int(found[3]) > 65535:
        raise ConfigError(f"{written!r} is no address to listen on", where="[watch] listen",
                          hint='write "127.0.0.1:9464"')  # fmt: skip
    return found[1] or found[2], int(found[3])


def check(watch: Watch, where: str) -> None:
    """ConfigError for what a type cannot say."""
    try:
        if watch.least_bytes and watch.listen:
            address(watch.listen)
    except ConfigError as error:
        raise ConfigError(error.what, where=f"{where} {error.where}", hint=error.hint) from error
