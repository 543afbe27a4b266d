"""The rules about an entry itself and about all that hangs off it together.

Each predicate returns nothing where the rule is kept, else the words that its sentence lacks.
"""

from decimal import Decimal

from models.dates import show_date
from models.rule_shapes import NOTHING, Facts, Record, Rule, Words
from models.scoring import STARTING

_FINANCE = ("loan", "grant", "debt", "scholarship", "assistance")
_NOT_BINDING = ("10", "15", "20")
_ALL_OF_IT = Decimal(100)


def _under_way_yet_completed(entry: Record, facts: Facts) -> Words | None:
    """A completion that took place contradicts the status Implementation."""
    done = facts.milestones("completion", state="actual") if entry["status"] == "40" else []
    if not done:
        return None
    date = done[0].shown("date")
    return {"when": f" ({date})" if date else ""}


def _under_way_yet_ended(entry: Record, facts: Facts) -> Words | None:
    """What is under way has not ended: its end lies before the day the status is told of."""
    if entry["status"] != "40":
        return None
    last = entry.last("end")
    known = entry.first("status_as_of") or facts.today
    return NOTHING if last and last < known else None


def _completed_without_end(entry: Record, facts: Facts) -> Words | None:
    """What is completed has an end, or a completion with a date."""
    if entry["status"] != "50" or entry["end"]:
        return None
    dated = any(one["date"] for one in facts.milestones("completion"))
    said = any(
        ("milestone", one.id, "date") in facts.unknown for one in facts.milestones("completion")
    )
    return None if dated or said or ("entry", entry.id, "end") in facts.unknown else NOTHING


def _completed_in_future(entry: Record, facts: Facts) -> Words | None:
    """What is completed has ended by today."""
    first = entry.first("end")
    return NOTHING if entry["status"] == "50" and first and first > facts.today else None


def _not_binding_yet_started(entry: Record, facts: Facts) -> Words | None:
    """What is only talked of or pledged has not started."""
    if entry["status"] not in _NOT_BINDING:
        return None
    first = entry.first("start")
    if first and first <= facts.today:
        return {"what": f"a start ({entry.shown('start')})"}
    begun = facts.milestones(*STARTING, state="actual")
    return {"what": f"“{begun[0].shown('type')}” that took place"} if begun else None


def _stopped_without_commitment(entry: Record, facts: Facts) -> Words | None:
    """Only what was binding can be suspended or cancelled: a signing or a start shows that."""
    if entry["status"] not in ("60", "70") or entry["start"]:
        return None
    agreed = facts.milestones("signing", *STARTING, state="actual")
    return None if agreed else NOTHING


def _ends_before_start(entry: Record, facts: Facts) -> Words | None:
    """The end is not before the start, whatever days the two may mean."""
    first, last = entry.first("start"), entry.last("end")
    return NOTHING if first and last and last < first else None


def _told_before_start(entry: Record, facts: Facts) -> Words | None:
    """What is under way or completed had started when that was told."""
    first, told = entry.first("start"), entry.last("status_as_of")
    broken = entry["status"] in ("40", "50") and first and told and told < first
    return NOTHING if broken else None


def _told_in_future(entry: Record, facts: Facts) -> Words | None:
    """Nobody can tell today how firm it will be."""
    told = entry.first("status_as_of")
    return NOTHING if told and told > facts.today else None


def _loan_without_funder(entry: Record, facts: Facts) -> Words | None:
    """A loan, a grant or relief of a debt has somebody whose money it is."""
    asked = entry["type"] in ("loan", "grant", "debt") and not facts.parties("funder", "investor")
    return NOTHING if asked else None


def _loan_without_money(entry: Record, facts: Facts) -> Words | None:
    """Of a loan or a grant with figures at least one is in a currency."""
    valued = [one for one in facts.of("figure") if one["value"] is not None]
    asked = entry["type"] in ("loan", "grant", "debt") and valued
    return NOTHING if asked and not any(one.money for one in valued) else None


def _venture_of_one(entry: Record, facts: Facts) -> Words | None:
    """A joint venture has two partners at least."""
    if entry["type"] != "joint_venture":
        return None
    partners = len(facts.parties("partner", "investor"))
    return None if partners >= 2 else {"partners": "one partner" if partners else "no partner"}


def _trade_without_direction(entry: Record, facts: Facts) -> Words | None:
    """Trade goes one way, or both."""
    return NOTHING if entry["type"] == "trade" and not entry["direction"] else None


def _flow_without_trade(entry: Record, facts: Facts) -> Words | None:
    """Observed flow is what statistics of trade say."""
    broken = entry["status"] == "85" and entry["type"] not in (None, "trade")
    return NOTHING if broken else None


def _held_without_meeting(entry: Record, facts: Facts) -> Words | None:
    """Only an event is held: money and work are carried out."""
    broken = entry["status"] == "80" and entry["type"] in (*_FINANCE, "construction", "acquisition")
    return NOTHING if broken else None


def _country_no_recipient(entry: Record, facts: Facts) -> Words | None:
    """The country of an entry is one that has its place in the tree."""
    group = facts.groups.get(str(entry["country"]), "recipient")
    return NOTHING if entry["country"] and group != "recipient" else None


def _regional_with_country(entry: Record, facts: Facts) -> Words | None:
    """An entry with a regional number is one of several countries."""
    regional = str(entry["uid"] or "").startswith("REG-")
    return NOTHING if regional and entry["country"] else None


def _umbrella_alone(entry: Record, facts: Facts) -> Words | None:
    """Under an umbrella there are entries, which carry its money."""
    if entry["umbrella"] is not True:
        return None
    leads = any(one["type"] == "umbrella" for one in facts.of("link"))
    return None if leads or "child" in facts.led_to else NOTHING


