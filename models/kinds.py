"""The record types and their fields, one line a field.

A line added here is a column of the store, of the table and of the CSV, a row of the form, a key
of the query language and a line of the manual. (A store that exists gets the column by a
migration; CONTRIBUTING tells how.)
"""

from collections.abc import Callable
from decimal import Decimal

from models.field_types import (
    Checksum,
    Choice,
    Computed,
    CountryCode,
    Date,
    Flag,
    Integer,
    Kept,
    Link,
    LongText,
    Number,
    Text,
    Url,
    Value,
)
from models.fields import Field, Kind


def _yes_no(value: Value) -> str:
    return "Yes" if value else "No"


def _percent(value: Value) -> str:
    return f"{value} %"


def _moment(value: Value) -> str:
    return "" if value is None else str(value)[:16].replace("T", " ")


def _name(value: Value) -> str:
    return "" if value is None else str(value)


def _of_the_journal(
    key: str, label: str, show: Callable[[Value], str], nature: str, about: str
) -> Field:
    # A file that came and went again would differ in these alone.
    return Field(key, label, Computed(show, nature), about, shown=False, exported=False)


def _score(key: str, label: str, about: str) -> Field:
    return Field(key, label, Kept(), about, shown=False)


OF_ENTRY = Field("entry", "Entry", Link("entry", on_remove="cascade"), required=True, backed=False)
# Beside each record whose values a source can stand behind.
BACKING = (
    Field(
        "bare",
        "Bare",
        Kept(),
        "Values that no source stands behind yet",
        shown=False,
        exported=False,
    ),
    Field(
        "contested",
        "Contested",
        Kept(),
        "Values that sources disagree on",
        shown=False,
        exported=False,
    ),
)

ENTRY = Kind(
    "entry",
    "Entry",
    "Entries",
    (
        Field("uid", "Number", Text(), "Given once, never used again", readonly=True),
        Field("title", "Title", Text(), "Who does what with whom", required=True),
        Field("country", "Country", CountryCode(), "Empty for an entry of several countries"),
        Field("type", "Type", Choice("entry_type")),
        Field("status", "Status", Choice("status"), "How firm it is"),
        Field("status_as_of", "Status as of", Date(), shown=False),
        Field("sector", "Sector", Choice("sector")),
        Field(
            "counts", "Counts", Computed(_yes_no, "flag"), "Whether totals of finance include it"
        ),
        Field("reason", "Why", Computed(), "Why it counts or does not"),
        Field("start", "Start", Date()),
        Field("end", "End", Date(), shown=False),
        Field("direction", "Direction", Choice("direction"), shown=False),
        Field(
            "counterpart",
            "Counterpart",
            CountryCode(),
            default="CHN",
            shown=False,
            backed=False,
        ),
        Field("umbrella", "Umbrella", Flag(), "Yes: other entries carry its money"),
        Field("review", "Review", Choice("review"), default="found", backed=False),
        Field("evidence", "Evidence", Kept(_percent), "Share of filled fields with a quote"),
        Field("sources", "Sources", Kept(), "How many sources it rests on"),
        _score("quality", "Source quality", "1 only media … 5 two or more official sources"),
        _score("completeness", "Completeness", "0 to 5: amount, year, flow and parties known"),
        _score("implementation", "Implementation", "0 to 5: how well the carrying out is known"),
        *BACKING,
        _of_the_journal("edited", "Edited", _moment, "date", "When it was last changed"),
        _of_the_journal("edited_by", "Edited by", _name, "text", "Who changed it last"),
        Field("summary", "Summary", LongText()),
        Field("notes", "Notes", LongText(), "For colleagues", shown=False, backed=False),
    ),
    title=("uid", "title"),
)

