"""Find every broken thing in a casebook in one run, and say where it is and how to mend it."""

from interlocal.casebook.check.run import check, sound

__all__ = ["check", "sound"]
