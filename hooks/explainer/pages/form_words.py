"""The words of the forms in the browser that no model has: names of fields and of parts, buttons, and what was wrong.

What a field is for, and what its values mean, is said by the models and the vocabularies.
"""

from __future__ import annotations

from collections.abc import Mapping

CLAIM_SECTIONS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("The claim", "", ("question", "claim", "topic", "leaning", "appearances", "asked_by")),
    (
        "The evidence",
        "Both sides get their strongest true case. Say what you read: the whole work, or its abstract.",
        ("evidence",),
    ),
    (
        "The judgement",
        "Judge all the evidence together, and after you have written it down.",
        ("kind", "claim_answers", "verdict", "certainty", "base", "cases", "established", "advised_by", "differs"),
    ),
    (
        "The answer",
        "Write it for someone in pain who reads nothing else. No amount, no schedule, no product.",
        ("short_answer", "what_it_means", "see_a_doctor", "related"),
    ),
    ("The dates", "", ("checked", "check_by")),
)
"""Parts of the form of a claim: heading, a line below it, the fields in the order in which they are asked."""

MADE_BY_THE_FORM = ("changes",)
"""Fields of a claim that the form writes by itself: the history of a new claim begins with its publication."""
NOT_FOR_A_NEW_CLAIM = ("clinical_review", "second_reading", "moved_from", "withdrawn", "allow")
"""Fields of a claim that come later, or that a reviewer has to agree to."""

SOURCE_SECTIONS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        "The work",
        "As the work itself prints it. Leave out what you did not see.",
        ("author", "editor", "title", "journal", "booktitle", "series", "publisher", "eventtitle", "type", "year",
         "volume", "number", "pages", "doi", "pmid", "pmcid", "isbn", "url", "archive_url", "urldate"),
    ),
    (
        "What only a reader of the work can say",
        "No register holds this. Write what the work states, and leave out what it does not.",
        ("design", "participants", "population", "funding", "ties", "interest", "status", "verified", "topics", "note"),
    ),
)  # fmt: skip
"""Parts of the form of a source, as those of a claim."""

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

TYPE_NAMES: Mapping[str, str] = {
    "article": "An article in a journal",
    "book": "A book",
    "incollection": "A chapter of a book",
    "inproceedings": "A paper of a meeting",
    "report": "A report",
    "thesis": "A thesis",
    "online": "A web page",
    "dataset": "A data set",
    "software": "Software",
    "patent": "A patent",
    "unpublished": "Something unpublished",
    "misc": "Something else",
}
"""Type of entry -> what people call it."""

REGISTERS: Mapping[str, tuple[str, str]] = {
    "crossref": ("Crossref", "https://api.crossref.org"),
    "csl": ("DataCite", "https://data.crosscite.org"),
    "ncbi": ("PubMed", "https://eutils.ncbi.nlm.nih.gov/entrez/eutils"),
}
"""The registers that the form for a source asks when the reader presses its button: name and address.

They answer pages of other hosts. doi.org does not, so that a DOI of DataCite is asked for at its own service.
"""

LABELS: Mapping[str, str] = {
    "id": "The name of the file",
    "claim": "The claim",
    "appearances": "Where it is said",
    "appearance": "Place",
    "asked_by": "Readers ask it",
    "by": "Who says it",
    "words": "In which words",
    "kind": "What kind of sentence it is",
    "claim_answers": "Which answer the claim means",
    "start": "Where grading starts",
    "rated_down": "Reasons to be less sure",
    "rated_up": "Reasons to be more sure",
    "base": "Who was counted",
    "cases": "The cases",
    "described": "How well the best case is described",
    "established": "Where it is written",
    "advised_by": "Who advises it",
    "differs": "Who advises otherwise",
    "for": "What speaks for it",
    "against": "What speaks against it",
    "unknown": "What nobody knows",
    "finding": "Finding",
    "cite": "Sources",
    "read": "How much you read",
    "figures": "Numbers, each as the source prints it",
    "frequency": "A number for a picture of people",
    "about": "The works cited are on another subject",
    "searched": "Day of the search",
    "see_a_doctor": "Warning signs",
    "related": "Related claims",
    "checked": "Evidence checked on",
    "check_by": "To be checked again by",
    "doi": "DOI",
    "pmid": "PMID",
    "pmcid": "PMCID",
    "isbn": "ISBN",
    "url": "Web address",
    "archive_url": "Address of an archived copy",
    "urldate": "Day on which you read it",
    "type_of_entry": "What it is",
    "key": "Key",
    "eventtitle": "Meeting",
    "booktitle": "Book",
}
"""Names of fields, where they are more than the field's own name with a capital."""

