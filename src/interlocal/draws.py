"""Random numbers that belong to a record: the same record, purpose and seed give the same draws, always.

A draw is a function of (seed, purpose, record id, draw number) and of nothing else. Adding, editing or
removing one record therefore never shifts another record's draws, and any slice of the draws can be made
again, in any order, on any number of workers.

The generator is Philox4x64-10 (Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3",
SC'11). A record's key is a 128-bit digest of seed, purpose and id; draw number ``i`` is lane ``i % 4`` of
block ``1 + i // 4``, so a row is exactly the stream of ``numpy.random.Philox(key=...)``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

__all__ = ["keys", "uniform"]

# With more blocks than this a record, NumPy's compiled generator is quicker than array arithmetic.
_FEW_BLOCKS = 4
# Records handled at once in array arithmetic: small enough for the processor's cache.
_CHUNK = 4096

_LOW = np.uint64(0xFFFFFFFF)
_HALF = np.uint64(32)
_MULTIPLIERS = (np.uint64(0xD2E7470EE14C6C93), np.uint64(0xCA5A826395121157))
_WEYL = (0x9E3779B97F4A7C15, 0xBB67AE8584CAA73B)


def keys(seed: int, purpose: str, ids: Sequence[str]) -> npt.NDArray[np.uint64]:
    """Return the Philox key of every record, shape (len(ids), 2).

    The key is the first 128 bits of BLAKE2b over seed, purpose and id; equal ids share a key.

    >>> keys(7, "date", ["t1"]).shape
    (1, 2)
    """
    # The purpose's length is hashed with it, so that no two (purpose, id) pairs spell the same bytes.
    said = purpose.encode()
    base = hashlib.blake2b(b"%d:%d:" % (int(seed), len(said)) + said, digest_size=16)
    digests = bytearray()
    for one in ids:
        state = base.copy()
        state.update(one.encode())
        digests += state.digest()
    return np.frombuffer(bytes(digests), dtype="<u8").astype(np.uint64).reshape(len(ids), 2)


def uniform(
    seed: int, purpose: str, ids: Sequence[str], n: int, *, first: int = 0
) -> npt.NDArray[np.float64]:
    """Return uniform draws in [0, 1) for every record, shape (len(ids), n).

    ``first`` is the number of the first draw: ``uniform(s, p, ids, 10, first=5)`` equals columns 5 to 14 of a
    longer call. A row depends only on seed, purpose, its own id and the draw number. Two rows with the same
    id are the same. Values are multiples of 2**-53. No ids or ``n=0`` give an empty array.

    >>> few = uniform(1, "date", ["t1", "t2"], 3)
    >>> bool((uniform(1, "date", ["t2"], 1, first=2) == few[1:, 2:]).all())
    True

    Raises ValueError for a negative ``n`` or ``first``.
    """
    if n < 0 or first < 0:
        raise ValueError(f"draws are counted from 0: n={n}, first={first} cannot be negative")
    if isinstance(ids, str):
        raise TypeError(f"ids is a sequence of record ids, not the one string {ids!r}: write [{ids!r}]")
    skipped, lane = divmod(first, 4)
    blocks = -(-(lane + n) // 4)
    key = keys(seed, purpose, ids)
    bits = _blocks(key, skipped, blocks) if blocks <= _FEW_BLOCKS else _streams(key, skipped, blocks)
    out = (bits[:, lane : lane + n] >> np.uint64(11)).astype(np.float64)
    out *= 2.0**-53
    return out


def _streams(key: npt.NDArray[np.uint64], skipped: int, blocks: int) -> npt.NDArray[np.uint64]:
    """Philox through NumPy's compiled generator: few records, many blocks."""
    out = np.empty((len(key), 4 * blocks), dtype=np.uint64)
    generator = np.random.Philox(key=0)
    state = generator.state
    counter = np.array([skipped & (2**64 - 1), skipped >> 64, 0, 0], dtype=np.uint64)
    for row, one in enumerate(key):
        state["state"]["key"] = one
        state["state"]["counter"] = counter
        generator.state = state
        out[row] = generator.random_raw(4 * blocks)
    return out


def _blocks(key: npt.NDArray[np.uint64], skipped: int, blocks: int) -> npt.NDArray[np.uint64]:
    """Philox in array arithmetic: many records, few blocks. The same numbers as ``_streams``."""
    out = np.empty((len(key), blocks, 4), dtype=np.uint64)
    counter = np.arange(skipped + 1, skipped + 1 + blocks, dtype=np.uint64)
    for at in range(0, len(key), _CHUNK):
        some = key[at : at + _CHUNK]
        _rounds(
            np.broadcast_to(counter, (len(some), blocks)), some[:, :1], some[:, 1:], out[at : at + _CHUNK]
        )
    return out.reshape(len(key), 4 * blocks)


def _rounds(
    counter: npt.NDArray[np.uint64],
    key0: npt.NDArray[np.uint64],
    key1: npt.NDArray[np.uint64],
    out: npt.NDArray[np.uint64],
) -> None:
    """Ten Philox rounds; arrays are (records, blocks), keys (records, 1), out (records, blocks, 4)."""
    c0, c1, c2, c3 = counter, np.zeros_like(counter), np.zeros_like(counter), np.zeros_like(counter)
    for turn in range(10):
        high0, low0 = _multiply(c0, _MULTIPLIERS[0])
        high1, low1 = _multiply(c2, _MULTIPLIERS[1])
        bump0 = np.uint64(turn * _WEYL[0] & (2**64 - 1))
        bump1 = np.uint64(turn * _WEYL[1] & (2**64 - 1))
        c0, c1, c2, c3 = high1 ^ c1 ^ (key0 + bump0), low1, high0 ^ c3 ^ (key1 + bump1), low0
    out[..., 0], out[..., 1], out[..., 2], out[..., 3] = c0, c1, c2, c3


def _multiply(
    a: npt.NDArray[np.uint64], b: np.uint64
) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint64]]:
    """Return the high and low 64 bits of the 128-bit products, from four 32-bit products."""
    a0, a1 = a & _LOW, a >> _HALF
    b0, b1 = b & _LOW, b >> _HALF
    low, cross = a0 * b0, a1 * b0
    middle = (low >> _HALF) + (cross & _LOW) + a0 * b1
    return a1 * b1 + (cross >> _HALF) + (middle >> _HALF), a * b
