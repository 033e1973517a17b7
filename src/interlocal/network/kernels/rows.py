"""Rows of 512 bits as vectors: Numba does not vectorise eight-word loops, so these operations are written in LLVM IR.

A row is eight 64-bit words on a cache line of their own, at word 8 x of a flat array; N rows are N * 8 words.
"""

import numpy as np
from llvmlite import ir
from numba import int64, types
from numba.core import cgutils
from numba.extending import intrinsic

from interlocal.network.accelerate import kernel

WORDS = 8  # 64-bit words in a row: one 512-bit vector, one cache line
BITS = 64 * WORDS
ONE = np.uint64(1)
ZERO = np.uint64(0)
ALL = np.uint64(2**64 - 1)

_I64 = ir.IntType(64)
_ROW = ir.VectorType(_I64, WORDS)


def _address(context, builder, array_type, array, index):
    return builder.gep(context.make_array(array_type)(context, builder, array).data, [index])


def _load(context, builder, array_type, array, index):
    pointer = builder.bitcast(_address(context, builder, array_type, array, index), _ROW.as_pointer())
    row = builder.load(pointer)
    row.align = 8
    return row, pointer


def _store(builder, row, pointer):
    builder.store(row, pointer).align = 8


def _any_bit(builder, row):
    name, signature = f"llvm.vector.reduce.or.v{WORDS}i64", ir.FunctionType(_I64, [_ROW])
    return builder.call(cgutils.get_or_insert_function(builder.module, signature, name), [row])


@intrinsic
def row_or(typing, rows, x, s):
    """rows[x : x+8] |= rows[s : s+8]"""

    def code(context, builder, signature, args):
        old, pointer = _load(context, builder, signature.args[0], args[0], args[1])
        new, _ = _load(context, builder, signature.args[0], args[0], args[2])
        _store(builder, builder.or_(old, new), pointer)
        return context.get_dummy_value()

    return types.void(rows, types.int64, types.int64), code


@intrinsic
def pair_or(typing, rows, x, s):
    """rows[x : x+16] |= rows[s : s+16]"""

    def code(context, builder, signature, args):
        kind, both = signature.args[0], []
        for shift in (0, WORDS):
            at, by = (builder.add(index, _I64(shift)) for index in args[1:])
            old, pointer = _load(context, builder, kind, args[0], at)
            new, _ = _load(context, builder, kind, args[0], by)
            both.append((builder.or_(old, new), pointer))
        for row, pointer in both:
            _store(builder, row, pointer)
        return context.get_dummy_value()

    return types.void(rows, types.int64, types.int64), code


@intrinsic
def row_or_missing(typing, rows, x, s, full):
    """rows[x : x+8] |= rows[s : s+8]; the bits of full still missing there, or-ed into one word"""

    def code(context, builder, signature, args):
        old, pointer = _load(context, builder, signature.args[0], args[0], args[1])
        new, _ = _load(context, builder, signature.args[0], args[0], args[2])
        whole, _ = _load(context, builder, signature.args[3], args[3], _I64(0))
        both = builder.or_(old, new)
        _store(builder, both, pointer)
        return _any_bit(builder, builder.xor(both, whole))

    return types.uint64(rows, types.int64, types.int64, full), code


@intrinsic
def row_missing(typing, rows, x, full, p):
    """the bits of full[p : p+8] missing in rows[x : x+8], or-ed into one word"""

    def code(context, builder, signature, args):
        kinds = signature.args
        row, _ = _load(context, builder, kinds[0], args[0], args[1])
        whole, _ = _load(context, builder, kinds[2], args[2], args[3])
        return _any_bit(builder, builder.xor(row, whole))

    return types.uint64(rows, types.int64, full, types.int64), code


@intrinsic
def row_copy(typing, rows, x, s):
    """rows[x : x+8] = rows[s : s+8]"""

    def code(context, builder, signature, args):
        new, _ = _load(context, builder, signature.args[0], args[0], args[2])
        pointer = builder.bitcast(
            _address(context, builder, signature.args[0], args[0], args[1]), _ROW.as_pointer()
        )
        _store(builder, new, pointer)
        return context.get_dummy_value()

    return types.void(rows, types.int64, types.int64), code


@intrinsic
def row_or_masked(typing, rows, x, s, actor_mask, p, tie_mask, q):
    """rows[x : x+8] |= rows[s : s+8] & actor_mask[p : p+8] & tie_mask[q : q+8]"""

    def code(context, builder, signature, args):
        kinds = signature.args
        old, pointer = _load(context, builder, kinds[0], args[0], args[1])
        new, _ = _load(context, builder, kinds[0], args[0], args[2])
        actor, _ = _load(context, builder, kinds[3], args[3], args[4])
        tie, _ = _load(context, builder, kinds[5], args[5], args[6])
        _store(builder, builder.or_(old, builder.and_(new, builder.and_(actor, tie))), pointer)
        return context.get_dummy_value()

    return types.void(rows, types.int64, types.int64, actor_mask, types.int64, tie_mask, types.int64), code


