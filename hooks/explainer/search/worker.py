"""The search of a built site without a browser: the worker that answers readers, run by V8.

So what is measured here holds for readers, and how pages are ranked is written once, in JavaScript.
"""

import json
from collections.abc import Mapping
from html import escape
from typing import Any, NamedTuple

from explainer import THEME
from explainer.search.index import COMMON, PHRASE, Index
from explainer.search.stems import ENDINGS, LEAST, PLURALS

WORKER = "assets/search-worker.js"

_BROWSER = """
const addEventListener = (_, listen) => (globalThis.send = (type, data) => listen({ data: { type, data } }));
const postMessage = (message) => (globalThis.sent = message);
"""
"""What a browser gives a worker, as far as ours uses it."""


class SearchAnswer(NamedTuple):
    """The pages that answer a question, best first, and how its words were read."""

    found: tuple[str, ...]
    """The addresses of the pages."""
    guessed: Mapping[str, str]
    """A misspelt word -> the stem that it was read as."""
    unknown: tuple[str, ...]
    """The words that are on no page."""


class SearchWorker:
    """Answers questions from an index as the search of its site does."""

    def __init__(self, index: Index) -> None:
        """Start V8 with the worker and give it the index."""
        from py_mini_racer import MiniRacer  # it takes 50 ms, and a build asks nothing

        self.locations = {entry.location for entry in index.entries}
        """The addresses that it can find."""
        self._v8 = MiniRacer()
        self._v8.eval(_BROWSER + (THEME / WORKER).read_text(encoding="utf-8"))
        self.run(f"send(0, {json.dumps(search_file(index, {'config': {}}))})")

    def ask(self, question: str) -> SearchAnswer:
        """Return what the search finds for a question."""
        items, note = self.run(
            f"(send(2, {json.dumps(question)}), [sent.data.items.map(([first]) => first.location), sent.data.note])"
        )
        return SearchAnswer(tuple(items), dict(note["guessed"]), tuple(note["unknown"]))

    def run(self, script: str) -> Any:
        """Return the value of an expression that may use all that the worker declares."""
        return json.loads(str(self._v8.eval(f"JSON.stringify({script}) || 'null'")))


def search_file(made: Index, written: Mapping[str, Any]) -> dict[str, Any]:
    """Return the content of the index file, in the form that the theme passes to its worker.

    `written` is the file of the theme's plugin; its settings are kept, since the theme reads them too. `given` has what
    the index is made with and the worker needs too.
    """
    docs = [
        {
            "location": entry.location,
            "title": escape(entry.title),
            "text": escape(entry.text),
            "tags": [escape(mark, quote=False) for mark in entry.marks],
        }
        for entry in made.entries
    ]
    given = {"endings": ENDINGS, "plurals": sorted(PLURALS), "least": LEAST, "common": COMMON, "phrase": PHRASE}
    return {"config": {**written["config"], "index": made.packed(), "given": given}, "docs": docs}
