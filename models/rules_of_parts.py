"""The rules about one figure, milestone, party, location, link or source.

Each predicate returns nothing where the rule is kept, else the words that its sentence lacks.
"""

from decimal import Decimal

from models.rule_shapes import NOTHING, Facts, Record, Rule, Words

_HUNDRED = Decimal(100)
_COUNTERPART = "CHN"


def _between_open(figure: Record, facts: Facts) -> Words | None:
    """What lies between two values has both."""
    lacks = figure["value"] is None or figure["high"] is None
    return NOTHING if figure["modality"] == "between" and lacks else None


def _upper_below(figure: Record, facts: Facts) -> Words | None:
    """The upper value is the higher one."""
    value, high = figure["value"], figure["high"]
    both = isinstance(value, Decimal) and isinstance(high, Decimal)
    return NOTHING if both and high < value else None  # type: ignore[operator]


def _currency_without_amount(figure: Record, facts: Facts) -> Words | None:
    """Money has an amount, unless a source says that it is not known."""
    lacks = figure["value"] is None and figure["high"] is None
    known = ("figure", figure.id, "value") not in facts.unknown
    return NOTHING if figure.money and lacks and known else None


def _money_of_nothing(figure: Record, facts: Facts) -> Words | None:
    """An amount of money is more than nothing."""
    value = figure["value"]
    return NOTHING if figure.money and isinstance(value, Decimal) and value <= 0 else None


def _percent_over(figure: Record, facts: Facts) -> Words | None:
    """A share is 100 percent at most; growth may be more, so this is worth a second look."""
    value = figure["value"]
    broken = figure["unit"] == "percent" and isinstance(value, Decimal) and value > _HUNDRED
    return NOTHING if broken else None


def _number_without_unit(figure: Record, facts: Facts) -> Words | None:
    """A number is a number of something."""
    nameless = not (figure["unit"] or figure["product"] or figure["label"])
    return NOTHING if figure["value"] is not None and nameless else None


def _third_country(figure: Record, facts: Facts) -> Words | None:
    """What flows between two other countries is told for comparison, and never added up."""
    ends = figure["from_country"], figure["to_country"]
    counterpart = facts.entry["counterpart"] or _COUNTERPART
    elsewhere = all(ends) and counterpart not in ends
    return NOTHING if elsewhere and figure["role"] != "context" else None


def _same_ends(figure: Record, facts: Facts) -> Words | None:
    """What flows from a country goes to another one."""
    start = figure["from_country"]
    return NOTHING if start and start == figure["to_country"] else None


def _target_passed(figure: Record, facts: Facts) -> Words | None:
    """A target that was already surpassed is one of another time, or of another thing."""
    value = figure["value"]
    if figure["role"] not in ("target", "ambition") or not isinstance(value, Decimal):
        return None
    other = facts.most_observed.get(figure.measured) if figure["unit"] else None
    seen = other["value"] if other else None
    passed = isinstance(seen, Decimal) and seen > value
    return {"seen": other.shown("value")} if other and passed else None


def _planned_and_past(milestone: Record, facts: Facts) -> Words | None:
    """What was planned for a day that has passed took place, or was put off."""
    last = milestone.last("date")
    return NOTHING if milestone["state"] == "planned" and last and last < facts.today else None


def _actual_and_future(milestone: Record, facts: Facts) -> Words | None:
    """What is still to come has not taken place."""
    first = milestone.first("date")
    return NOTHING if milestone["state"] == "actual" and first and first > facts.today else None


def _undated_signing(milestone: Record, facts: Facts) -> Words | None:
    """A signing has a date, or a source that leaves it open."""
    signed = milestone["type"] == "signing" and milestone["state"] == "actual"
    known = ("milestone", milestone.id, "date") not in facts.unknown
    return NOTHING if signed and not milestone["date"] and known else None


def _completed_before_start(milestone: Record, facts: Facts) -> Words | None:
    """A completion comes after the start."""
    start, last = facts.entry.first("start"), milestone.last("date")
    broken = milestone["type"] == "completion" and start and last and last < start
    return {"start": facts.entry.shown("start")} if broken else None


def _named_twice(party: Record, facts: Facts) -> Words | None:
    """Nobody is twice in the same role."""
    if len(facts.of("party")) < 2:
        return None
    again = facts.first_named.get((party["actor"], party["role"]), party.id) != party.id
    return NOTHING if party["actor"] and again else None


def _nameless(party: Record, facts: Facts) -> Words | None:
    """A party is an organisation or person, or the words of a source."""
    return None if party["actor"] or party["as_named"] else NOTHING


def _half_a_place(location: Record, facts: Facts) -> Words | None:
    """A place on the map has both degrees."""
    half = (location["latitude"] is None) != (location["longitude"] is None)
    return NOTHING if half else None


