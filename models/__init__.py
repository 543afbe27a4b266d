"""The facts, without a window: the names that the window, scripts and notebooks import.

They are loaded when they are first used, because the database layer takes half a second to
import and the window is painted before it.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from models.acquainted import read_article_text
    from models.aggregates import Aggregate, Group
    from models.beside import Beside, SideBySide, side_by_side
    from models.block_plan import Block, BlockPlan, Refusal
    from models.blocks import apply_block, plan_block
    from models.changes import Change
    from models.checking import Report, check
    from models.citing import said
    from models.coding import (
        Made,
        Words,
        accept_suggestions,
        cite_words,
        set_aside,
        take_away,
        words_as_record,
        words_as_value,
    )
    from models.collecting import uncollected
    from models.conflicts import Rival, Weighing, weigh
    from models.coverage import Covered, covered
    from models.database import Ticket
    from models.deciding import keep, prefer, reason_in, reopen, with_reason, without_reason
    from models.discrepancies import entry_of, notes_of, put_into_notes
    from models.duplicates import Similar, mark_distinct, similar, similar_to
    from models.errors import Cancelled, Conflict, FactError, Invalid, Missing, StoreUnavailable
    from models.evidence import Citation, Passage
    from models.exchange.cells import whole_kind
    from models.exchange.csv_writer import export_csv
    from models.exchange.importing import apply_import, plan_import
    from models.exchange.plan import Plan
    from models.exchange.safe_file import writing_whole
    from models.facets import Facet, FacetValue, facet_fields
    from models.field_types import Choice, FieldType, Kept, Link, Value
    from models.fields import Field, Kind
    from models.filter_text import alternatives, containing, exactly
    from models.folding import marked
    from models.glance import can_glance, first_glance
    from models.histograms import Bar, Histogram
    from models.history import EditLine
    from models.intake import GUESSED, PASTED
    from models.intake.extracted import Extracted, Guess
    from models.intake.extracting import extract, extract_file, read_bytes
    from models.intake.formats import ENDINGS
    from models.intake.taking_in import TakenIn, original_of, same_text, take_in, take_in_all
    from models.journal import StepLine
    from models.kinds import CHILDREN, KINDS, TABLE_KINDS
    from models.likely_pairs import Pair, pairs
    from models.making import create_store, default_author, open_store
    from models.merging import BOTH, merge_records
    from models.query import Filter, Query, Scope, Sort
    from models.query_completion import Completion, completions
    from models.query_parts import QueryPart, parts_of
    from models.query_text import query_of, text_of, typed_query
    from models.raising import Raise, Score, scores_of
    from models.reading.reading import Known, Mention, Reading, Suggestion, read_text
    from models.rows import Row, shown_column
    from models.rule_shapes import Broken
    from models.rules import all_broken, broken, broken_draft
    from models.settling import Settled, coverage_of, next_open_source, settled
    from models.spellings import Cluster, Spelling, clusters
    from models.step import Step
    from models.store import PlaceCount, Store
    from models.versions import engine_version
    from models.vocabularies import VOCABULARIES
    from models.worklist import Chore, ChorePile, find_chores

_HOME = {
    "acquainted": ("read_article_text",),
    "aggregates": ("Aggregate", "Group"),
    "beside": ("Beside", "SideBySide", "side_by_side"),
    "block_plan": ("Block", "BlockPlan", "Refusal"),
    "blocks": ("apply_block", "plan_block"),
    "changes": ("Change",),
    "checking": ("Report", "check"),
    "citing": ("said",),
    "coding": (
        *("Made", "Words", "accept_suggestions", "cite_words", "set_aside", "take_away"),
        *("words_as_record", "words_as_value"),
    ),
    "collecting": ("uncollected",),
    "conflicts": ("Rival", "Weighing", "weigh"),
    "coverage": ("Covered", "covered"),
    "database": ("Ticket",),
    "deciding": ("keep", "prefer", "reason_in", "reopen", "with_reason", "without_reason"),
    "discrepancies": ("entry_of", "notes_of", "put_into_notes"),
    "duplicates": ("Similar", "mark_distinct", "similar", "similar_to"),
    "errors": ("Cancelled", "Conflict", "FactError", "Invalid", "Missing", "StoreUnavailable"),
    "evidence": ("Citation", "Passage"),
    "exchange.cells": ("whole_kind",),
    "exchange.csv_writer": ("export_csv",),
    "exchange.importing": ("apply_import", "plan_import"),
    "exchange.plan": ("Plan",),
    "exchange.safe_file": ("writing_whole",),
    "facets": ("Facet", "FacetValue", "facet_fields"),
    "folding": ("marked",),
    "glance": ("can_glance", "first_glance"),
    "field_types": ("Choice", "FieldType", "Kept", "Link", "Value"),
    "fields": ("Field", "Kind"),
    "filter_text": ("alternatives", "containing", "exactly"),
    "histograms": ("Bar", "Histogram"),
    "history": ("EditLine",),
    "intake": ("GUESSED", "PASTED"),
    "intake.extracted": ("Extracted", "Guess"),
    "intake.extracting": ("extract", "extract_file", "read_bytes"),
    "intake.formats": ("ENDINGS",),
    "intake.taking_in": ("TakenIn", "original_of", "same_text", "take_in", "take_in_all"),
    "journal": ("StepLine",),
    "kinds": ("CHILDREN", "KINDS", "TABLE_KINDS"),
    "likely_pairs": ("Pair", "pairs"),
    "making": ("create_store", "default_author", "open_store"),
    "merging": ("BOTH", "merge_records"),
    "query": ("Filter", "Query", "Scope", "Sort"),
    "query_completion": ("Completion", "completions"),
    "query_parts": ("QueryPart", "parts_of"),
    "query_text": ("query_of", "text_of", "typed_query"),
    "reading.reading": ("Known", "Mention", "Reading", "Suggestion", "read_text"),
    "rows": ("Row", "shown_column"),
    "settling": ("Settled", "coverage_of", "next_open_source", "settled"),
    "raising": ("Raise", "Score", "scores_of"),
    "rule_shapes": ("Broken",),
    "rules": ("all_broken", "broken", "broken_draft"),
    "spellings": ("Cluster", "Spelling", "clusters"),
    "step": ("Step",),
    "store": ("PlaceCount", "Store"),
    "versions": ("engine_version",),
    "vocabularies": ("VOCABULARIES",),
    "worklist": ("Chore", "ChorePile", "find_chores"),
}
_MODULE_OF = {name: module for module, names in _HOME.items() for name in names}

__all__ = [
    "BOTH",
    "CHILDREN",
    "ENDINGS",
    "GUESSED",
    "KINDS",
    "PASTED",
    "TABLE_KINDS",
    "VOCABULARIES",
    "Aggregate",
    "Bar",
    "Beside",
    "Block",
    "BlockPlan",
    "Broken",
    "Cancelled",
    "Change",
    "Choice",
    "Chore",
    "ChorePile",
    "Citation",
    "Cluster",
    "Completion",
    "Conflict",
    "Covered",
    "EditLine",
    "Extracted",
    "Facet",
    "FacetValue",
    "FactError",
    "Field",
    "FieldType",
    "Filter",
    "Group",
    "Guess",
    "Histogram",
    "Invalid",
    "Kept",
    "Kind",
    "Known",
    "Link",
    "Made",
    "Mention",
    "Missing",
    "Pair",
    "Passage",
    "PlaceCount",
    "Plan",
    "Query",
    "QueryPart",
    "Raise",
    "Reading",
    "Refusal",
    "Report",
    "Rival",
    "Row",
    "Scope",
    "Score",
    "Settled",
    "SideBySide",
    "Similar",
    "Sort",
    "Spelling",
    "Step",
    "StepLine",
    "Store",
    "StoreUnavailable",
    "Suggestion",
    "TakenIn",
    "Ticket",
    "Value",
    "Weighing",
    "Words",
    "accept_suggestions",
    "all_broken",
    "alternatives",
    "apply_block",
    "apply_import",
    "broken",
    "broken_draft",
    "can_glance",
    "check",
    "cite_words",
    "clusters",
    "completions",
    "containing",
    "coverage_of",
    "covered",
    "create_store",
    "default_author",
    "engine_version",
    "entry_of",
    "exactly",
    "export_csv",
    "extract",
    "extract_file",
    "facet_fields",
    "find_chores",
    "first_glance",
    "keep",
    "mark_distinct",
    "marked",
    "merge_records",
    "next_open_source",
    "notes_of",
    "open_store",
    "original_of",
    "pairs",
    "parts_of",
    "plan_block",
    "plan_import",
    "prefer",
    "put_into_notes",
    "query_of",
    "read_article_text",
    "read_bytes",
    "read_text",
    "reason_in",
    "reopen",
    "said",
    "same_text",
    "scores_of",
    "set_aside",
    "settled",
    "shown_column",
    "side_by_side",
    "similar",
    "similar_to",
    "take_away",
    "take_in",
    "take_in_all",
    "text_of",
    "typed_query",
    "uncollected",
    "weigh",
    "whole_kind",
    "with_reason",
    "without_reason",
    "words_as_record",
    "words_as_value",
    "writing_whole",
]


def __getattr__(name: str) -> object:
    if name not in _MODULE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(f"{__name__}.{_MODULE_OF[name]}"), name)
    return value
