"""The rules that are applied while files are read, documented here beside the others."""

from __future__ import annotations

from explainer.checks.runner import document
from explainer.problems import Severity

document(
    "F01",
    "Not valid YAML",
    (
        "The file cannot be read as YAML. Mostly a colon in a text without quotation marks, or an "
        "indentation that is off."
    ),
    bad="note: We looked: nothing",
    good='note: "We looked: nothing"',
)
document(
    "F02",
    "Too large",
    "A claim file may have 64 KB, a data file or page 512 KB, the bibliography 2 MB.",
    bad="a claim file of 80 KB",
    good="two claims, or shorter findings",
)
document(
    "F03",
    "Not UTF-8",
    "Files are UTF-8 text. Other encodings would show wrong letters.",
    bad="a file saved as Latin-1 or UTF-16",
    good="the same file saved as UTF-8",
)
document(
    "F04",
    "Hidden characters",
    (
        "Control characters, zero-width characters and those that reverse the reading direction can hide "
        "or change what a reviewer sees."
    ),
    bad="a zero-width space inside a word",
    good="the word without it",
)
document(
    "F05",
    "A key that stands twice",
    "YAML readers keep one of two equal keys without a word; here it is an error.",
    bad="topic: pain\ntopic: heart",
    good="topic: heart",
)
document(
    "F06",
    "Anchors, aliases, tags or merge keys",
    "They make a file mean something other than it shows.",
    bad="related: *others",
    good="related: [slows-the-heart]",
)
document(
    "F07",
    "A word that other readers change",
    (
        "YAML 1.1 turns some plain words into other things: no into false, 1:30 into 90, a date into a "
        "date object. Quotation marks keep them."
    ),
    bad="words: no",
    good='words: "no"',
)
document(
    "F08",
    "Not one set of fields",
    "A file holds one document with `key: value` lines, and keys are plain words.",
    bad="- a list\n- at the top",
    good="question: ...\nclaim: ...",
)
document(
    "F09",
    "Too deep",
    "Structures may nest 20 levels deep.",
    bad="[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]",
    good="[1]",
)
document(
    "F10",
    "An unknown field",
    "A field that nobody reads is most often a misspelt one.",
    bad="verdikt: mixed",
    good="verdict: mixed",
)
document(
    "F11",
    "A missing field",
    "Every claim is complete, or it is not published.",
    bad="a claim without `short_answer`",
    good="a claim with every required field",
)
document(
    "F12",
    "A value that is not allowed",
    "Verdicts, certainty, reasons, ids and the like come from closed lists or have a fixed form.",
    bad="verdict: maybe",
    good="verdict: mixed",
)
document(
    "F13",
    "The wrong kind of value",
    "A list where a text is meant, a word where a date is meant, and so on.",
    bad="checked: yesterday",
    good="checked: 2026-11-22",
)
document(
    "F14",
    "Too long or too short",
    ("A short answer has at most 60 words, quoted words at most 12; lists that must hold something are not empty."),
    bad="words: a sentence of twenty words",
    good="words: the telling phrase",
)
document(
    "F15",
    "Another rule of the form",
    "For example: a claim says who makes it, or `asked_by: readers`.",
    bad="a claim without `appearances` and `asked_by`",
    good="asked_by: readers",
)
document(
    "F16",
    "A file that cannot be read",
    "Permissions, or a link that leads out of the project.",
    bad="claims/pain/x.yml as a link to a file elsewhere",
    good="the file itself",
)
document(
    "F17",
    "Something is missing",
    "A file or folder that the site needs is not there.",
    bad="a project without docs/data/site.yml",
    good="the file, with its fields",
)
document(
    "F18",
    "A file in the wrong place",
    "Claims are named claims/<topic>/<id>.yml.",
    bad="claims/pain/x.yaml",
    good="claims/pain/x.yml",
)
document(
    "F19",
    "An id that two files share",
    "The file name is the claim's id and its address, for ever, whatever its folder.",
    bad="claims/pain/x.yml and claims/heart/x.yml",
    good="two names",
)
document(
    "F26",
    "An allowance that excuses nothing",
    "`allow` names a rule that the claim does not break, or that does not exist. The list can only shrink.",
    bad="allow: {D01: was needed once}",
    good="no such line",
)
document(
    "F27",
    "Two pages with one address",
    (
        "A page of docs/ and a claim or a source would be written to the same place, and one would be "
        "lost without a word."
    ),
    bad="docs/claims/x.md beside claims/pain/x.yml",
    good="another name for the page",
)
document(
    "V01",
    "A page that was not built",
    "Each claim and each reference has its page in the built site; else the build fails.",
    bad="mkdocs.yml without the hook",
    good="hooks: [hooks/mkdocs_hooks.py]",
)
document(
    "V02",
    "A broken link in the built site",
    "Every internal link leads to a page or file of the site.",
    bad="[Pain](pian.md)",
    good="[Pain](pain.md)",
)
document(
    "V03",
    "A link to an anchor that is not there",
    "The part behind `#` names a place on the page.",
    bad="[Pain](pain.md#nowhere)",
    good="[Pain](pain.md#key-messages)",
)
document(
    "V04",
    "A file from another host",
    "Pages load nothing from elsewhere: no fonts, scripts, pictures or frames.",
    bad="an image from another site",
    good="the image in docs/",
)
document(
    "V05",
    "A former address that leads nowhere",
    "A claim that was renamed keeps its former address as a page that leads to the new one.",
    bad="moved_from: [old-id],  and a page claims/old-id/ without a link to the claim",
    good="moved_from: [old-id],  and a page claims/old-id/ that links to the claim",
)
document(
    "S01",
    "Not valid BibTeX",
    "An entry cannot be read. Mostly a brace or a comma is missing.",
    bad="@article{a2020, title = {x}",
    good="@article{a2020,\n  title = {x},\n}",
)
document(
    "S02",
    "A citekey that stands twice",
    "Two entries with one key; letters' case does not count.",
    bad="@article{a2020, ...} @article{A2020, ...}",
    good="a2020 and a2020b",
)
document(
    "S03",
    "An unknown entry type",
    "Known are article, book, incollection, techreport, report, misc, online, thesis and their kin.",
    bad="@artikel{...}",
    good="@article{...}",
)
document(
    "S04",
    "A missing field of a reference",
    (
        "An article needs author, title, journal and year; a web page author, title, url (or a note that "
        "says where it was read) and urldate; and so on."
    ),
    bad="@article{a2020, title = {x}}",
    good="@article{a2020, author = {...}, title = {...}, journal = {...}, year = {2020}}",
)
document(
    "S05",
    "A value of a reference that is not allowed",
    (
        "`design`, `status` and `verified` come from closed lists; `participants` is a whole number; `year` has four "
        "digits; dates are dates, written YYYY-MM-DD."
    ),
    bad="design = {trial}",
    good="design = {randomised-trial}",
)
document(
    "S26",
    "A blank field of a reference",
    "`claims new-source` leaves blank what only a reader of the work can know: who was studied, who paid, which ties.",
    bad="funding = {},",
    good="funding = {US National Institutes of Health},   or no such line, where the work says nothing",
    severity=Severity.WARNING,
)
document(
    "S06",
    "A DOI, PMID, PMCID or ISBN of the wrong form",
    "Identifiers are written bare, without an address before them. The last digit of an ISBN must fit the others.",
    bad="doi = {https://doi.org/10.1000/x}",
    good="doi = {10.1000/x}",
)
document(
    "S07",
    "An address that pages will not link to",
    "Only full http and https addresses, without user names or spaces.",
    bad="url = {javascript:alert(1)}",
    good="url = {https://example.org/page}",
)
document(
    "S08",
    "An unknown or repeated field of a reference",
    "A field that nobody reads is most often a misspelt one.",
    bad="jornal = {...}",
    good="journal = {...}",
    severity=Severity.WARNING,
)
