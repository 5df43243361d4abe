"""Putting a built site in its place in one step: readers of the folder see the old site or the new one, never a mix.

Only one build runs at a time, by a lock that the system releases when its holder ends for whatever reason.
"""

import ctypes
import errno
import json
import os
import platform
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

_RENAME_EXCHANGE = 2
_AT_FDCWD = -100
_CANNOT_EXCHANGE = frozenset({errno.ENOSYS, errno.EINVAL, errno.EXDEV, errno.EBUSY, errno.EPERM, errno.ENOTSUP})


class BusyError(Exception):
    """Another build is running, and did not end in time."""


@contextmanager
def one_build(
    path: Path, *, patience: float = 900.0, tell: Callable[[str], object] = lambda _: None
) -> Iterator[int | None]:
    """Hold the lock at `path` during a build; yield its file descriptor, to pass on to the process that builds.

    If another build holds the lock, `tell` is called once with a message that names it, and this one waits for at most
    `patience` seconds. Raises BusyError after that. On a system without such locks nothing is locked, and None is
    yielded.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    if fcntl is None:
        yield None
        return
    with path.open("a+", encoding="utf-8") as file:
        deadline, announced = time.monotonic() + patience, False
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                who = f"Another build is running: {_holder(path)}."
                if time.monotonic() >= deadline:
                    raise BusyError(f"{who} It has not ended; end it, and build again.") from None
                if not announced:
                    tell(f"{who} Waiting for it to end.")
                    announced = True
                time.sleep(0.1)
        file.seek(0)
        file.truncate()
        since = datetime.now(tz=UTC).isoformat(timespec="seconds")
        file.write(json.dumps({"process": os.getpid(), "host": platform.node(), "since": since}))
        file.flush()
        yield file.fileno()
        file.seek(0)
        file.truncate()


def put_in_place(new: Path, site: Path) -> None:
    """Put the folder `new` in the place of `site`, and delete the old site. A symbolic link is followed.

    The two folders are exchanged in one step if the system can do that. Else the old site is moved aside first, and
    back again if the new one cannot take its place. A mount point, which cannot be moved, is filled file by file.
    Raises OSError if all of that fails; the old site is then unchanged.
    """
    target = site.resolve() if site.is_symlink() else site
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists() and not target.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, "is not a folder", str(target))
    if os.path.ismount(target):
        _fill(new, target)
        return
    beside = target.with_name(f".{target.name}.new")
    shutil.rmtree(beside, ignore_errors=True)
    try:
        shutil.move(new, beside)  # copied, where it comes from another disk
        if not target.exists():
            beside.rename(target)
        elif not _exchanged(beside, target):
            _put_aside(beside, target)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _put_aside(beside: Path, target: Path) -> None:
    """Put the folder `beside` in the place of `target`, which is moved aside for that moment, and deleted."""
    aside = _aside(target)
    shutil.rmtree(aside, ignore_errors=True)
    target.rename(aside)
    try:
        beside.rename(target)
    except BaseException:  # an error, or a signal that ends this process
        aside.rename(target)
        raise
    shutil.rmtree(aside, ignore_errors=True)


def restore(site: Path) -> bool:
    """Move back the old site that an interrupted build had moved aside; return whether there was one."""
    target = site.resolve() if site.is_symlink() else site
    if target.exists() or not _aside(target).is_dir():
        return False
    _aside(target).rename(target)
    return True


def end_with_parent() -> None:
    """Make this process end when its parent ends, on Linux; do nothing elsewhere."""
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(1, 15)  # PR_SET_PDEATHSIG, SIGTERM


def _aside(target: Path) -> Path:
    return target.with_name(f".{target.name}.old")


def _exchanged(one: Path, other: Path) -> bool:
    """Exchange two folders in one step with renameat2(2) of Linux; return False if the system cannot do that.

    Raises OSError if it can, but failed.
    """
    if sys.platform != "linux":
        return False
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return False
    if rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0:
        return True
    if (number := ctypes.get_errno()) in _CANNOT_EXCHANGE:
        return False
    raise OSError(number, os.strerror(number), str(other))


def _fill(source: Path, target: Path) -> None:
    """Copy the files of a folder into another, each in one step and pages last, and delete all other files there.

    Raises OSError, before anything is changed, if there is not room enough.
    """
    files = sorted(
        (path for path in source.rglob("*") if path.is_file()), key=lambda path: (path.suffix == ".html", path)
    )
    pairs = [(path.stat().st_size, target / path.relative_to(source)) for path in files]
    growth = sum(_on_disk(size) - (_on_disk(old.stat().st_size) if old.is_file() else 0) for size, old in pairs)
    if growth + max((_on_disk(size) for size, _ in pairs), default=0) > shutil.disk_usage(target).free:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(target))
    for path in files:
        there = target / path.relative_to(source)
        there.parent.mkdir(parents=True, exist_ok=True)
        half = there.with_name(f".{there.name}.half")
        shutil.copyfile(path, half)
        half.replace(there)
    kept = {path.relative_to(source) for path in source.rglob("*")}
    for path in sorted(target.rglob("*"), reverse=True):
        if path.relative_to(target) not in kept:
            path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink()
    shutil.rmtree(source, ignore_errors=True)


def _on_disk(size: int) -> int:
    """Return the space that a file of this size mostly takes, in blocks of 4 KB."""
    return -(-size // 4096) * 4096


def _holder(path: Path) -> str:
    try:
        holder = json.loads(path.read_text(encoding="utf-8"))
        return f"process {holder['process']} on {holder['host']}, since {holder['since']}"
    except (OSError, ValueError, KeyError, TypeError):
        return "a process that has not written its name"
