"""The search of a built site: the index file for the browser, and the theme's setting that names our worker.

The theme's own plugin indexes the HTML of the pages, section by section. Two thirds of such an index are sources and
rules, it cannot tell an answer from a footnote, and it is large for a phone. So the file is replaced by the index of
`explainer.search`, and our worker answers in the theme's own messages: search box, keys and results stay as they are.
"""

import json
import re

from explainer.model.vocabulary import Kind, Level, Verdict
from explainer.model.wording import Wording
from explainer.search.entries import WITHDRAWN

_CONFIG = re.compile(r'(<script id="__config" type="application/json">)(.*?)(</script>)', re.DOTALL)


def mark_kinds(words: Wording) -> dict[str, str]:
    """Return the kind of each mark beside a result, by which the theme's CSS chooses shape and colour."""
    verdicts = {words.label(verdict): verdict.value for verdict in Verdict}
    bases = {words.label(basis): "certainty" for basis in (*Level, *Kind)}
    return verdicts | bases | {words.plain(WITHDRAWN): "withdrawn"}


def worker_config(html: str, worker: str) -> str:
    """Return a page with our worker, and the bare number for the number of results, in the theme's settings.

    Raises ValueError if the page has no such settings: with another version of the theme our search would be missing.
    """
    match = _CONFIG.search(html)
    settings = json.loads(match[2]) if match else {}
    if not match or "search" not in settings:
        raise ValueError("the theme's settings have changed: the search cannot be put in place")
    settings["search"] = worker
    settings["translations"] |= {"search.result.one": "1", "search.result.other": "#"}  # assets/search.js adds the noun
    text = json.dumps(settings).replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return f"{html[: match.start(2)]}{text}{html[match.end(2) :]}"
