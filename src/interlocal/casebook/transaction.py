"""Writing a folder as one transaction: after a kill at any moment, all of it was saved or none of it.

    lock   →   stage every changed file   →   manifest (the commit point)   →   replace   →   remove manifest

A folder with a manifest was killed after its commit point, and is completed. A folder with staged
files but no manifest was killed before it, and the staged files are removed. Both happen when the
folder is next opened. The lock is the operating system's, so that a killed process leaves none.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from interlocal.errors import CasebookError

__all__ = ["locked", "recover", "replace_all"]

WORK = ".interlocal"
"""Folder inside the casebook for the lock, the stage and the manifest."""


@contextlib.contextmanager
def locked(folder: Path, *, shared: bool = False) -> Iterator[None]:
    """Hold the folder's lock: one writer, or any number of readers.

    A folder that cannot be written (an installed example) is read without a lock. A lock held
    by another process is an error that says so, never a wait without end.
    """
    import fcntl

    path = folder / WORK / "lock"
    if shared and not path.exists():
        yield
        return
    try:
        path.parent.mkdir(exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    except OSError as error:
        if shared:
            yield
            return
        raise CasebookError(
            f"{folder}: cannot be written ({error.strerror}); copy it to a folder of your own"
        ) from None
    try:
        _take(fcntl.flock, handle, fcntl.LOCK_SH if shared else fcntl.LOCK_EX, fcntl.LOCK_NB, folder)
        yield
    finally:
        os.close(handle)


def _take(flock: Callable[[int, int], None], handle: int, kind: int, now: int, folder: Path) -> None:
    import time

    for wait in (0.01, 0.05, 0.2, 0.5, 1.0, 2.0, 0):
        try:
            flock(handle, kind | now)
            return
        except OSError:
            time.sleep(wait)
    raise CasebookError(
        f"{folder}: another interlocal process is using this casebook; try again when it is done"
    )


def replace_all(
    folder: Path, files: Mapping[str, bytes | None], step: Callable[[str], None] = lambda _: None
) -> None:
    """Write all files, or remove those given as None, as one transaction; the caller holds the lock.

    `step` is called before each change to the disk: tests use it to die at every one of them.
    """
    changed = {name: data for name, data in files.items() if _differs(folder / name, data)}
    if not changed:
        return
    stage = folder / WORK / "stage"
    manifest: dict[str, str | None] = {}
    for name, data in changed.items():
        manifest[name] = None if data is None else hashlib.sha256(data).hexdigest()
        if data is not None:
            step(f"stage {name}")
            _write(stage / name, data)
    step("commit")
    _write(stage / "manifest", json.dumps(manifest, sort_keys=True).encode())
    os.replace(stage / "manifest", folder / WORK / "manifest.json")
    _sync(folder / WORK)
    _complete(folder, manifest, step)


def recover(folder: Path) -> str:
    """Complete or roll back what a killed write left; says which, or an empty string for nothing."""
    work = folder / WORK
    manifest = work / "manifest.json"
    if manifest.exists():
        _complete(folder, json.loads(manifest.read_bytes()), lambda _: None)
        return "completed"
    stage = work / "stage"
    if stage.exists() and any(stage.iterdir()):
        _clear(stage)
        return "rolled back"
    return ""


def _complete(folder: Path, manifest: Mapping[str, str | None], step: Callable[[str], None]) -> None:
    stage = folder / WORK / "stage"
    for name, digest in manifest.items():
        _inside(folder, name)
        if digest is None:
            step(f"remove {name}")
            (folder / name).unlink(missing_ok=True)
        elif (stage / name).exists():
            step(f"replace {name}")
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            os.replace(stage / name, folder / name)
        elif _digest(folder / name) != digest:
            raise CasebookError(
                f"{folder}: a write was interrupted and its staged {name} is gone; restore the folder from a copy"
            )
    for parent in {(folder / name).parent for name in manifest}:
        if parent.exists():
            _sync(parent)
    step("forget manifest")
    (folder / WORK / "manifest.json").unlink(missing_ok=True)
    _clear(stage)


def _inside(folder: Path, name: str) -> None:
    """Refuse a manifest that names a file outside the casebook."""
    if not (folder / name).resolve().is_relative_to(folder.resolve()):
        raise CasebookError(
            f"{folder}: its manifest names {name!r}, outside the casebook; remove {WORK}/manifest.json"
        )


def _differs(path: Path, data: bytes | None) -> bool:
    if data is None:
        return path.exists()
    return not path.exists() or path.read_bytes() != data


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else ""


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "wb") as handle:
        handle.write(data)
        handle.flush()
        os.fsync(handle.fileno())


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _clear(folder: Path) -> None:
    import shutil

    shutil.rmtree(folder, ignore_errors=True)
