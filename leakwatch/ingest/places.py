"""Where a source's files lie: in a folder, or in an object store that fsspec knows."""

from __future__ import annotations

import glob
import os
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from leakwatch.errors import ConfigError, SourceError
from leakwatch.readers.opening import HASHED
from leakwatch.readers.spooling import spooled

#: a file changed less than this ago may change again without another size or time to tell
UNSETTLED_NS = 2_000_000_000
#: what object stores call the mark of a content, or the time it came
MARKS = ("ETag", "etag", "md5Hash", "mtime", "LastModified", "last_modified", "updated", "created")
#: what has to be installed for a protocol
EXTRAS = {"s3": "leakwatch[s3]", "s3a": "leakwatch[s3]"}


@dataclass(frozen=True)
class Place:
    """One file somewhere: `stamp` changes when it does, `fetched` gives a path to its bytes."""

    name: str
    size: int
    stamp: str
    settled: bool
    fetched: Callable[[], AbstractContextManager[Path]]


def places(path: str, where: str) -> list[Place]:
    """The files a path, a URL or a glob names, by name.

    SourceError where there is none or the store does not answer, ConfigError where it needs what
    is not installed.
    """
    parts = urlsplit(path)
    if "://" not in path or parts.scheme == "file":
        found = _local(unquote(parts.path) if "://" in path else path)
    else:
        found = _remote(path, parts.scheme, where)
    if not found:
        raise SourceError(f"no file matches {path}", where=where, hint="check path")
    return found


def _local(path: str) -> list[Place]:
    found = []
    for name in sorted(glob.glob(path, recursive=True)):  # noqa: PTH207
        if (place := Path(name)).is_file():
            status = place.stat()
            found.append(Place(name, status.st_size, _stamp(status), _settled(status),
                               partial(_here, place)))  # fmt: skip
    return found


def _here(path: Path) -> AbstractContextManager[Path]:
    return nullcontext(path)


def _stamp(status: os.stat_result) -> str:
    """Times of the last change to content and to the entry, and which file it is."""
    return f"{status.st_mtime_ns}-{status.st_ctime_ns}-{status.st_ino}"


def _settled(status: os.stat_result) -> bool:
    return time.time_ns() - max(status.st_mtime_ns, status.st_ctime_ns) > UNSETTLED_NS


def _remote(url: str, protocol: str, where: str) -> list[Place]:
    if "@" in urlsplit(url).netloc:
        raise ConfigError("a path holds no password", where=where,
                          hint="leave it to the environment")  # fmt: skip
    store, pattern = _store(url, protocol, where)
    with _answering(protocol, url.partition("?")[0]):
        listed = store.glob(pattern, detail=True)
    found = []
    for name, told in sorted(listed.items()):
        if told["type"] == "file":
            shown = f"{protocol}://{name.lstrip('/')}"
            size, mark = _state(told)
            fetch = partial(_fetched, store, name, shown)
            found.append(Place(shown, size, mark, bool(mark), fetch))
    return found


def _state(told: dict[str, Any]) -> tuple[int, str]:
    """An object's size and the mark of its content, empty where the store has none."""
    return int(told["size"]), next((str(told[key]) for key in MARKS if told.get(key)), "")


def _store(url: str, protocol: str, where: str) -> tuple[Any, str]:
    """A file system that remembers nothing of an earlier run, and the pattern in it."""
    from fsspec.core import url_to_fs

    try:
        store, pattern = url_to_fs(url, skip_instance_cache=True, use_listings_cache=False)
    except ImportError as error:
        needed = EXTRAS.get(protocol, f"what fsspec needs for {protocol}")
        raise ConfigError(f"{protocol}:// cannot be read here", where=where,
                          hint=f"install {needed}") from error  # fmt: skip
    except ValueError as error:
        raise ConfigError(f"{protocol}:// is no protocol known here", where=where,
                          hint="check path") from error  # fmt: skip
    return store, pattern


@contextmanager
def _fetched(store: Any, name: str, shown: str) -> Iterator[Path]:
    """A path to an object's bytes, if it was one object all the while."""
    before = _now(store, name, shown)
    with spooled(_chunks(store, name, shown), shown) as path:
        if _now(store, name, shown) != before or path.stat().st_size != before[0]:
            raise SourceError("the file changed while it was fetched", where=shown,
                              hint="the next run reads it again")  # fmt: skip
        yield path


def _now(store: Any, name: str, shown: str) -> tuple[int, str]:
    with _answering(urlsplit(shown).scheme, shown):
        return _state(store.info(name))


def _chunks(store: Any, name: str, shown: str) -> Iterator[bytes]:
    with _answering(urlsplit(shown).scheme, shown), store.open(name, "rb") as file:
        while chunk := file.read(HASHED):
            yield chunk


@contextmanager
def _answering(protocol: str, shown: str) -> Iterator[None]:
    """A store that does not answer, or not to us, as a SourceError of one line."""
    try:
        yield
    except _troubles(protocol) as error:
        said = (str(error).strip() or type(error).__name__).splitlines()[0]
        raise SourceError(f"cannot be read: {said}", where=shown,
                          hint="check the address and the rights; the next run tries again",
                          ) from error  # fmt: skip


def _troubles(protocol: str) -> tuple[type[Exception], ...]:
    """What a store raises where it cannot be reached; Amazon's own is no OSError."""
    if protocol not in EXTRAS:
        return (OSError,)
    from botocore.exceptions import BotoCoreError, ClientError

    return OSError, BotoCoreError, ClientError
