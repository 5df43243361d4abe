"""The search of a built site: the index that a browser loads, and the theme's setting that names our worker.

The theme's own plugin makes an index of the pages' HTML, section by section. That fills two thirds of it with sources
and rules, cannot tell an answer from a footnote, and is large for a phone. So its file is written anew, with the index
that `explainer.search` makes of the content, and a worker of ours answers in the messages that the theme knows, so that
box, keys and results stay as they are.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from html import escape
from typing import Any

from explainer.model.vocabulary import Kind, Level, Verdict
from explainer.model.wording import Wording
from explainer.search import index, spelling, stems
from explainer.search.entries import WITHDRAWN
from explainer.search.index import Index

WORKER = "assets/search-worker.js"

_CONFIG = re.compile(r'(<script id="__config" type="application/json">)(.*?)(</script>)', re.DOTALL)


def mark_kinds(words: Wording) -> dict[str, str]:
    """Return the words that stand beside a result -> their kind, by which the theme's CSS picks shape and colour."""
    verdicts = {words.label(verdict): verdict.value for verdict in Verdict}
    return (
        verdicts
        | {words.label(basis): "certainty" for basis in (*Level, *Kind)}
        | {words.plain(WITHDRAWN): "withdrawn"}
    )


def search_file(made: Index, written: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a browser loads to search, in the form that the theme hands to its worker.

    `written` is what the theme's plugin made; its settings are kept, since the theme reads them too.
    """
    docs = [
        {"location": entry.location, "title": escape(entry.title), "text": escape(entry.text), "tags": entry.marks}
        for entry in made.entries
    ]
    return {"config": {**written["config"], "index": made.packed(), "numbers": numbers()}, "docs": docs}


def numbers() -> dict[str, Any]:
    """Return the numbers and endings that the worker reckons with, so that they are written down in one place."""
    return {
        "endings": stems.ENDINGS,
        "plurals": sorted(stems.PLURALS),
        "least": stems.LEAST,
        "longest": stems.LONGEST,
        "costs": {"slip": spelling.SLIP, **spelling.COSTS},
        "limits": spelling.LIMITS,
        "band": spelling.BAND,
        "far": spelling.FAR,
        "sounds": spelling.SOUNDS,
        "beside": " ".join(sorted(spelling.BESIDE)),
        "vowels": spelling.VOWELS,
        "mute": spelling.MUTE,
        "readings": spelling.MOST,
        "within": spelling.WITHIN,
        "phrase": index.PHRASE,
        "everywhere": index.EVERYWHERE,
        "longer": index.LONGER,
        "guessed": index.GUESSED,
        "begun": index.BEGUN,
        "doubt": index.DOUBT,
        "alternatives": index.ALTERNATIVES,
        "split": index.SPLIT,
        "pieces": index.PIECES,
        "rest": index.REST,
        "unsure": index.UNSURE,
        "small": index.SMALL,
        "common": index.COMMON,
        "alone": index.ALONE,
        "named": index.NAMED,
        "whole": index.WHOLE,
        "worth": index.WORTH,
        "most": index.MOST,
    }


def worker_config(html: str, worker: str, words: Wording) -> str:
    """Return the theme's settings in a page, with our worker for its search, and other words for what it found.

    Raises ValueError where the page holds no such settings: another version of the theme, whose search would stay.
    """
    found = _CONFIG.search(html)
    settings = json.loads(found[2]) if found else {}
    if not found or "search" not in settings:
        raise ValueError("the theme's settings have changed: the search cannot be put in place")
    settings["search"] = worker
    one, best = words.plain("search.one"), words.plain("search.best")
    settings["translations"] |= {"search.result.one": one, "search.result.other": best}
    text = json.dumps(settings).replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return f"{html[: found.start(2)]}{text}{html[found.end(2) :]}"
