"""The texts around the content: the package's own in English, or those of the site in their place."""

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from explainer.loading.form_words import words_of_forms
from explainer.loading.yaml_reader import MAX_DATA_BYTES, read_yaml
from explainer.model.site_data import ENGLISH, OPEN, PageTexts, Vocabularies
from explainer.model.wording import ONE, OTHER, Wording, counting_forms, flat, words_of_vocabularies
from explainer.references.vancouver import WORDS

OWN = Path(__file__).parent.parent / "texts" / "en.yml"
_READ_OTHERWISE = frozenset({"yes", "no", "on", "off", "true", "false", "null"})
"""Keys that other YAML programs convert to another type."""
WITHOUT_HEALTH = "without-health"
"""The part of the package's file with the texts that differ on a site that is not about health."""


@lru_cache(maxsize=4)
def own_texts(*, health: bool = True, language: str = ENGLISH) -> Mapping[str, str]:
    """Return every English text of the package by its full key, for a site about health or on another subject.

    Texts with a count have the plural forms of `language`, which may be more or fewer than the two of English. Raises
    ValueError if the package's own file is broken.
    """
    file = _file()
    texts = {**WORDS, **dict(words_of_vocabularies()), **dict(words_of_forms()), **dict(flat(file["texts"]))}
    if not health:
        texts |= dict(flat(file[WITHOUT_HEALTH]))
    for key in [key for key in texts if key.endswith(f".{ONE}")]:
        stem = key.removesuffix(ONE)
        if f"{stem}{OTHER}" in texts:
            forms = {ONE: texts.pop(key), OTHER: texts.pop(f"{stem}{OTHER}")}
            texts |= {f"{stem}{form}": forms.get(form, forms[OTHER]) for form in counting_forms(language)}
    return texts


def wording_of(
    texts: PageTexts | None, own: Vocabularies | None = None, *, health: bool = True, language: str = ENGLISH
) -> Wording:
    """Return the texts of a site, from its own texts.yml and vocabulary.yml over the package's."""
    more = dict(_of_values(own)) | (dict(flat(texts.texts)) if texts else {})
    known = own_texts(health=health, language=language)
    return Wording({**known, **more} if more else known, language)


def _of_values(own: Vocabularies | None) -> Iterator[tuple[str, str]]:
    for kind, name in OPEN.items():
        for value in getattr(own, name) if own else ():
            for part, text in (("label", value.label), ("explanation", value.explanation)):
                if text:
                    yield f"{kind.__name__.lower()}.{value.id}.{part}", text


def as_file(wording: Wording) -> str:
    """Return all texts as YAML in the form of docs/data/texts.yml."""
    lines: list[str] = ["texts:"]
    above: list[str] = []
    for key, text in sorted(wording.all.items()):
        *way, last = key.split(".")
        for depth, part in enumerate(way):
            if above[: depth + 1] != way[: depth + 1]:
                lines.append(f"{'  ' * (depth + 1)}{_key(part)}:")
                above = [*way[: depth + 1]]
        above = way
        lines.append(f"{'  ' * (len(way) + 1)}{_key(last)}: {json.dumps(text, ensure_ascii=False)}")
    return "\n".join(lines) + "\n"


def _key(name: str) -> str:
    return f'"{name}"' if name in _READ_OTHERWISE else name


@lru_cache(maxsize=1)
def _file() -> dict[str, Any]:
    document, problems = read_yaml(OWN.name, OWN.read_bytes(), MAX_DATA_BYTES)
    if document is None or problems:
        raise ValueError(f"{OWN} cannot be read: {problems}")
    return document.data
