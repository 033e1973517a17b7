"""The facts a casebook holds: one frozen record a row, one class a table.

A class here is the only definition of its table. The columns of the CSV file, the Data Package
descriptor, the reader, the writer and the checks are all derived from these annotations
(`interlocal.casebook.schema`). Dates stay EDTF text in the record, so that what was written is
what is written back; `interlocal.dates` gives them bounds.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

import msgspec

from interlocal.casebook.columns import (
    ANY,
    Dates,
    Id,
    Lag,
    Number,
    OneOf,
    Ref,
    Refs,
    Score,
    Sha256,
    Text,
    Whole,
    Words,
)

__all__ = [
    "Actor",
    "Attribute",
    "Coding",
    "Doubt",
    "Enabling",
    "Event",
    "Name",
    "Order",
    "Participant",
    "Passage",
    "Position",
    "Quantity",
    "Record",
    "Search",
    "Support",
    "Tie",
]

SECTORS = (
    "national_government",
    "local_government",
    "local_government_association",
    "affiliated_body",
    "civil_society",
    "residents",
    "business",
    "academic",
    "media",
    "party",
    "international",
)
STATUSES = ("asserted", "inferred", "planned", "disputed", "expectation", "general")

Str = Annotated[str, Text("")]
Note = Annotated[str, Text("in the coder's own words, never the source's")]
Status = Annotated[str, OneOf(*STATUSES, doc="what kind of statement the source makes")]
Certainty = Annotated[
    float | None, Number(0, 1, doc="probability that the fact holds, from the grades of the codebook")
]
Case = Annotated[str, Refs("cases", doc="cases of the codebook, separated by ;")]
Issues = Annotated[str, Refs("issues", doc="issues of the codebook, separated by ;")]
ActorRef = Annotated[str, Ref("actors")]
Printed = Annotated[str, Text("the source's wording of the date")]


class Record(msgspec.Struct, frozen=True):
    """Base of all records: immutable values, equal when all their cells are equal."""

    table: ClassVar[str] = ""
    prefix: ClassVar[str] = ""
    doc: ClassVar[str] = ""


class Passage(Record, frozen=True):
    """A stretch of a source's text: where it stands and what it hashes to."""

    table = "passages"
    prefix = "p"
    doc = "stretches of source texts, anchored by code-point offsets and a hash"
    id: Annotated[str, Id()]
    source: Annotated[str, Ref("sources")]
    locator: Annotated[str, Words(doc="section, paragraph, page, note or spreadsheet row")]
    start: Annotated[int | None, Whole(0, doc="first code point, counted from 0")] = None
    end: Annotated[int | None, Whole(0, doc="code point after the last")] = None
    sha256: Annotated[str, Sha256("of the UTF-8 bytes of the stretch")] = ""
    cites: Annotated[str, Refs("sources", doc="works the passage itself rests on, separated by ;")] = ""
    quote: Annotated[str, Text("the stretch itself, where the licence permits")] = ""
    before: Annotated[str, Text("up to 32 code points before it")] = ""
    after: Annotated[str, Text("up to 32 code points after it")] = ""
    note: Note = ""


class Support(Record, frozen=True):
    """A passage speaks for or against a record."""

    table = "support"
    doc = "which passage supports or contradicts which record"
    record: Annotated[str, Ref(ANY)]
    passage: Annotated[str, Ref("passages")]
    stance: Annotated[str, OneOf("supports", "contradicts")] = "supports"
    explicitness: Annotated[str, OneOf("explicit", "implied", "conjecture")] = "explicit"
    coder: Annotated[str, Text("who read it so")] = ""


