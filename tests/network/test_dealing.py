"""A shuffle deals every pair once, every order alike, and the same to both engines."""

from collections import Counter

import numpy as np
import pytest

from interlocal import draws
from interlocal.network import dealing, reach
from interlocal.network.events import EventNetwork
from interlocal.network.kernels.philox import philox_fill
from interlocal.network.semantics import NON_STRICT, STRICT


def test_the_kernel_draws_what_the_house_draws():
    key = draws.keys(7, "shuffle", ["3"])[0]
    numbers = np.empty(40, np.uint64)
    philox_fill(key[0], key[1], 2, numbers)
    assert np.array_equal(numbers, np.random.Philox(key=key).random_raw(48)[8:])


@pytest.mark.parametrize("pairs", [1, 2, 31, dealing.SHARE, dealing.SHARE + 1, 50_000])
def test_every_pair_is_dealt_once(pairs):
    order = dealing.deal(dealing.keys(1, 0, 1)[0], pairs)
    assert np.array_equal(np.sort(order), np.arange(pairs))


@pytest.mark.parametrize("share", [4096, 2])
def test_every_order_is_equally_likely(share, monkeypatch):
    monkeypatch.setattr(dealing, "SHARE", share)
    dealt = Counter(tuple(dealing.deal(key, 4).tolist()) for key in dealing.keys(5, 0, 12_000))
    assert len(dealt) == 24
    # 23 degrees of freedom: 49.7 is passed once in a thousand.
    assert sum((n - 500) ** 2 / 500 for n in dealt.values()) < 49.7


@pytest.mark.parametrize("semantics", [STRICT, NON_STRICT])
@pytest.mark.parametrize("directed", [True, False])
@pytest.mark.parametrize("shared", [True, False])
def test_both_engines_deal_many_shares_alike(semantics, directed, shared):
    draw, ties = np.random.default_rng(4), 9_000
    start = draw.integers(0, 900, ties) if shared else draw.permutation(ties)
    net = EventNetwork.from_arrays(
        draw.integers(0, 2_000, ties), draw.integers(0, 2_000, ties), start,
        actors=range(2_000), directed=directed,
    )  # fmt: skip
    for before in (None, int(np.median(start))):
        asked = {"replications": 3, "seed": 2, "semantics": semantics, "before": before}
        counts = [reach.shuffled(net, [0, 1], engine=e, **asked).counts for e in ("python", "compiled")]
        assert np.array_equal(*counts)
        assert len(set(counts[0].tolist())) > 1