HELP: Mapping[str, str] = {
    "topic": "",
    "appearances": "A page, an article or a paper in which you read it. Its entry stands in the bibliography.",
    "source": "Type a name, and choose the work from the list.",
    "asked_by": "A question that readers ask, and that no text you can cite claims.",
    "for": "",
    "against": "",
    "cite": "Type a name, and choose the work from the list. A work that is not there needs an entry first.",
    "read": "Of the works that you cite for this finding.",
    "figures": "Every number in your text needs the number as the source prints it.",
    "about": "They only bear on the claim.",
    "advised_by": "Works in which somebody advises it.",
    "differs": "Works in which somebody advises otherwise.",
    "see_a_doctor": "Signs that fit the claim.",
    "related": "Claims that help to understand this one.",
    "source.author": "In the order in which the work names them.",
    "source.editor": "",
    "source.journal": "The full name.",
    "source.shortjournal": "",
    "source.publisher": "Also the institution of a report, or the school of a thesis.",
    "source.year": "In four digits.",
    "source.number": "The issue, or the number of a report or patent.",
    "source.pages": "From and to, or the number of the article.",
    "source.type": "Such as Working paper, or master's thesis.",
    "source.eventtitle": "The meeting at which the paper was given.",
    "source.urldate": "",
    "source.interest": "What kind of stake that is.",
    "source.status": "",
    "source.verified": "",
    "source.topics": "What the work speaks to.",
}
"""Help in place of the model's own, where that speaks of files and keys, which who fills in the form does not see."""