class Actor(Record, frozen=True):
    """Someone who can act: an organisation, an office, a person, a group or a class of these."""

    table = "actors"
    prefix = "a"
    doc = "who acts"
    id: Annotated[str, Id()]
    name: Annotated[str, Words(doc="the name by which the casebook shows the actor")]
    kind: Annotated[str, OneOf("organisation", "office", "person", "group", "class")]
    sector: Annotated[str, OneOf(*SECTORS)]
    tier: Annotated[str, OneOf("local", "regional", "national", "international")]
    territory: Annotated[str, Text("ISO 3166-1 alpha-2 codes of where it acts from, separated by ;")] = ""
    belonging: Annotated[
        str,
        Text(
            "codes of legal membership (nationality), where it differs from territory; XX: another, not told"
        ),
    ] = ""
    motive: Annotated[str, OneOf("", "principled", "economic", "both")] = ""
    founded: Annotated[str, Dates()] = ""
    founded_printed: Printed = ""
    dissolved: Annotated[str, Dates()] = ""
    dissolved_printed: Printed = ""
    place: Str = ""
    case: Case = ""
    note: Note = ""


class Name(Record, frozen=True):
    """One name of one actor, in one language, for some time."""

    table = "names"
    prefix = "n"
    doc = "every name of every actor"
    id: Annotated[str, Id()]
    actor: ActorRef
    name: Annotated[str, Words()]
    language: Annotated[str, Text("BCP 47 tag")] = "en"
    kind: Annotated[
        str, OneOf("printed", "alias", "acronym", "former", "later", "misprint", "other_script")
    ] = "printed"
    start: Annotated[str, Dates()] = ""
    end: Annotated[str, Dates()] = ""
    source: Annotated[str, Ref("sources", doc="outside source of a name the text does not print")] = ""
    note: Note = ""


class Attribute(Record, frozen=True):
    """A property that changes, or that is disputed, with its dates and its weight."""

    table = "attributes"
    prefix = "x"
    doc = "whatever changes or is disputed: sector, part_of, office_held, legal_form, nationality …"
    id: Annotated[str, Id()]
    record: Annotated[str, Ref(ANY)]
    field: Annotated[str, Words(doc="part_of, office_held, career, sector, legal_form, control, …")]
    value: Annotated[str, Words(doc="an actor id where the field names a relation to an actor")]
    start: Annotated[str, Dates()] = ""
    start_printed: Printed = ""
    end: Annotated[str, Dates()] = ""
    end_printed: Printed = ""
    weight: Annotated[float | None, Number(0, 1, doc="share of belief among alternatives")] = None
    status: Status = "asserted"
    note: Note = ""


class Tie(Record, frozen=True):
    """One dated relation from one actor to another, on some issues."""

    table = "ties"
    prefix = "t"
    doc = "dyadic facts: who did what to, for or with whom"
    id: Annotated[str, Id()]
    from_: ActorRef = msgspec.field(name="from")
    to: ActorRef
    relation: Annotated[str, Ref("relations", doc="a relation of the codebook")]
    mode: Annotated[
        int | None,
        Whole(
            0,
            5,
            doc="0 none, 1 mediated, 2 one-way, 3 ad hoc two-way, 4 regular two-way, 5 bargaining or consent",
        ),
    ] = None
    kind: Annotated[str, OneOf("event", "standing")] = "event"
    start: Annotated[str, Dates()] = ""
    start_printed: Printed = ""
    end: Annotated[str, Dates()] = ""
    end_printed: Printed = ""
    case: Case = ""
    issues: Issues = ""
    about: Annotated[str, Text("what it was about, in a few words")] = ""
    capacity: Annotated[str, Text("in which capacity the sender acted")] = ""
    polarity: Annotated[int | None, Whole(-1, 1)] = 1
    layer: Annotated[
        str,
        OneOf("contact", "attribution", doc="the source reports that it happened, or reads a cause into it"),
    ] = "contact"
    status: Status = "asserted"
    certainty: Certainty = None
    amount: Annotated[float | None, Number(0)] = None
    currency: Annotated[str, Text("ISO 4217 code")] = ""
    share_low: Annotated[float | None, Number(0, 1)] = None
    share_high: Annotated[float | None, Number(0, 1)] = None
    event: Annotated[str, Ref("events", doc="the event at which it happened")] = ""
    responds_to: Annotated[str, Ref("ties")] = ""
    response: Annotated[str, OneOf("", "none", "acknowledge", "consult", "negotiate", "accept", "reject")] = (
        ""
    )
    note: Note = ""


