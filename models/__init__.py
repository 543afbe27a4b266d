"""The facts, without a window: the names that the window, scripts and notebooks import.

They are loaded when they are first used, because the database layer takes half a second to
import and the window is painted before it.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from models.changes import Change
    from models.checking import Report, check
    from models.database import Ticket
    from models.errors import Cancelled, Conflict, FactError, Invalid, Missing, StoreUnavailable
    from models.evidence import Citation, Passage
    from models.exchange.cells import whole_kind
    from models.exchange.csv_writer import export_csv
    from models.exchange.importing import apply_import, plan_import
    from models.exchange.plan import Plan
    from models.field_types import Choice, FieldType, Link, Value
    from models.fields import Field, Kind
    from models.history import EditLine
    from models.journal import StepLine
    from models.kinds import CHILDREN, KINDS, TABLE_KINDS
    from models.making import create_store, default_author, open_store
    from models.query import Filter, Query, Scope, Sort
    from models.rows import Row
    from models.step import Step
    from models.store import PlaceCount, Store
    from models.versions import engine_version
    from models.vocabularies import VOCABULARIES

_HOME = {
    "changes": ("Change",),
    "checking": ("Report", "check"),
    "database": ("Ticket",),
    "errors": ("Cancelled", "Conflict", "FactError", "Invalid", "Missing", "StoreUnavailable"),
    "evidence": ("Citation", "Passage"),
    "exchange.cells": ("whole_kind",),
    "exchange.csv_writer": ("export_csv",),
    "exchange.importing": ("apply_import", "plan_import"),
    "exchange.plan": ("Plan",),
    "field_types": ("Choice", "FieldType", "Link", "Value"),
    "fields": ("Field", "Kind"),
    "history": ("EditLine",),
    "journal": ("StepLine",),
    "kinds": ("CHILDREN", "KINDS", "TABLE_KINDS"),
    "making": ("create_store", "default_author", "open_store"),
    "query": ("Filter", "Query", "Scope", "Sort"),
    "rows": ("Row",),
    "step": ("Step",),
    "store": ("PlaceCount", "Store"),
    "versions": ("engine_version",),
    "vocabularies": ("VOCABULARIES",),
}
_MODULE_OF = {name: module for module, names in _HOME.items() for name in names}

__all__ = [
    "CHILDREN",
    "KINDS",
    "TABLE_KINDS",
    "VOCABULARIES",
    "Cancelled",
    "Change",
    "Choice",
    "Citation",
    "Conflict",
    "EditLine",
    "FactError",
    "Field",
    "FieldType",
    "Filter",
    "Invalid",
    "Kind",
    "Link",
    "Missing",
    "Passage",
    "PlaceCount",
    "Plan",
    "Query",
    "Report",
    "Row",
    "Scope",
    "Sort",
    "Step",
    "StepLine",
    "Store",
    "StoreUnavailable",
    "Ticket",
    "Value",
    "apply_import",
    "check",
    "create_store",
    "default_author",
    "engine_version",
    "export_csv",
    "open_store",
    "plan_import",
    "whole_kind",
]


def __getattr__(name: str) -> object:
    if name not in _MODULE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(f"{__name__}.{_MODULE_OF[name]}"), name)
    return value
