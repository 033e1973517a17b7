"""The declared rule by which one provider's scores are compared with those of its rivals.

For a role, let `h` be the highest score of the provider asked about and `r` that of any rival:

- *ahead*: `h >= 3` and `h > r`;
- *behind*: `r > h`;
- *level*: otherwise;
- *untested*: where either has no score.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

__all__ = ["LEAST_COVERAGE", "THRESHOLD", "episode_word", "role_word"]

THRESHOLD = 3
LEAST_COVERAGE = 0.5


def role_word(home: int | None, rival: int | None) -> str:
    """Ahead, level, behind or untested.

    >>> role_word(3, 2), role_word(2, 1), role_word(1, 2), role_word(4, None)
    ('ahead', 'level', 'behind', 'untested')
    """
    if home is None or rival is None:
        return "untested"
    if rival > home:
        return "behind"
    return "ahead" if home >= THRESHOLD and home > rival else "level"


def episode_word(words: Iterable[str], coded: int, cells: int) -> str:
    """Supported, contradicted, mixed or not testable, from the words of an episode's roles.

    Not testable: no role is tested, or fewer than half of the cells of role and period are coded.
    Supported: ahead in more than half of the tested roles, behind in none. Contradicted: behind in
    more than half. Mixed otherwise.

    >>> episode_word(["ahead", "untested"], 2, 2), episode_word(["ahead", "behind"], 2, 2)
    ('supported', 'mixed')
    >>> episode_word(["behind"], 1, 1), episode_word(["ahead"], 1, 4)
    ('contradicted', 'not testable')
    """
    count = Counter(words)
    tested = count.total() - count["untested"]
    if not tested or coded < LEAST_COVERAGE * cells:
        return "not testable"
    if 2 * count["ahead"] > tested and not count["behind"]:
        return "supported"
    return "contradicted" if 2 * count["behind"] > tested else "mixed"