class Event(Record, frozen=True):
    """Something that happened, or a venue that stands: meetings, openings, laws, projects, surveys."""

    table = "events"
    prefix = "e"
    doc = "events, and venues as standing events"
    id: Annotated[str, Id()]
    name: Annotated[str, Words(doc="in the coder's own words")]
    kind: Annotated[
        str,
        OneOf(
            "meeting",
            "visit",
            "conference",
            "agreement",
            "founding",
            "renaming",
            "opening",
            "decision",
            "legislation",
            "election",
            "project",
            "programme",
            "campaign",
            "survey",
            "publication",
            "statement",
            "venue",
            "other",
        ),
    ]
    start: Annotated[str, Dates()] = ""
    start_printed: Printed = ""
    end: Annotated[str, Dates()] = ""
    end_printed: Printed = ""
    case: Case = ""
    issues: Issues = ""
    place: Str = ""
    venue: Annotated[str, Ref("events", doc="the standing venue where it took place")] = ""
    host: Annotated[str, Ref("actors")] = ""
    legal_form: Str = ""
    replaces: Annotated[str, Ref("events")] = ""
    status: Status = "asserted"
    certainty: Certainty = None
    note: Note = ""


class Participant(Record, frozen=True):
    """An actor's part in an event."""

    table = "participants"
    prefix = "pt"
    doc = "who took part in which event, as what"
    id: Annotated[str, Id()]
    event: Annotated[str, Ref("events")]
    actor: ActorRef
    role: Annotated[
        str,
        OneOf(
            "host",
            "convenor",
            "founder",
            "sponsor",
            "speaker",
            "member",
            "participant",
            "party",
            "target",
            "subject",
            "implementer",
            "beneficiary",
        ),
    ] = "participant"
    status: Status = "asserted"
    note: Note = ""


class Enabling(Record, frozen=True):
    """A record that another record made possible: all of a group, or any one of the groups."""

    table = "enabling"
    prefix = "en"
    doc = "what made what possible: AND within a group, OR across groups"
    id: Annotated[str, Id()]
    record: Annotated[str, Ref("ties", "events", "positions")]
    group: Annotated[str, Words()]
    enabler: Annotated[str, Ref("ties", "events", "positions", "actors")]
    status: Status = "asserted"
    certainty: Certainty = None
    note: Note = ""


class Order(Record, frozen=True):
    """What a source says about sequence: one dated record before another, with lags where it gives them."""

    table = "order"
    prefix = "o"
    doc = "what the text says about sequence"
    id: Annotated[str, Id()]
    earlier: Annotated[str, Ref("ties", "events", "positions", "attributes")]
    later: Annotated[str, Ref("ties", "events", "positions", "attributes")]
    earlier_point: Annotated[str, OneOf("start", "end")] = "start"
    later_point: Annotated[str, OneOf("start", "end")] = "start"
    min_lag: Annotated[str, Lag("ISO 8601 duration")] = "P0D"
    max_lag: Annotated[str, Lag("ISO 8601 duration; empty for no limit")] = ""
    printed: Annotated[str, Text("the source's sequence word")] = ""
    status: Status = "asserted"
    note: Note = ""