def _site_abroad(location: Record, facts: Facts) -> Words | None:
    """The site of an entry is in its country."""
    home, country = facts.entry["country"], location["country"]
    broken = location["role"] == "site" and home and country and home != country
    return {"home": facts.names.get(str(home), str(home))} if broken else None


def _under_no_umbrella(link: Record, facts: Facts) -> Words | None:
    """What an entry is under is marked as an umbrella."""
    broken = link["type"] == "child" and link["other"] not in facts.umbrellas
    return NOTHING if broken and link["other"] else None


def _leads_unmarked(link: Record, facts: Facts) -> Words | None:
    """An entry that is linked as an umbrella is marked as one, or its money counts twice."""
    broken = link["type"] == "umbrella" and facts.entry["umbrella"] is not True
    return NOTHING if broken else None


def _linked_to_itself(link: Record, facts: Facts) -> Words | None:
    """A link leads to another entry."""
    return NOTHING if link["other"] and link["other"] == link["entry"] else None


def _retrieved_before_published(source: Record, facts: Facts) -> Words | None:
    """Nobody reads an article before it is there."""
    first, last = source.first("published"), source.last("retrieved")
    return NOTHING if first and last and last < first else None


def _published_in_future(source: Record, facts: Facts) -> Words | None:
    """What can be read has been published."""
    first = source.first("published")
    return NOTHING if first and first > facts.today else None


PART_RULES = (
    Rule("between_open", "figure", ("high", "modality"), "Between, but one value",
         "It lies between two values, but one of them is missing.", _between_open, whole=True),
    Rule("upper_below", "figure", ("high", "value"), "Upper value below the value",
         "The upper value ({high}) is below the value ({value}).", _upper_below),
    Rule("money_no_amount", "figure", ("value", "unit"), "Currency without an amount",
         "The unit is {unit}, but there is no amount.", _currency_without_amount, whole=True),
    Rule("money_not_positive", "figure", ("value",), "Money of nothing or less",
         "{value} {unit}: an amount of money is more than nothing.", _money_of_nothing),
    Rule("percent_over", "figure", ("value", "unit"), "Percent over 100",
         "{value} percent is more than the whole. Is it growth?", _percent_over),
    Rule("number_of_nothing", "figure", ("unit",), "Number without a unit",
         "{value} of what? It has no unit, no product and no label.", _number_without_unit),
    Rule("third_country", "figure", ("role", "from_country"), "Flow between third countries",
         "It goes from {from_country} to {to_country}, which is context, but the role is another.",
         _third_country),
    Rule("same_ends", "figure", ("to_country", "from_country"), "From a country to itself",
         "It goes from {from_country} to {to_country}, the same country.", _same_ends),
    Rule("target_passed", "figure", ("value", "role"), "Target that was surpassed",
         "The {role} is {value}, but {seen} was observed already.", _target_passed),
    Rule("planned_past", "milestone", ("state", "date"), "Planned for a day that has passed",
         "{type}: planned for {date}, which has passed by today. Did it take place?",
         _planned_and_past),
    Rule("actual_future", "milestone", ("state", "date"), "Took place in the future",
         "{type}: said to have taken place on {date}, which is still to come.",
         _actual_and_future),
    Rule("signing_undated", "milestone", ("date",), "Signing without a date",
         "It was signed, but the date is neither known nor said to be unknown.",
         _undated_signing, whole=True),
    Rule("completed_first", "milestone", ("date",), "Completion before the start",
         "The completion ({date}) is before the start of the entry ({start}).",
         _completed_before_start),
    Rule("party_twice", "party", ("actor", "role"), "Party named twice",
         "The same organisation or person is named before as {role}.", _named_twice),
    Rule("party_nameless", "party", ("actor", "as_named"), "Party without a name",
         "Neither an organisation or person nor the words of a source are given.", _nameless,
         whole=True),
    Rule("half_place", "location", ("latitude", "longitude"), "Half a place on the map",
         "Only one of latitude and longitude is given.", _half_a_place),
    Rule("site_abroad", "location", ("country", "role"), "Site in another country",
         "The site is in {country}, but the entry is one of {home}.", _site_abroad),
    Rule("under_no_umbrella", "link", ("other", "type"), "Under what is no umbrella",
         "It is under an entry that is not marked as an umbrella.", _under_no_umbrella, whole=True),
    Rule("umbrella_unmarked", "link", ("type",), "Leads others, but is no umbrella",
         "It is linked as an umbrella, but not marked as one: its money would count twice.",
         _leads_unmarked, whole=True),
    Rule("link_itself", "link", ("other",), "Linked to itself",
         "It is linked to itself.", _linked_to_itself),
    Rule("read_early", "source", ("retrieved", "published"), "Retrieved before it was published",
         "It was retrieved ({retrieved}) before it was published ({published}).",
         _retrieved_before_published),
    Rule("published_future", "source", ("published",), "Published in the future",
         "It was published on {published}, which is still to come.", _published_in_future),
)  # fmt: skip
