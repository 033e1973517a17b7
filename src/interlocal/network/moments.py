"""The moments of a casebook's network, and everything that is said of their order."""

from __future__ import annotations

import numpy as np

from interlocal import dates
from interlocal.casebook.book import Casebook
from interlocal.casebook.chronology import OPEN, moments, said_of_time
from interlocal.dates import Order, end_of
from interlocal.network.clock import ALWAYS, NEVER, Clock

__all__ = ["Moments"]


class Moments:
    """Positions of moments by record, to which further ones can be added before the clock is made.

    Besides the order rows of the casebook, an answer is never before what it answers, and a tie at
    an event of one moment has that moment, or lies within the event if the event lasts. Should these
    contradict the order rows, they are `set_aside` as a whole.
    """

    def __init__(self, book: Casebook) -> None:
        said = said_of_time(book)
        self.names, self.low, self.high = list(said.points), said.low.tolist(), said.high.tolist()
        self._place = {name: k for k, name in enumerate(self.names)}
        self.last = int(dates.bounds([book.codebook.window.end]).end_hi[0])
        self.order = [*said.spans, *said.orders]
        implied = [*_answers(book), *_at_events(book)]
        self.set_aside = bool(implied) and self._contradictory(implied) and not self._contradictory([])
        self.order += [] if self.set_aside else implied
        self.always = self.add("always", ALWAYS, ALWAYS)
        self.never = self.add("never", NEVER, NEVER)

    def _contradictory(self, more: list[Order]) -> bool:
        return self._chronology([*self.order, *more]).contradiction is not None

    def _chronology(self, order: list[Order]) -> dates.Chronology:
        return dates.Chronology(
            self.names, np.array(self.low, np.int64), np.array(self.high, np.int64), order
        )

    def add(self, name: str, low: int, high: int, after: int | None = None) -> int:
        """A further moment, no earlier than the moment `after`; its position."""
        self._place[name] = len(self.names)
        self.names.append(name)
        self.low.append(low)
        self.high.append(high)
        if after is not None:
            self.order.append(Order(name, self.names[after], name))
        return len(self.names) - 1

    def at(self, record: str) -> int:
        """The position of a record's start, or of its only moment."""
        return self._place[record]

    def span(self, record: str) -> tuple[int, int]:
        """Positions of a record's start and end; one moment twice for an instant."""
        return self._place[record], self._place.get(end_of(record), self._place[record])

    def clock(self) -> Clock:
        """The clock of all moments; `NetworkError`, naming the records, when they contradict one another."""
        return Clock.from_chronology(self._chronology(self.order), _binding(self.order))


def _binding(order: list[Order]) -> list[Order]:
    """The statements that bind records to one another.

    That a record does not end before it starts binds nothing else, and a route needs it anyway;
    leaving it out keeps the moments of most records free.
    """
    outer = [one for one in order if one.later != end_of(one.earlier)]
    touched = {point for one in outer for point in (one.earlier, one.later)}
    own = [one for one in order if one.later == end_of(one.earlier)]
    return outer + [one for one in own if one.earlier in touched or one.later in touched]


def _answers(book: Casebook) -> list[Order]:
    known = {tie.id for tie in book.ties}
    return [Order(tie.id, tie.responds_to, tie.id) for tie in book.ties if tie.responds_to in known]


def _at_events(book: Casebook) -> list[Order]:
    """What a tie's event says of its moment, where the two cells can both be right."""
    events = {event.id: event for event in book.events}
    chosen = [
        (tie, events[tie.event])
        for tie in book.ties
        if tie.event in events and tie.kind == "event" and not tie.end
    ]
    low, high = moments([tie.start for tie, _ in chosen])
    first, first_high = moments([event.start for _, event in chosen])
    _, last = moments([event.end or event.start for _, event in chosen])
    made = []
    for k, (tie, event) in enumerate(chosen):
        if event.end and event.end != OPEN and low[k] <= last[k] and first[k] <= high[k]:
            made += [Order(tie.id, event.id, tie.id), Order(tie.id, tie.id, end_of(event.id))]
        elif not event.end and low[k] <= first_high[k] and first[k] <= high[k]:
            made.append(Order(tie.id, event.id, tie.id, 0, 0))
    return made
