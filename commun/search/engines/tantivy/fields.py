"""What an index of tantivy holds: its fields, the stamp of its version, its files, and how they fail."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.metadata import version
from pathlib import Path

import tantivy

from commun.search import french
from commun.search.backend import IndexUnavailable

SCHEMA = 4
"""To be raised with any change of the fields or of what is put in them."""
STAMP = {"schema": SCHEMA, "tantivy": version("tantivy"), "analysis": french.ANALYSIS}
STAMP_FILE = "commun.json"
KIND_BITS = 48
PLACES, FICTIONAL = "places", "fictional"
ABSENT = "~"
"""A column in which no document lacks a value is counted three times faster than one in which a single one does."""
_FOOTER = 1337


@cache
def schema() -> tantivy.Schema:
    """`text` is title, words and body together, so that a question of three words crosses three lists and no more.

    `title` only adds weight; `expressions` holds the frequent ones; `names` serves suggestions; `facets` holds also
    kind, places and whether it is invented (each field costs a byte a document for its length); `doc` is the identity,
    `on` a day (0 when unknown).
    """
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("doc", indexed=True, fast=True)
    builder.add_unsigned_field("on", fast=True)
    builder.add_text_field("text", tokenizer_name="terms", index_option="position")
    builder.add_text_field("expressions", tokenizer_name="terms", index_option="basic")
    builder.add_text_field("title", tokenizer_name="terms", index_option="freq")
    builder.add_text_field("names", tokenizer_name="terms", index_option="basic")
    builder.add_json_field("facets", fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("state", stored=True, tokenizer_name="raw", index_option="basic")
    return builder.build()


@contextmanager
def told() -> Iterator[None]:
    """A fault of the engine becomes IndexUnavailable: the database answers in its place."""
    try:
        yield
    except (ValueError, OSError) as fault:
        raise IndexUnavailable(str(fault)) from fault
    except BaseException as fault:
        # A damaged file makes Rust panic; its exception derives from BaseException and has no importable name.
        if type(fault).__name__ != "PanicException":
            raise
        raise IndexUnavailable("the index is damaged") from None


def prepare(index: tantivy.Index) -> None:
    analyzer = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace())
    index.register_tokenizer("terms", analyzer.filter(tantivy.Filter.custom_stopword([french.GAP])).build())
    index.config_reader("manual")


def check_files(path: Path) -> None:
    """Each file of the index ends as tantivy ends them: what was cut short is found before it is read."""
    meta = path / "meta.json"
    if not meta.exists():
        return
    told = json.loads(meta.read_text("utf-8"))
    if not isinstance(told, dict) or not isinstance(told.get("segments"), list):
        raise IndexUnavailable("the index is damaged")
    for segment in told["segments"]:
        name = segment["segment_id"].replace("-", "")
        for suffix in ("idx", "pos", "term", "fast", "fieldnorm", "store"):
            with (path / f"{name}.{suffix}").open("rb") as file:
                file.seek(-8, os.SEEK_END)
                if int.from_bytes(file.read()[4:], "little") != _FOOTER:
                    raise IndexUnavailable("the index is damaged")