TEXTS: Mapping[str, str] = {
    "optional": "may stay empty",
    "yes": "Yes",
    "no": "No",
    "steps_none": "no step",
    "steps_one": "1 step",
    "steps_two": "2 steps",
    "add": "Add another: {what}",
    "add_first": "Add: {what}",
    "remove": "Remove: {what}",
    "found": "I found something",
    "none_found": "I looked and found nothing",
    "shown": "Number in your text",
    "printed": "As the source prints it",
    "level": "This comes out as: {level}.",
    "id_help": "It is also the page's address, for ever. Small letters, digits and hyphens. It gives no answer.",
    "not_yes_no": "Only where the title is answered by yes or no.",
    "unknown_work": "Not in the bibliography yet. Make its entry with the form for sources, and send both.",
    "check": "Check, and make the file",
    "ready": "The file is ready",
    "ready_lead": "Nothing has been sent. The text below goes into the file {path}.",
    "look_again": "Look at this again",
    "wrong": "There is a problem",
    "wrong_lead": "Mend these, then check again:",
    "download": "Download the file",
    "copy": "Copy the text",
    "copied": "Copied.",
    "not_copied": "Your browser did not allow it. Choose the text and copy it by hand.",
    "open": "Open it in GitHub\u2019s editor",
    "open_help": "It needs a free GitHub account. Press \u201cCommit changes\u201d there, "
    "then \u201cPropose changes\u201d.",
    "too_long": "The text is too long for a link ({count} characters; GitHub takes about {most}). Copy it first. The "
    "link opens GitHub\u2019s editor with the file\u2019s name filled in, and you paste the text there.",
    "no_repository": "This copy of the site does not say where its files are kept, so it cannot open an editor. "
    "Download the file or copy it, and send it to whoever keeps the site.",
    "append": "Copy the entry. The link opens bibliography.bib in GitHub\u2019s editor: paste the entry at its end.",
    "open_bibliography": "Open bibliography.bib in GitHub\u2019s editor",
    "draft": "Keep a draft in this browser",
    "draft_help": "Whoever uses this browser can then read it. Without the tick nothing is kept, and closing the page "
    "loses what you wrote. Taking the tick away deletes the draft.",
    "missing": "This has to be filled in.",
    "choose": "Choose one.",
    "choose_some": "Choose at least one.",
    "too_long_text": "At most {most} characters; you have {count}.",
    "too_short": "At least {least} characters; you have {count}.",
    "too_many_words": "At most {most} words; you have {count}.",
    "pattern_question": "End with a question mark.",
    "pattern_key": "A key: a letter first, then letters and digits, no spaces.",
    "pattern_id": "Small letters, digits and single hyphens.",
    "pattern": "This is not in the right form.",
    "not_a_number": "A whole number from {least} to {most}.",
    "not_a_day": "A day, as 2026-01-31.",
    "part_over_whole": "More than the whole.",
    "hidden": "There is a sign in it that nobody sees. Type the text anew.",
    "taken": "A claim has this name already.",
    "twice": "This question and this claim are there already, under the name {id}.",
    "who_says": "Say where it is said, or tick that readers ask it.",
    "need_cite": "Name at least one source.",
    "need_where": "Say where in the source it stands, such as abstract or Table 2.",
    "untraced": "Say how the source prints: {numbers}.",
    "begins": "By your verdict, the answer begins with \u201c{words}\u201d.",
    "firm": "This verdict needs at least low certainty. Choose \u201cNot shown\u201d, or \u201cNot studied\u201d.",
    "up_and_down": "What is rated down is not rated up.",
    "dates_order": "This day lies before the other one.",
    "amount": "This reads like an amount: \u201c{found}\u201d. Readers take amounts for doses. Leave it out.",
    "schedule": "This reads like a schedule: \u201c{found}\u201d. Leave it out.",
    "taper": "This reads like a way to come off alone: \u201c{found}\u201d. Point to a clinician instead.",
    "number": "{what} {n}",
    "identifier": "DOI or PMID",
    "identifier_help": "Such as 10.1000/xyz123 or 12345678, bare or as an address.",
    "identifier_wrong": "This is neither a DOI, such as 10.1000/xyz123, nor a PMID, such as 12345678.",
    "ask": "Ask {registers}",
    "ask_help": "Your browser then asks {registers} over the internet. They learn which work you look up, and your "
    "internet address. Nothing is asked before you press the button. You can also fill in everything by hand.",
    "asking": "Asking\u2026",
    "asked": "Filled in from {registers}. Compare it with the work. What only a reader can say is left for you.",
    "asked_none": "No register knows {id}. Look for a slip, or fill in the form by hand.",
    "asked_failed": "No answer came ({why}). Fill in the form by hand, or try again later.",
    "there_already": "This work is in the bibliography already, under the key {key}. Use that key.",
    "notice": "A register says that this work was retracted or put under concern. No finding can rest on it.",
    "seller": "Cite a seller\u2019s page only as the place where a claim is made.",
    "key_help": "Mostly the first author\u2019s name and the year, as post2019. You cite the work by it.",
    "person": "Name",
    "person_help": "Family name first, as Post, Sara.",
    "body": "This is a body, and no person",
    "lookup": "Look it up",
    "check_entry": "Check, and make the entry",
    "entry_ready": "The entry is ready",
    "entry_lead": "Nothing has been sent. The text below goes to the end of bibliography.bib.",
    "key_taken": "Another entry has this key.",
    "or": "or",
    "mostly_there": "A work of this type mostly has this. Leave it out only where you could not see it.",
    "like": "Write it as {example}.",
    "not_an_address": "The full address, beginning with https.",
    "digits": "A whole number, in digits.",
    "need_one_of": "Fill in one of: {names}.",
}
"""Buttons, messages and names of parts. Words in braces are filled in by the form."""