FIGURE = Kind(
    "figure",
    "Figure",
    "Figures",
    (
        OF_ENTRY,
        Field("label", "Label", Text(), "What is counted"),
        Field("role", "Role", Choice("figure_role"), "A target is not a result"),
        Field("modality", "Modality", Choice("modality"), "Exactly, up to, about …"),
        Field("value", "Value", Number(), "Digits only; 1.35 million is understood"),
        Field("high", "Upper value", Number(), "Upper end of a range", shown=False),
        Field("unit", "Unit", Choice("unit"), "A unit or a currency"),
        Field("per", "Per", Choice("per"), "Empty when the source does not say"),
        Field("period", "Period", Date(), "The time the figure is about"),
        Field("product", "Product", Text()),
        Field("from_country", "From", CountryCode(), "Where the goods or the money come from"),
        Field("to_country", "To", CountryCode(), "Where they go"),
        Field("note", "Note", LongText(), shown=False, backed=False),
        *BACKING,
    ),
    title=("label", "value", "unit"),
    parent="entry",
)

MILESTONE = Kind(
    "milestone",
    "Milestone",
    "Milestones",
    (
        OF_ENTRY,
        Field("type", "Type", Choice("milestone_type")),
        Field("date", "Date", Date()),
        Field("state", "State", Choice("milestone_state")),
        Field("place", "Place", Text()),
        Field("description", "Description", LongText()),
        *BACKING,
    ),
    title=("type", "place", "date"),
    parent="entry",
)

PARTY = Kind(
    "party",
    "Party",
    "Parties",
    (
        OF_ENTRY,
        Field("actor", "Organisation or person", Link("actor")),
        Field("role", "Role", Choice("party_role")),
        Field("as_named", "As named", Text(), "The words of the source, kept verbatim"),
        Field("share", "Share", Number(Decimal(0), Decimal(100)), "Percent of the venture"),
        *BACKING,
    ),
    title=("actor", "as_named", "role"),
    parent="entry",
)

REMARK = Kind(
    "remark",
    "Remark",
    "Remarks",
    (
        OF_ENTRY,
        Field("type", "Type", Choice("remark_type")),
        Field("speaker", "Speaker", Link("actor")),
        Field("text", "Text", LongText(), required=True),
        *BACKING,
    ),
    title=("type", "text"),
    parent="entry",
)

LOCATION = Kind(
    "location",
    "Location",
    "Locations",
    (
        OF_ENTRY,
        Field("role", "Role", Choice("location_role")),
        Field("name", "Name", Text(), "As the source writes it"),
        Field("country", "Country", CountryCode()),
        Field("precision", "Precision", Choice("precision")),
        Field("latitude", "Latitude", Number(Decimal(-90), Decimal(90)), "Degrees north"),
        Field("longitude", "Longitude", Number(Decimal(-180), Decimal(180)), "Degrees east"),
        *BACKING,
    ),
    title=("name", "role"),
    parent="entry",
)

LINK = Kind(
    "link",
    "Link",
    "Links",
    (
        OF_ENTRY,
        Field("type", "Type", Choice("link_type")),
        Field("other", "Other entry", Link("entry", on_remove="cascade"), required=True),
        Field("note", "Note", LongText()),
    ),
    title=("type", "other"),
    parent="entry",
)

ACTOR = Kind(
    "actor",
    "Organisation or person",
    "Organisations & people",
    (
        Field("name", "Name", Text(), required=True),
        Field("type", "Type", Choice("actor_type"), "Empty when the source does not say"),
        Field("country", "Country", CountryCode()),
        Field("affiliation", "Belongs to", Link("actor")),
        Field("position", "Position", Text()),
        Field("aliases", "Also called", Text(), "Other spellings, separated by semicolons"),
        Field("notes", "Notes", LongText(), backed=False),
        *BACKING,
    ),
    title=("name",),
)

