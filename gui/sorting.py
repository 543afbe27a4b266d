"""What a click on a column's header makes of the order of a table."""

from models import Sort

Sorts = tuple[Sort, ...]


def after_click(sorts: Sorts, field: str, *, adding: bool) -> Sorts:
    """Return the order after a click: up, down, then none; with ``adding`` among the others."""
    held = next((one for one in sorts if one.field == field), None)
    turned = _turned(held, field)
    if not adding:
        # A click on one of several columns orders by that one alone, from the start.
        alone = held is not None and len(sorts) == 1
        return turned if alone else (Sort(field),)
    if held is None:
        return (*sorts, *turned)
    place = sorts.index(held)
    return (*sorts[:place], *turned, *sorts[place + 1 :])


def _turned(held: Sort | None, field: str) -> Sorts:
    if held is None:
        return (Sort(field),)
    return () if held.descending else (Sort(field, descending=True),)


def with_order(sorts: Sorts, field: str, *, descending: bool, adding: bool = False) -> Sorts:
    """Return the order with a field in it, alone or behind the others."""
    others = tuple(one for one in sorts if one.field != field) if adding else ()
    return (*others, Sort(field, descending))


def without(sorts: Sorts, field: str) -> Sorts:
    """Return the order without a field."""
    return tuple(one for one in sorts if one.field != field)
