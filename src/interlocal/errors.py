"""Every error interlocal raises on purpose.

InterlocalError                  anything a user can mend; the command line prints it and exits with 2
├── DateError                    a date, duration or temporal constraint that cannot be read or satisfied
├── CasebookError                a casebook folder that cannot be read, written or locked
├── NetworkError                 a network that cannot be built or asked
└── UnknownNameError             a name that matches nothing, with near misses

A message names the thing, the value, the place (file and row where there is one) and the next step.
"""

from __future__ import annotations

__all__ = ["CasebookError", "DateError", "InterlocalError", "NetworkError", "UnknownNameError"]


class InterlocalError(Exception):
    """Base of all errors that a user can mend."""


class DateError(InterlocalError, ValueError):
    """A date, duration or temporal constraint cannot be read or satisfied."""


class CasebookError(InterlocalError):
    """A casebook folder cannot be read, written or locked."""


class NetworkError(InterlocalError, ValueError):
    """A network cannot be built from, or asked for, what was given."""


class UnknownNameError(InterlocalError, LookupError):
    """A name matches nothing; the message offers near misses."""