SOURCE = Kind(
    "source",
    "Source",
    "Sources",
    (
        Field("title", "Title", Text(), required=True),
        Field("published", "Published", Date()),
        Field("dateline", "Dateline", Text()),
        Field("publisher", "Publisher", Text()),
        Field("author", "Author", Text()),
        Field("url", "Address", Url()),
        Field("language", "Language", Text(), "Two letters, such as en, ru, zh"),
        Field("type", "Type", Choice("source_type")),
        Field("retrieved", "Retrieved", Date(), shown=False),
        Field(
            "text",
            "Text",
            LongText(),
            "Kept as it is once a quote rests on it",
            shown=False,
            backed=False,
        ),
        Field("sha256", "SHA-256", Text(), "Checksum of the text", readonly=True, shown=False),
        Field(
            "original",
            "Original",
            Checksum(),
            "Checksum of the file it came from, which the store keeps",
            readonly=True,
            shown=False,
            exported=False,
        ),
        Field("sentences", "Sentences", Kept(), "How many its text has", exported=False),
        Field("left", "Left", Kept(), "Sentences neither coded nor set aside", exported=False),
        Field("notes", "Notes", LongText(), shown=False, backed=False),
    ),
    title=("title",),
)

DISMISSAL = Kind(
    "dismissal",
    "Dismissal",
    "Dismissals",
    (
        Field("source", "Source", Link("source", on_remove="cascade"), required=True),
        Field("start", "Start", Integer(), "Offset in code points", required=True),
        Field("end", "End", Integer(), "Offset in code points, not included", required=True),
        Field("reason", "Reason", Choice("dismissal_reason")),
    ),
    title=("reason",),
    parent="source",
)

COUNTRY = Kind(
    "country",
    "Country",
    "Countries",
    (
        Field("code", "Code", CountryCode(), "ISO 3166, three letters", required=True),
        Field("name", "Name", Text(), required=True),
        Field("region", "Region", Text(), "Its place in the tree"),
        Field("group", "Group", Choice("country_group"), "Recipients stand in the tree"),
        Field("notes", "Notes", LongText()),
    ),
    title=("name",),
)

CITATION = Kind(
    "citation",
    "Citation",
    "Citations",
    (
        Field("kind", "Kind", Text(), required=True, readonly=True),
        Field("record", "Record", Integer(), required=True, readonly=True),
        Field("field", "Field", Text(), "Empty: the record as a whole", readonly=True),
        Field("source", "Source", Link("source", on_remove="cascade"), "Empty: the coder infers"),
        Field("start", "Start", Integer(), "Offset in code points"),
        Field("end", "End", Integer(), "Offset in code points, not included"),
        Field("quote", "Quote", LongText(), "The words themselves"),
        Field("state", "State", Choice("state"), default="stated"),
        Field("value", "Value", LongText(), "The value as this source has it"),
        Field("rank", "Rank", Choice("rank"), default="normal"),
        Field("stance", "Stance", Choice("stance"), default="supports"),
        Field("confidence", "Confidence", Choice("confidence")),
        Field("note", "Note", LongText()),
    ),
    title=("quote",),
)

VIEW = Kind(
    "view",
    "View",
    "Views",
    (
        Field("name", "Name", Text(), required=True),
        Field("table", "Table", Text(), "The kind that it shows", required=True),
        Field("query", "Query", LongText(), "As one types it into the search line"),
        Field("columns", "Columns", LongText(), "Columns, widths, frozen ones, facets, as JSON"),
        Field("notes", "Notes", LongText()),
    ),
    title=("name",),
)

# The kinds that are shown as tables, in the order of their tabs.
TABLE_KINDS = (
    ENTRY,
    FIGURE,
    MILESTONE,
    PARTY,
    REMARK,
    ACTOR,
    SOURCE,
    LOCATION,
    LINK,
    DISMISSAL,
    COUNTRY,
)

KINDS = {kind.name: kind for kind in (*TABLE_KINDS, VIEW, CITATION)}

# The kinds that hang off another one, by that one's name.
CHILDREN = {
    parent: tuple(kind for kind in TABLE_KINDS if kind.parent == parent)
    for parent in ("entry", "source")
}