class Position(Record, frozen=True):
    """Where an actor stands on a policy, what it asked, what it obtained, when it decided or adopted."""

    table = "positions"
    prefix = "po"
    doc = "statements, decisions and adoptions on policies"
    id: Annotated[str, Id()]
    actor: ActorRef
    policy: Annotated[str, Ref("policies", doc="a policy of the codebook")]
    kind: Annotated[str, OneOf("statement", "decision", "adoption", "not_adopted")]
    stance: Annotated[int | None, Whole(-1, 1, doc="-1 against, 0 neutral, 1 for")] = None
    step: Annotated[str, OneOf("", "none", "agenda", "position", "procedure", "adopted", "implemented")] = ""
    date: Annotated[str, Dates()] = ""
    date_printed: Printed = ""
    case: Case = ""
    episode: Annotated[str, Ref("episodes")] = ""
    issues: Issues = ""
    arena: Annotated[str, Text("where it was taken")] = ""
    asked: Annotated[str, Text("what was asked, in the coder's own words")] = ""
    obtained: Annotated[str, Text("what was obtained")] = ""
    beneficiary: Annotated[str, Ref("actors")] = ""
    status: Status = "asserted"
    certainty: Certainty = None
    note: Note = ""


class Quantity(Record, frozen=True):
    """A figure: of what, how much, in which unit, when."""

    table = "quantities"
    prefix = "q"
    doc = "every figure"
    id: Annotated[str, Id()]
    about: Annotated[str, Ref(ANY)]
    measure: Annotated[str, Words(doc="what is counted or measured, in the coder's own words")]
    value: Annotated[float | None, Number()]
    unit: Str = ""
    comparison: Annotated[
        str, OneOf("=", ">", ">=", "<", "<=", "~", doc="how the source bounds the value")
    ] = "="
    when: Annotated[str, Dates()] = ""
    when_printed: Printed = ""
    case: Case = ""
    status: Status = "asserted"
    note: Note = ""


class Coding(Record, frozen=True):
    """A judgement on a scale: what one provider did on one item, in one case and period."""

    table = "codings"
    prefix = "c"
    doc = "judged scores, by coder, case, period, item and provider"
    id: Annotated[str, Id()]
    coder: Annotated[str, Words()]
    case: Annotated[str, Ref("cases")]
    period: Annotated[str, Ref("periods")]
    item: Annotated[str, Ref("items", doc="an item of the codebook: a role, function or accountability axis")]
    provider: ActorRef
    score: Annotated[str, Score("0 to 4, or not_codable")]
    confidence: Annotated[str, OneOf("", "low", "medium", "high")] = ""
    episode: Annotated[str, Ref("episodes")] = ""
    beneficiary: Annotated[str, Ref("actors")] = ""
    note: Note = ""


class Search(Record, frozen=True):
    """Something that was looked for: absence is a finding, and differs from not having looked."""

    table = "searches"
    prefix = "s"
    doc = "what was looked for, and whether it was found"
    id: Annotated[str, Id()]
    question: Annotated[str, Words()]
    source: Annotated[str, Ref("sources")]
    about: Annotated[str, Ref(ANY)] = ""
    result: Annotated[str, OneOf("found", "not_found", "unclear")] = "not_found"
    case: Case = ""
    coder: Str = ""
    note: Note = ""


class Doubt(Record, frozen=True):
    """Something that cannot be right, or cannot be told, as printed. Nothing is corrected: it is flagged."""

    table = "doubts"
    prefix = "d"
    doc = "what is doubtful in the text, with the reason"
    id: Annotated[str, Id()]
    record: Annotated[str, Ref(ANY)]
    kind: Annotated[
        str,
        OneOf(
            "misprint",
            "ambiguous",
            "implausible",
            "look_alike",
            "lost_mark",
            "contradiction",
            "renamed",
            "layout",
        ),
    ]
    reason: Annotated[str, Words(doc="in the coder's own words")]
    source: Annotated[str, Ref("sources", doc="outside source of the doubt, where there is one")] = ""


TABLES: tuple[type[Record], ...] = (
    Passage,
    Support,
    Actor,
    Name,
    Attribute,
    Tie,
    Event,
    Participant,
    Enabling,
    Order,
    Position,
    Quantity,
    Coding,
    Search,
    Doubt,
)
