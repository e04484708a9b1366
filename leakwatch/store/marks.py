"""The mark: the head of the trail, kept outside the database, so that an end cut off is found.

It is a file beside the lake, authenticated with the organisation's key (HMAC-SHA-256, RFC 2104)
and replaced after each commit. Killed in between, it stays behind the trail, which is no harm; a
mark ahead of its trail says that the trail was cut. Whoever may put back an older mark as well as
an older database is found by a head that was printed: `leakwatch verify --head`.
"""

from __future__ import annotations

import fcntl
import hmac
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select

from leakwatch.errors import SourceError
from leakwatch.store import trail
from leakwatch.store.chain import Flaw, Head, How

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from leakwatch.tokens import Key

NAME = "trail.mark"


class Mark:
    """The file of a folder that tells how far the trail had come."""

    def __init__(self, folder: Path, key: Key) -> None:
        self.path, self._secret = folder / NAME, key.derive("trail mark")

    def begin(self, session: Session) -> None:
        """Marks a trail that is empty; one that has entries had a mark, and shall not get another.

        SourceError where it cannot be written.
        """
        if self.path.exists():
            return
        start = trail.head(session)
        if start.number == 0:
            draft = self.draft(start)
            # of two that begin at once, one finds it done
            with suppress(FileExistsError):
                self.path.hardlink_to(draft)
            draft.unlink(missing_ok=True)

    def read(self) -> Head | Flaw:
        """How far the trail had come, or why nobody knows."""
        try:
            number, digest, seal = self.path.read_text(encoding="ascii").split()
            head = Head(int(number), digest)
        except FileNotFoundError:
            return Flaw(How.UNMARKED, "the mark is gone: nobody knows whether the end was cut off")
        except (OSError, ValueError) as error:
            return Flaw(How.UNMARKED, f"the mark cannot be read: {error}")
        if not hmac.compare_digest(seal, self._seal(head)):
            return Flaw(How.UNMARKED, "the mark was not made with this key, or was edited")
        return head

    def draft(self, head: Head) -> Path:
        """A new mark, written down but not in force; SourceError where there is no room."""
        place = self.path.with_name(f"{NAME}.{head.number}.{secrets.token_hex(4)}.part")
        try:
            with place.open("w", encoding="ascii") as file:
                file.write(f"{head.number} {head.hash} {self._seal(head)}\n")
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            with suppress(OSError):
                place.unlink()
            raise SourceError(
                f"the trail's mark cannot be written: {error.strerror}",
                where=str(self.path.parent), hint="make room or give the right, do it again",
            ) from error  # fmt: skip
        return place

    @contextmanager
    def following(self, session: Session) -> Iterator[None]:
        """Around the end of a writing session: the mark is written down before the commit, so that
        a full disk refuses the deed, and put in force after it.

        A mark that does not fit its trail is what proves it: it stays as it is.
        """
        now = self.read()
        if isinstance(now, Flaw) or not fits(session, now):
            yield
            return
        head = trail.head(session)
        draft = self.draft(head)
        try:
            yield
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
        # what was done is done; a mark that stays behind is no harm
        with suppress(OSError):
            self._advance(draft, head.number)

    def _advance(self, draft: Path, number: int) -> None:
        """Puts a draft in force, unless another writer's is further on."""
        folder = os.open(self.path.parent, os.O_RDONLY)
        try:
            fcntl.flock(folder, fcntl.LOCK_EX)
            now = self.read()
            if isinstance(now, Head) and now.number < number:
                draft.replace(self.path)
                # of those killed before they came so far
                for old in self.path.parent.glob(f"{NAME}.*.part"):
                    if int(old.name.split(".")[2]) <= number:
                        old.unlink(missing_ok=True)
            draft.unlink(missing_ok=True)
        finally:
            os.close(folder)

    def _seal(self, head: Head) -> str:
        return hmac.digest(self._secret, str(head).encode(), "sha256").hex()


def fits(session: Session, head: Head) -> bool:
    """True where the trail has this entry, or is to get its first."""
    entry = select(trail.Entry.hash).where(trail.Entry.number == head.number)
    return head.number == 0 or session.scalar(entry) == head.hash
