"""The first and the last day of an EDTF text as SQL, so that dates are compared where they are.

The days are texts such as 2023-10-06 that compare like time. The last day of a month is written 31
whatever the month: no day of another month lies between. ``models.dates.date_bounds`` says the same
of one date in Python. Only canonical texts stand in the store, so each part has its place.
"""

from typing import Any

from sqlalchemy import ColumnElement, String, and_, case, func, literal

Text = ColumnElement[Any]

_BEFORE_ALL, _AFTER_ALL = "0000-00-00", "9999-99-99"
_FIRST_MONTHS = {"XX": "-01", "21": "-03", "22": "-06", "23": "-09", "24": "-12"}
_LAST_MONTHS = {"XX": "-12", "21": "-05", "22": "-08", "23": "-11"}


def first_day(date: Text | str) -> Text:
    """Return the earliest day of a date; an open or unknown start lies before all days."""
    edtf = _as_sql(date)
    return case(
        (_is_plain_day(edtf), edtf),
        (func.substr(edtf, 1, 1).in_(["/", "."]), _BEFORE_ALL),
        else_=_day(edtf, "0", _FIRST_MONTHS, "-01", "-01"),
    )


def last_day(date: Text | str) -> Text:
    """Return the latest day of a date; an open or unknown end lies after all days."""
    edtf = _as_sql(date)
    slash = func.instr(edtf, "/")
    end = func.substr(edtf, slash + 1)
    return case(
        (_is_plain_day(edtf), edtf),
        (slash == 0, _last_of(edtf)),
        (end.in_(["", ".."]), _AFTER_ALL),
        else_=_last_of(end),
    )


def _as_sql(date: Text | str) -> Text:
    return literal(date, String) if isinstance(date, str) else date


def _is_plain_day(edtf: Text) -> ColumnElement[bool]:
    # Most dates are whole days, and taking the others apart costs ten times as much.
    return edtf.op("GLOB")("[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]")


def _part(moment: Text, place: int, length: int) -> Text:
    return func.substr(moment, place, length)


def _last_of(moment: Text) -> Text:
    ordinary = _day(moment, "9", _LAST_MONTHS, "-12", "-31")
    # Winter ends in February of the next year; the calendar ends with 9999.
    year = func.replace(_part(moment, 1, 4), "X", "9")
    winter = case((year == "9999", "9999-12-31"), else_=func.printf("%04d-02-31", year.op("+")(1)))
    return case((_part(moment, 5, 3) == "-24", winter), else_=ordinary)


def _day(moment: Text, digit: str, months: dict[str, str], month: str, day: str) -> Text:
    """Return the day at one end of a moment; the last two stand where it says no month or day."""
    named = case(months, value=_part(moment, 6, 2), else_=_part(moment, 5, 3))
    has_day = and_(_part(moment, 8, 1) == "-", _part(moment, 9, 2) != "XX")
    parts = (
        case((_part(moment, 5, 1) == "-", named), else_=month),
        case((has_day, _part(moment, 8, 3)), else_=day),
    )
    year: Text = func.replace(_part(moment, 1, 4), "X", digit)
    return year.op("||")(parts[0]).op("||")(parts[1])