def _shares_over_all(entry: Record, facts: Facts) -> Words | None:
    """The shares of a venture come to 100 percent at most."""
    shares = [one["share"] for one in facts.of("party") if isinstance(one["share"], Decimal)]
    total = sum(shares, start=Decimal(0))
    return {"total": f"{total.normalize():f}"} if total > _ALL_OF_IT else None


def _commitment_on_media(entry: Record, facts: Facts) -> Words | None:
    """That something is binding wants more than a report in the media."""
    return NOTHING if entry["status"] == "30" and entry["quality"] == 1 else None


def _without_source(entry: Record, facts: Facts) -> Words | None:
    """Somebody says so."""
    return None if entry.number("sources") else NOTHING


def _approved_and_contested(entry: Record, facts: Facts) -> Words | None:
    """What was checked has no values left that its sources disagree on."""
    if entry["review"] not in ("checked", "approved"):
        return None
    open_ones = sum(one.number("contested") for some in facts.children.values() for one in some)
    open_ones += entry.number("contested")
    noun = "value is" if open_ones == 1 else "values are"
    return {"open": f"{open_ones:,} {noun}"} if open_ones else None


def _started_before_signing(entry: Record, facts: Facts) -> Words | None:
    """Work starts after it was signed for."""
    signed = [one.first("date") for one in facts.milestones("signing", state="actual")]
    signings = [day for day in signed if day is not None]
    last = entry.last("start")
    if len(signings) < max(len(signed), 1) or last is None or last >= min(signings):
        return None
    first = min(facts.milestones("signing", state="actual"), key=lambda one: str(one["date"]))
    return {"signed": show_date(str(first["date"]))}


ENTRY_RULES = (
    Rule("under_way_completed", "entry", ("status",), "Completion with status Implementation",
         "The status is {status}, but a completion took place{when}.", _under_way_yet_completed),
    Rule("under_way_ended", "entry", ("status", "end"), "Ended with status Implementation",
         "The status is {status}, but the end ({end}) has passed.", _under_way_yet_ended),
    Rule("completed_no_end", "entry", ("end", "status"), "Completion without an end",
         "The status is {status}, but neither an end nor the date of a completion is known.",
         _completed_without_end, whole=True),
    Rule("completed_future", "entry", ("end", "status"), "Completion in the future",
         "The status is {status}, but the end ({end}) is still to come.", _completed_in_future),
    Rule("pledge_started", "entry", ("status", "start"), "Pledge or talks with a start",
         "The status is {status}, but there is {what}.", _not_binding_yet_started),
    Rule("stopped_unsigned", "entry", ("status",), "Suspended or cancelled without commitment",
         "The status is {status}, but no signing and no start is known: was it ever binding?",
         _stopped_without_commitment, whole=True),
    Rule("ends_first", "entry", ("end", "start"), "End before start",
         "The end ({end}) is before the start ({start}).", _ends_before_start),
    Rule("told_early", "entry", ("status_as_of", "start"), "Status told before the start",
         "The status {status} is told as of {status_as_of}, before the start ({start}).",
         _told_before_start),
    Rule("told_future", "entry", ("status_as_of",), "Status as of the future",
         "The status is told as of {status_as_of}, which is still to come.", _told_in_future),
    Rule("started_unsigned", "entry", ("start",), "Start before signing",
         "The start ({start}) is before the signing ({signed}).", _started_before_signing),
    Rule("loan_unfunded", "entry", ("type",), "Loan or grant without funder",
         "{type}: nobody is named whose money it is. Add a funder.", _loan_without_funder,
         whole=True),
    Rule("loan_no_money", "entry", ("type",), "Loan or grant without money",
         "{type}: none of its figures is in a currency.", _loan_without_money),
    Rule("venture_of_one", "entry", ("type",), "Joint venture of fewer than two",
         "{type}: {partners} is named, but it takes two.", _venture_of_one, whole=True),
    Rule("trade_undirected", "entry", ("direction", "type"), "Trade without direction",
         "It is trade, but the direction is not said.", _trade_without_direction, whole=True),
    Rule("flow_no_trade", "entry", ("status", "type"), "Observed flow that is no trade",
         "The status is {status}, a trade statistic, but the type is {type}.", _flow_without_trade),
    Rule("held_no_event", "entry", ("status", "type"), "Held, but no event",
         "The status is {status}, which is said of events, but the type is {type}.",
         _held_without_meeting),
    Rule("foreign_country", "entry", ("country",), "Country that is no recipient",
         "{country} is no recipient country. A third country belongs into the figures.",
         _country_no_recipient),
    Rule("regional_country", "entry", ("country", "uid"), "Regional entry with a country",
         "Its number, {uid}, is a regional one, but its country is {country}.",
         _regional_with_country),
    Rule("umbrella_alone", "entry", ("umbrella",), "Umbrella without entries under it",
         "It is an umbrella, but no entry is linked to it. Add a link.", _umbrella_alone,
         whole=True),
    Rule("shares_over", "entry", ("type",), "Shares over 100 percent",
         "The shares of its parties come to {total} percent.", _shares_over_all),
    Rule("media_commitment", "entry", ("status",), "Commitment that only media report",
         "The status is {status}, but only media report it.", _commitment_on_media),
    Rule("unsourced", "entry", ("sources",), "Entry without a source",
         "No source is cited yet, neither for it nor for what hangs off it.", _without_source,
         whole=True),
    Rule("approved_contested", "entry", ("review",), "Checked, but contested",
         "It is {review}, but {open} contested.", _approved_and_contested),
)  # fmt: skip