@intrinsic
def row_news(typing, news, rows, x, bits, b, actor_mask, p, tie_mask, q):
    """news[:8] = what bits[b : b+8] adds to rows[x : x+8] and both masks let through; or-ed into one word"""

    def code(context, builder, signature, args):
        kinds = signature.args
        old, _ = _load(context, builder, kinds[1], args[1], args[2])
        new, _ = _load(context, builder, kinds[3], args[3], args[4])
        actor, _ = _load(context, builder, kinds[5], args[5], args[6])
        tie, _ = _load(context, builder, kinds[7], args[7], args[8])
        added = builder.and_(builder.and_(new, builder.not_(old)), builder.and_(actor, tie))
        pointer = _address(context, builder, kinds[0], args[0], _I64(0))
        _store(builder, added, builder.bitcast(pointer, _ROW.as_pointer()))
        return _any_bit(builder, added)

    whole = types.int64
    return types.uint64(news, rows, whole, bits, whole, actor_mask, whole, tie_mask, whole), code


@intrinsic
def row_add(typing, rows, x, other, s):
    """rows[x : x+8] |= other[s : s+8]"""

    def code(context, builder, signature, args):
        old, pointer = _load(context, builder, signature.args[0], args[0], args[1])
        new, _ = _load(context, builder, signature.args[2], args[2], args[3])
        _store(builder, builder.or_(old, new), pointer)
        return context.get_dummy_value()

    return types.void(rows, types.int64, other, types.int64), code


@intrinsic
def row_put(typing, rows, x, other, s):
    """rows[x : x+8] = other[s : s+8]"""

    def code(context, builder, signature, args):
        _, pointer = _load(context, builder, signature.args[0], args[0], args[1])
        new, _ = _load(context, builder, signature.args[2], args[2], args[3])
        _store(builder, new, pointer)
        return context.get_dummy_value()

    return types.void(rows, types.int64, other, types.int64), code


def _fetch(context, builder, signature, args, write, near):
    byte, small = ir.IntType(8).as_pointer(), ir.IntType(32)
    pointer = builder.bitcast(_address(context, builder, signature.args[0], args[0], args[1]), byte)
    kind = ir.FunctionType(ir.VoidType(), [byte, small, small, small])
    fetch = cgutils.get_or_insert_function(builder.module, kind, "llvm.prefetch.p0")
    builder.call(fetch, [pointer, small(write), small(near), small(1)])
    return context.get_dummy_value()


@intrinsic
def row_fetch(typing, rows, x):
    """ask for the cache line of rows[x] before it is needed"""
    return types.void(rows, types.int64), lambda *about: _fetch(*about, 1, 3)


@intrinsic
def list_fetch(typing, ops, o):
    """ask for the cache line of ops[o], which is read once: it is not to drive rows from the caches"""
    return types.void(ops, types.int64), lambda *about: _fetch(*about, 0, 0)


@intrinsic
def ones(typing, word):
    """the number of set bits"""
    return types.uint64(types.uint64), lambda context, builder, signature, args: builder.ctpop(args[0])


@intrinsic
def row_ones(typing, rows, x):
    """the number of set bits in rows[x : x+8]"""

    def code(context, builder, signature, args):
        row, _ = _load(context, builder, signature.args[0], args[0], args[1])
        many, total = f"llvm.ctpop.v{WORDS}i64", f"llvm.vector.reduce.add.v{WORDS}i64"
        count = cgutils.get_or_insert_function(builder.module, ir.FunctionType(_ROW, [_ROW]), many)
        add = cgutils.get_or_insert_function(builder.module, ir.FunctionType(_I64, [_ROW]), total)
        return builder.call(add, [builder.call(count, [row])])

    return types.int64(rows, types.int64), code


@kernel
def new_rows(count):
    """count rows of zeros, on a cache line each"""
    room = np.zeros((count + 1) * WORDS, np.uint64)
    shift = (-(room.ctypes.data // 8)) % WORDS
    return room[shift : shift + count * WORDS]


@kernel
def same_row(rows, x, saved):
    """whether a row is what was saved of it; saves it"""
    same = True
    for k in range(WORDS):
        if saved[k] != rows[x + k]:
            same = False
            saved[k] = rows[x + k]
    return same


@intrinsic
def count_bits(typing, sums, at, word):
    """sums[at + b] += bit b of a word, for 64 bytes side by side"""
    octets = ir.VectorType(ir.IntType(8), 64)

    def code(context, builder, signature, args):
        address = _address(context, builder, signature.args[0], args[0], args[1])
        pointer = builder.bitcast(address, octets.as_pointer())
        old = builder.load(pointer)
        old.align = 1
        bits = builder.zext(builder.bitcast(args[2], ir.VectorType(ir.IntType(1), 64)), octets)
        builder.store(builder.add(old, bits), pointer).align = 1
        return context.get_dummy_value()

    return types.void(sums, types.int64, types.uint64), code


@kernel
def add_columns(rows, actors, counts):
    """counts[k] += the rows that have bit k"""
    sums = np.zeros(BITS, np.uint8)
    for begin in range(0, actors, 255):  # as many as a byte can count
        sums[:] = 0
        for x in range(begin, min(begin + 255, actors)):
            for k in range(WORDS):
                count_bits(sums, int64(k * 64), rows[x * WORDS + k])
        for k in range(BITS):
            counts[k] += sums[k]
