"""Philox4x64-10 (Salmon et al. 2011) as in :mod:`interlocal.draws`, a block of four numbers at a time."""

import numpy as np
from llvmlite import ir
from numba import types, uint64
from numba.extending import intrinsic

from interlocal.network.accelerate import kernel


@intrinsic
def product(typing, a, b):
    """the upper and the lower 64 bits of a product, of one multiplication"""
    words = types.UniTuple(types.uint64, 2)

    def code(context, builder, signature, args):
        double, word = ir.IntType(128), ir.IntType(64)
        whole = builder.mul(*(builder.zext(one, double) for one in args))
        halves = builder.trunc(builder.lshr(whole, double(64)), word), builder.trunc(whole, word)
        return context.make_tuple(builder, words, halves)

    return words(types.uint64, types.uint64), code


@kernel
def philox_block(key_0, key_1, block):
    """numbers 4 * block to 4 * block + 3 of the stream of a key"""
    a, b, c, d = uint64(block + 1), uint64(0), uint64(0), uint64(0)
    for _ in range(10):
        high_a, low_a = product(a, uint64(0xD2E7470EE14C6C93))
        high_c, low_c = product(c, uint64(0xCA5A826395121157))
        a, b, c, d = high_c ^ b ^ key_0, low_c, high_a ^ d ^ key_1, low_a
        key_0 += uint64(0x9E3779B97F4A7C15)
        key_1 += uint64(0xBB67AE8584CAA73B)
    return a, b, c, d


@kernel
def philox_fill(key_0, key_1, begin, out):
    """numbers 4 * begin, 4 * begin + 1, … of the stream of a key; out (whole blocks of four)"""
    for k in range(out.size // 4):
        a, b, c, d = philox_block(key_0, key_1, begin + k)
        at = np.uint64(4 * k)
        out[at], out[at + np.uint64(1)], out[at + np.uint64(2)], out[at + np.uint64(3)] = a, b, c, d
