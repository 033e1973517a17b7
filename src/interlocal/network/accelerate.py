"""The one place that decides how kernels are compiled.

Kernels release the interpreter lock, so threads over chunks of work run side by side; none is parallel by
itself. Compiled code is kept in the user's cache folder (``$XDG_CACHE_HOME`` or the platform's own), in a
subfolder of this version of interlocal. ``INTERLOCAL_NO_JIT_CACHE=1`` turns the cache off;
``NUMBA_CACHE_DIR``, when set, wins.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numba
from numba.core import event

from interlocal import __version__

settings: Any = numba.config

__all__ = ["cache_folder", "kernel"]


def cache_folder() -> Path | None:
    """Where compiled kernels are kept; None when the cache is turned off."""
    if os.environ.get("INTERLOCAL_NO_JIT_CACHE", "") not in ("", "0"):
        return None
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or str(Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / "Library" / "Caches")
    else:
        base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "interlocal" / "kernels" / __version__


def kernel(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile a function of arrays on its first call, or load it from the cache."""
    folder = cache_folder()
    if folder is None:
        return _jit(function, cache=False)
    theirs = settings.CACHE_DIR
    # Numba reads CACHE_DIR when the function is decorated; it is put back so that no one else's cache moves.
    settings.CACHE_DIR = theirs or str(folder)
    try:
        return _jit(function, cache=True)
    except RuntimeError:  # the folder cannot be written
        return _jit(function, cache=False)
    finally:
        settings.CACHE_DIR = theirs


def _jit(function: Callable[..., Any], *, cache: bool) -> Callable[..., Any]:
    compiled: Callable[..., Any] = numba.njit(nogil=True, cache=cache, error_model="numpy")(function)
    return compiled


class _Notice(event.Listener):
    """Says once a process that kernels are being compiled; loading them from the cache is silent."""

    said = False

    def on_start(self, event: Any) -> None:
        module = getattr(getattr(event.data.get("dispatcher"), "py_func", None), "__module__", "") or ""
        if not _Notice.said and module.startswith("interlocal."):
            _Notice.said = True
            kept = "not kept: the cache is off" if cache_folder() is None else "kept for next time"
            print(f"interlocal: compiling once ({kept})", file=sys.stderr)

    def on_end(self, event: Any) -> None:
        """Nothing to say at the end."""


event.register("numba:compile", _Notice())  # type: ignore[no-untyped-call]
