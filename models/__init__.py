"""The facts, without a window: the names that the window, scripts and notebooks import.

They are loaded when they are first used, because the database layer takes half a second to
import and the window is painted before it.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from models.aggregates import Aggregate, Group
    from models.block_plan import Block, BlockPlan, Refusal
    from models.blocks import apply_block, plan_block
    from models.changes import Change
    from models.checking import Report, check
    from models.citing import said
    from models.collecting import uncollected
    from models.database import Ticket
    from models.errors import Cancelled, Conflict, FactError, Invalid, Missing, StoreUnavailable
    from models.evidence import Citation, Passage
    from models.exchange.cells import whole_kind
    from models.exchange.csv_writer import export_csv
    from models.exchange.importing import apply_import, plan_import
    from models.exchange.plan import Plan
    from models.facets import Facet, FacetValue, facet_fields
    from models.field_types import Choice, FieldType, Link, Value
    from models.fields import Field, Kind
    from models.filter_text import alternatives, containing, exactly
    from models.folding import marked
    from models.glance import can_glance, first_glance
    from models.histograms import Bar, Histogram
    from models.history import EditLine
    from models.journal import StepLine
    from models.kinds import CHILDREN, KINDS, TABLE_KINDS
    from models.making import create_store, default_author, open_store
    from models.merging import merge_records
    from models.query import Filter, Query, Scope, Sort
    from models.query_completion import Completion, completions
    from models.query_parts import QueryPart, parts_of
    from models.query_text import query_of, text_of, typed_query
    from models.rows import Row, shown_column
    from models.spellings import Cluster, Spelling, clusters
    from models.step import Step
    from models.store import PlaceCount, Store
    from models.versions import engine_version
    from models.vocabularies import VOCABULARIES

_HOME = {
    "aggregates": ("Aggregate", "Group"),
    "block_plan": ("Block", "BlockPlan", "Refusal"),
    "blocks": ("apply_block", "plan_block"),
    "changes": ("Change",),
    "checking": ("Report", "check"),
    "citing": ("said",),
    "collecting": ("uncollected",),
    "database": ("Ticket",),
    "errors": ("Cancelled", "Conflict", "FactError", "Invalid", "Missing", "StoreUnavailable"),
    "evidence": ("Citation", "Passage"),
    "exchange.cells": ("whole_kind",),
    "exchange.csv_writer": ("export_csv",),
    "exchange.importing": ("apply_import", "plan_import"),
    "exchange.plan": ("Plan",),
    "facets": ("Facet", "FacetValue", "facet_fields"),
    "folding": ("marked",),
    "glance": ("can_glance", "first_glance"),
    "field_types": ("Choice", "FieldType", "Link", "Value"),
    "fields": ("Field", "Kind"),
    "filter_text": ("alternatives", "containing", "exactly"),
    "histograms": ("Bar", "Histogram"),
    "history": ("EditLine",),
    "journal": ("StepLine",),
    "kinds": ("CHILDREN", "KINDS", "TABLE_KINDS"),
    "making": ("create_store", "default_author", "open_store"),
    "merging": ("merge_records",),
    "query": ("Filter", "Query", "Scope", "Sort"),
    "query_completion": ("Completion", "completions"),
    "query_parts": ("QueryPart", "parts_of"),
    "query_text": ("query_of", "text_of", "typed_query"),
    "rows": ("Row", "shown_column"),
    "spellings": ("Cluster", "Spelling", "clusters"),
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
    "Aggregate",
    "Bar",
    "Block",
    "BlockPlan",
    "Cancelled",
    "Change",
    "Choice",
    "Citation",
    "Cluster",
    "Completion",
    "Conflict",
    "EditLine",
    "Facet",
    "FacetValue",
    "FactError",
    "Field",
    "FieldType",
    "Filter",
    "Group",
    "Histogram",
    "Invalid",
    "Kind",
    "Link",
    "Missing",
    "Passage",
    "PlaceCount",
    "Plan",
    "Query",
    "QueryPart",
    "Refusal",
    "Report",
    "Row",
    "Scope",
    "Sort",
    "Spelling",
    "Step",
    "StepLine",
    "Store",
    "StoreUnavailable",
    "Ticket",
    "Value",
    "alternatives",
    "apply_block",
    "apply_import",
    "can_glance",
    "check",
    "clusters",
    "completions",
    "containing",
    "create_store",
    "default_author",
    "engine_version",
    "exactly",
    "export_csv",
    "facet_fields",
    "first_glance",
    "marked",
    "merge_records",
    "open_store",
    "parts_of",
    "plan_block",
    "plan_import",
    "query_of",
    "said",
    "shown_column",
    "text_of",
    "typed_query",
    "uncollected",
    "whole_kind",
]


def __getattr__(name: str) -> object:
    if name not in _MODULE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(f"{__name__}.{_MODULE_OF[name]}"), name)
    return value
