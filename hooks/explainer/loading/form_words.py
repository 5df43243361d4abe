"""What the forms in the browser ask, in which order and of whom, and the names and help of their fields.

What a field is for is said by the models, unless texts/en.yml has other help under `forms.help`, for those who see
neither files nor keys. What values mean is said by the vocabularies.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from explainer.loading.bibliography_fields import HELP
from explainer.loading.field_help import fields_of

CLAIM_SECTIONS: Mapping[str, tuple[str, ...]] = {
    "claim": ("question", "claim", "topic", "leaning", "appearances", "asked_by"),
    "evidence": ("evidence",),
    "judgement": ("kind", "claim_answers", "verdict", "certainty", "base", "cases", "established", "advised_by",
                  "differs"),
    "answer": ("short_answer", "what_it_means", "see_a_doctor", "related"),
    "dates": ("checked", "check_by"),
}  # fmt: skip
"""Part of the form of a claim -> its fields in the order in which they are asked."""

MADE_BY_THE_FORM = ("changes",)
"""Fields of a claim that the form writes by itself: the history of a new claim begins with its publication."""
NOT_FOR_A_NEW_CLAIM = ("clinical_review", "second_reading", "moved_from", "withdrawn", "allow")
"""Fields of a claim that come later, or that a reviewer has to agree to."""

SOURCE_SECTIONS: Mapping[str, tuple[str, ...]] = {
    "work": ("author", "editor", "title", "journal", "booktitle", "series", "publisher", "eventtitle", "type", "year",
             "volume", "number", "pages", "doi", "pmid", "pmcid", "isbn", "url", "archive_url", "urldate"),
    "reader": ("design", "participants", "population", "funding", "ties", "interest", "status", "verified", "topics",
               "note"),
}  # fmt: skip
"""Part of the form of a source -> its fields, as those of a claim."""

ONLY_OF_TYPE: Mapping[str, tuple[str, ...]] = {
    "editor": ("book", "incollection", "inproceedings", "dataset", "software"),
    "journal": ("article",),
    "booktitle": ("incollection", "inproceedings"),
    "publisher": ("book", "incollection", "inproceedings", "report", "thesis", "dataset", "software", "misc"),
    "eventtitle": ("inproceedings",),
    "series": ("book", "incollection", "inproceedings", "report"),
    "type": ("report", "thesis", "patent"),
    "volume": ("article", "book", "incollection", "inproceedings"),
    "number": ("article", "report", "patent"),
    "pages": ("article", "incollection", "inproceedings"),
    "isbn": ("book", "incollection", "inproceedings"),
    "archive_url": ("online", "misc", "report"),
    "urldate": ("online", "misc", "report", "dataset", "software"),
}
"""Field of a source -> the types of entries that are asked for it; what is not here is asked of all."""

TYPES = ("article", "book", "incollection", "inproceedings", "report", "thesis", "online", "dataset", "software",
         "patent", "unpublished", "misc")  # fmt: skip
"""Types of entries in the order in which the form lists them."""

REGISTERS: Mapping[str, tuple[str, str]] = {
    "crossref": ("Crossref", "https://api.crossref.org"),
    "csl": ("DataCite", "https://data.crosscite.org"),
    "ncbi": ("PubMed", "https://eutils.ncbi.nlm.nih.gov/entrez/eutils"),
}
"""The registers that the form for a source asks when the reader presses its button: name and address.

They answer pages of other hosts. doi.org does not, so that a DOI of DataCite is asked for at its own service.
"""

NO_HELP = ("topic", "for", "against", "source.editor", "source.shortjournal", "source.urldate", "source.status",
           "source.verified")  # fmt: skip
"""Fields whose name and values say enough; those of a source after its name."""


def model_help() -> Iterator[tuple[str, str]]:
    """Yield a key for the help that the models give each field of the forms, and that help: `claim-evidence-for`."""
    for field in fields_of():
        path = field.name.replace("[]", "").replace(".", "-")
        if path.split("-")[0] not in (*MADE_BY_THE_FORM, *NOT_FOR_A_NEW_CLAIM):
            yield f"claim-{path}", field.help
    for name in (name for names in SOURCE_SECTIONS.values() for name in names):
        yield f"source-{name}", HELP[name]


def words_of_forms() -> Iterator[tuple[str, str]]:
    """Yield the texts of the forms that follow from the models, with their keys: help, and a name for each field."""
    for key, text in model_help():
        name = key.rpartition("-")[2]
        yield f"forms.label.{name}", name.capitalize().replace("_", " ")
        yield f"forms.model.{key}", text
